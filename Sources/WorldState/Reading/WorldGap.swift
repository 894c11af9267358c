import CGameABI

extension WorldReader {
  /// Where a byte lies that no field has, for messages about worlds that differ although `worldDiff` finds nothing:
  /// `sparks[3], behind age`.
  /// - Parameter offset: from the start of the world.
  public func place(ofGapAt offset: Int) -> String {
    if offset < layout.world.size { return place(of: offset, in: 0, path: "") }
    for site in layout.poolSites() {
      let pool = Location(offset: site.storage, type: .pool(site.element), arrayCount: nil)
      let first = poolElement(0, of: site.element, at: pool).offset
      let index = (offset - first) / max(1, layout.structs[site.element].size)
      guard offset >= first, index < poolCount(at: pool) else { continue }
      let start = index * layout.structs[site.element].size
      return place(of: offset - first - start, in: site.element, path: "\(site.path)[\(index)]")
    }
    return "behind the elements of the pools"
  }

  /// - Parameter offset: from the start of the struct.
  private func place(of offset: Int, in index: Int, path: String) -> String {
    let owner = path.isEmpty ? layout.structs[index].name : path
    guard let field = layout.structs[index].fields.last(where: { $0.offset <= offset }) else { return owner }
    let size = max(1, layout.size(of: field.type))
    let element = (offset - field.offset) / size
    if case .structure(let inner) = field.type, element < field.count {
      let name = (path.isEmpty ? "" : path + ".") + field.name + (field.isArray ? "[\(element)]" : "")
      return place(of: offset - field.offset - element * size, in: inner, path: name)
    }
    return "\(owner), behind \(field.name)"
  }
}
