import CGameABI

/// Reads the values of a world by its layout. All pools are checked first, so that nothing outside the world is read,
/// whatever its bytes are.
///
/// A reader of an arena retains the arena. A reader of bytes must not outlive them.
@safe public struct WorldReader {
  public let layout: Layout
  let base: UnsafeRawPointer
  /// Whether the elements of pools have identities.
  let hasIdentities: Bool
  private let enumerations: [String: Layout.Enumeration]
  /// By the offset of their storage in the world struct.
  private let pools: [Int: PoolStorage]
  /// Keeps the bytes mapped, if they belong to an arena.
  private let owner: Arena?

  /// - Parameter bytes: the used bytes of a world of this layout. Must not change while the reader is used.
  public init(layout: Layout, bytes: UnsafeRawBufferPointer) throws(WorldError) {
    try unsafe self.init(layout: layout, bytes: bytes, owner: nil)
  }

  fileprivate init(layout: Layout, bytes: UnsafeRawBufferPointer, owner: Arena?) throws(WorldError) {
    let sites = layout.poolSites()
    let storages = try unsafe PoolList(sites: sites, of: layout, in: bytes).storages
    guard let base = bytes.baseAddress else { throw .truncated(bytes: 0, needed: layout.world.size) }
    self.layout = layout
    self.owner = owner
    enumerations = Dictionary(uniqueKeysWithValues: layout.enumerations.map { ($0.name, $0) })
    unsafe self.base = base
    hasIdentities = unsafe PoolBlock.hasIdentities(bytes)
    pools = Dictionary(uniqueKeysWithValues: zip(sites.map(\.storage), storages))
  }

  /// An offset in a world and the type of its content. Always within the world.
  struct Location {
    var offset: Int
    var type: Layout.FieldType
    /// Number of elements of an array; nil for a single element.
    var arrayCount: Int?
  }

  /// The whole world.
  var root: Location { Location(offset: 0, type: .structure(0), arrayCount: nil) }

  func location(of field: Layout.Field, in owner: Location) -> Location {
    Location(
      offset: owner.offset + field.offset, type: field.type, arrayCount: field.isArray ? field.count : nil)
  }

  /// An element of an array.
  func element(_ index: Int, of array: Location) -> Location {
    Location(offset: array.offset + index * layout.size(of: array.type), type: array.type, arrayCount: nil)
  }

  /// Number of live elements of the pool at a location.
  func poolCount(at location: Location) -> Int { pools[location.offset].map { Int($0.count) } ?? 0 }

  /// Where the elements of the pool at a location are; nil if there is no pool.
  func storage(at location: Location) -> PoolStorage? { pools[location.offset] }

  /// A live element of the pool at a location.
  func poolElement(_ index: Int, of element: Int, at location: Location) -> Location {
    let start = pools[location.offset].map { Int($0.offset) } ?? 0
    return Location(
      offset: start + index * layout.structs[element].size, type: .structure(element), arrayCount: nil)
  }

  func value(_ scalar: Scalar, at location: Location) -> WorldValue {
    unsafe WorldValue(scalar, at: base + location.offset)
  }

  /// The name of the constant at a location; nil if it is no constant of an enum.
  func constant(at location: Location) -> String? {
    guard case .enumeration(_, let storage) = location.type else { return nil }
    return enumeration(at: location)?.text(of: value(storage, at: location).bits)
  }

  /// The constants of the enum at a location; nil if there is none, or if they are unknown.
  func enumeration(at location: Location) -> Layout.Enumeration? {
    guard case .enumeration(let name, _) = location.type else { return nil }
    return enumerations[name]
  }

  /// A number as text, or its constant if it is one of an enum.
  func text(_ scalar: Scalar, at location: Location) -> String {
    constant(at: location) ?? value(scalar, at: location).description
  }

  /// Calls `body` with every number of the world and its path, in layout order.
  public func forEachValue(_ body: (_ path: String, _ value: WorldValue) -> Void) {
    visit(root, path: "", body)
  }

  private func visit(_ location: Location, path: String, _ body: (String, WorldValue) -> Void) {
    if let count = location.arrayCount {
      for index in 0..<count { visit(element(index, of: location), path: "\(path)[\(index)]", body) }
      return
    }
    switch location.type {
    case .scalar(let scalar), .enumeration(_, let scalar): body(path, value(scalar, at: location))
    case .structure(let index):
      for field in layout.structs[index].fields {
        visit(
          self.location(of: field, in: location), path: path.isEmpty ? field.name : "\(path).\(field.name)",
          body)
      }
    case .pool(let index):
      for number in 0..<poolCount(at: location) {
        visit(poolElement(number, of: index, at: location), path: "\(path)[\(number)]", body)
      }
    }
  }
}

extension Arena {
  /// A reader of the world in this arena. It sees later changes of the game except for the offsets and counts of pools: create
  /// a new reader at each safe point.
  public func reader(for layout: Layout) throws(WorldError) -> WorldReader {
    let bytes = unsafe UnsafeRawBufferPointer(start: base, count: bytesUsed)
    return try unsafe WorldReader(layout: layout, bytes: bytes, owner: self)
  }
}
