import CGameABI

/// A rename that the game states, so that values are carried over.
public enum Rename: Hashable, Sendable, CustomStringConvertible {
  /// The struct that is now `to` was `from`.
  case type(from: String, to: String)
  /// Within the struct that is now called `owner`, the field that is now `to` was `from`.
  case field(owner: String, from: String, to: String)

  public var description: String {
    switch self {
    case .type(let from, let to): "struct \(from) renamed to \(to)"
    case .field(let owner, let from, let to): "\(owner).\(from) renamed to \(owner).\(to)"
    }
  }

  /// Reads the list that a game library gives.
  public static func list(
    _ records: UnsafePointer<LayoutRename>?, count: UInt32
  ) throws(LayoutError) -> [Rename] {
    guard count > 0 else { return [] }
    guard count <= LayoutValidation.mostFields else {
      throw .tooMany(what: "renames", found: Int(count), most: LayoutValidation.mostFields)
    }
    guard let records = unsafe records else { throw .nullTable(what: "renames") }
    var renames: [Rename] = []
    for index in 0..<Int(count) {
      let record = unsafe records[index]
      let from = try unsafe readName(record.from, path: "rename \(index), from")
      let to = try unsafe readName(record.to, path: "rename \(index), to")
      if unsafe record.type_name == nil {
        renames.append(.type(from: from, to: to))
      } else {
        let owner = try unsafe readName(record.type_name, path: "rename \(index), type_name")
        renames.append(.field(owner: owner, from: from, to: to))
      }
    }
    return renames
  }

  /// The same renames told for the way back: what a rollback to the layout before them needs.
  public static func inverted(_ renames: [Rename]) -> [Rename] {
    var oldNames: [String: String] = [:]
    for case .type(let from, let to) in renames { oldNames[to] = from }
    return renames.map { rename in
      switch rename {
      case .type(let from, let to): .type(from: to, to: from)
      case .field(let owner, let from, let to): .field(owner: oldNames[owner] ?? owner, from: to, to: from)
      }
    }
  }
}
