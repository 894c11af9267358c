/// Value of a field that the old world has no value for, declared by the game. Without one it is zero.
public struct DeclaredDefault: Hashable, Sendable {
  /// Names of the struct and of the field in the new layout.
  public var owner: String
  public var field: String
  /// Memory representation of the whole field, or of one element, which is then repeated.
  public var bytes: [UInt8]
  /// Type of the value; nil if it is unknown, and taken to be that of the field.
  public var type: DefaultType?

  public init(owner: String, field: String, bytes: [UInt8], type: DefaultType? = nil) {
    self.owner = owner
    self.field = field
    self.bytes = bytes
    self.type = type
  }

  /// Example: `DeclaredDefault(owner: "Creature", field: "shield", value: Float(1))`.
  public init(owner: String, field: String, value: some BitwiseCopyable) {
    self.init(owner: owner, field: field, bytes: unsafe withUnsafeBytes(of: value) { unsafe Array($0) })
  }
}

/// The declared defaults of one layout, validated.
struct DefaultTable {
  private let layout: Layout
  private var stated: [String: [String: [UInt8]]] = [:]

  init(_ defaults: [DeclaredDefault], for layout: Layout) throws(MigrationError) {
    self.layout = layout
    for one in defaults {
      guard let owner = layout.structs.first(where: { $0.name == one.owner }),
        let field = owner.field(named: one.field)
      else { throw .unknownDefault(path: "\(one.owner).\(one.field)") }
      let element = layout.size(of: field.type)
      if case .pool = field.type { throw .unknownDefault(path: "\(one.owner).\(one.field)") }
      let path = "\(one.owner).\(one.field)"
      var bytes = one.bytes
      if let type = one.type {
        bytes = try DefaultValue(path: path, bytes: bytes, type: type, layout: layout).fitted(to: field)
      }
      guard bytes.count == element || bytes.count == element * field.count else {
        throw .badDefaultSize(path: path, size: bytes.count, expected: element * field.count)
      }
      stated[one.owner, default: [:]][one.field] = bytes
    }
  }

  /// Whether there is one for a field, zero or not.
  func states(_ field: String, in owner: String) -> Bool { stated[owner]?[field] != nil }

  /// Bytes to fill a field with, repeated until it is full; nil if all of them are zero.
  func pattern(of field: Layout.Field, in owner: Layout.Struct) -> [UInt8]? {
    guard !stated.isEmpty else { return nil }
    var bytes = stated[owner.name]?[field.name]
    if bytes == nil, case .structure(let index) = field.type { bytes = template(of: index) }
    guard let bytes, bytes.contains(where: { $0 != 0 }) else { return nil }
    return bytes
  }

  /// Bytes of a struct in which every declared default is set.
  func template(of index: Int) -> [UInt8] {
    let owner = layout.structs[index]
    var bytes = [UInt8](repeating: 0, count: owner.size)
    for field in owner.fields {
      guard let pattern = pattern(of: field, in: owner) else { continue }
      for index in 0..<layout.size(of: field) { bytes[field.offset + index] = pattern[index % pattern.count] }
    }
    return bytes
  }
}
