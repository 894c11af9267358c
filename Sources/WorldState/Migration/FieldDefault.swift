/// What a field holds where the old world has no value for it. Stated by the game; without one it is zero.
public struct FieldDefault: Hashable, Sendable {
  /// The struct and the field, as the new layout names them.
  public var owner: String
  public var field: String
  /// The value as it lies in memory: of the whole field, or of one element, which is then given to each.
  public var bytes: [UInt8]

  public init(owner: String, field: String, bytes: [UInt8]) {
    self.owner = owner
    self.field = field
    self.bytes = bytes
  }

  /// A default from a value: `FieldDefault(owner: "Creature", field: "shield", value: Float(1))`.
  public init(owner: String, field: String, value: some BitwiseCopyable) {
    self.init(owner: owner, field: field, bytes: unsafe withUnsafeBytes(of: value) { unsafe Array($0) })
  }
}

/// The defaults of one layout, checked against it.
struct DefaultTable {
  private let layout: Layout
  private var stated: [String: [String: [UInt8]]] = [:]

  init(_ defaults: [FieldDefault], for layout: Layout) throws(MigrationError) {
    self.layout = layout
    for one in defaults {
      guard let owner = layout.structs.first(where: { $0.name == one.owner }),
        let field = owner.field(named: one.field)
      else { throw .unknownDefault(path: "\(one.owner).\(one.field)") }
      let element = layout.size(of: field.type)
      if case .pool = field.type { throw .unknownDefault(path: "\(one.owner).\(one.field)") }
      guard one.bytes.count == element || one.bytes.count == element * field.count else {
        throw .badDefaultSize(
          path: "\(one.owner).\(one.field)", size: one.bytes.count, expected: element * field.count)
      }
      stated[one.owner, default: [:]][one.field] = one.bytes
    }
  }

  /// The bytes to fill a field with, to be repeated until it is full; nil where all of them are zero.
  func pattern(of field: Layout.Field, in owner: Layout.Struct) -> [UInt8]? {
    guard !stated.isEmpty else { return nil }
    var bytes = stated[owner.name]?[field.name]
    if bytes == nil, case .structure(let index) = field.type { bytes = template(of: index) }
    guard let bytes, bytes.contains(where: { $0 != 0 }) else { return nil }
    return bytes
  }

  /// One value of a struct with every default that the game states for it.
  private func template(of index: Int) -> [UInt8] {
    let owner = layout.structs[index]
    var bytes = [UInt8](repeating: 0, count: owner.size)
    for field in owner.fields {
      guard let pattern = pattern(of: field, in: owner) else { continue }
      for place in 0..<layout.size(of: field) { bytes[field.offset + place] = pattern[place % pattern.count] }
    }
    return bytes
  }
}
