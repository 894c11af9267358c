import CGameABI

/// Reads a world's values by its layout. Every pool is judged before the first value is read, so that nothing
/// outside the world's bytes is ever touched, whatever the world says.
///
/// A reader of an arena keeps that arena. A reader of bytes must not outlive them.
@safe public struct WorldReader {
  public let layout: Layout
  let base: UnsafeRawPointer
  /// By the place of their storage in the world's struct.
  private let pools: [Int: PoolStorage]
  /// What keeps the bytes where they are, where something does.
  private let owner: Arena?

  /// - Parameter bytes: the used bytes of a world of this layout. They stay the caller's, and must stay as they
  ///   are for as long as the reader is used.
  public init(layout: Layout, bytes: UnsafeRawBufferPointer) throws(WorldError) {
    try unsafe self.init(layout: layout, bytes: bytes, owner: nil)
  }

  fileprivate init(layout: Layout, bytes: UnsafeRawBufferPointer, owner: Arena?) throws(WorldError) {
    let sites = layout.poolSites()
    let storages = try unsafe PoolList(sites: sites, of: layout, in: bytes).storages
    guard let base = bytes.baseAddress else { throw .truncated(bytes: 0, needed: layout.world.size) }
    self.layout = layout
    self.owner = owner
    unsafe self.base = base
    pools = Dictionary(uniqueKeysWithValues: zip(sites.map(\.storage), storages))
  }

  /// A place in a world and what lies there. Only the reader makes these, within the world's bytes.
  struct Place {
    var offset: Int
    var type: Layout.FieldType
    /// For an array the number of its elements; nil for one of them, or for what is no array.
    var arrayCount: Int?
  }

  /// The whole world.
  var root: Place { Place(offset: 0, type: .structure(0), arrayCount: nil) }

  func place(of field: Layout.Field, in owner: Place) -> Place {
    Place(
      offset: owner.offset + field.offset, type: field.type, arrayCount: field.isArray ? field.count : nil)
  }

  /// An element of an array.
  func element(_ index: Int, of array: Place) -> Place {
    Place(offset: array.offset + index * layout.size(of: array.type), type: array.type, arrayCount: nil)
  }

  /// Number of living elements of the pool whose storage stands there.
  func poolCount(at place: Place) -> Int { pools[place.offset].map { Int($0.count) } ?? 0 }

  /// A living element of the pool whose storage stands there.
  func poolElement(_ index: Int, of element: Int, at place: Place) -> Place {
    let start = pools[place.offset].map { Int($0.offset) } ?? 0
    return Place(
      offset: start + index * layout.structs[element].size, type: .structure(element), arrayCount: nil)
  }

  func value(_ scalar: Scalar, at place: Place) -> WorldValue {
    unsafe WorldValue(scalar, at: base + place.offset)
  }

  /// Calls `body` with every number of the world and its path, in the order of the layout.
  public func forEachValue(_ body: (_ path: String, _ value: WorldValue) -> Void) {
    visit(root, path: "", body)
  }

  private func visit(_ place: Place, path: String, _ body: (String, WorldValue) -> Void) {
    if let count = place.arrayCount {
      for index in 0..<count { visit(element(index, of: place), path: "\(path)[\(index)]", body) }
      return
    }
    switch place.type {
    case .scalar(let scalar), .enumeration(_, let scalar): body(path, value(scalar, at: place))
    case .structure(let index):
      for field in layout.structs[index].fields {
        visit(
          self.place(of: field, in: place), path: path.isEmpty ? field.name : "\(path).\(field.name)", body)
      }
    case .pool(let index):
      for number in 0..<poolCount(at: place) {
        visit(poolElement(number, of: index, at: place), path: "\(path)[\(number)]", body)
      }
    }
  }
}

extension Arena {
  /// A reader of the world in this arena. What the game changes afterwards is seen, but for the places and counts
  /// of pools: make a new one for each safe point.
  public func reader(for layout: Layout) throws(WorldError) -> WorldReader {
    let bytes = unsafe UnsafeRawBufferPointer(start: base, count: bytesUsed)
    return try unsafe WorldReader(layout: layout, bytes: bytes, owner: self)
  }
}
