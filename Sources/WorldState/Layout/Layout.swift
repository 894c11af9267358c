/// The memory layout of a world: every struct that it reaches, with the names, types and offsets of its fields, and the
/// constants of its enums.
///
/// A layout is always valid: fields lie within their struct without overlap, indices are in range, no struct contains
/// itself. Structs are in breadth-first order from the world, so layouts are equal exactly if their worlds are, whatever
/// the order in which structs were listed.
public struct Layout: Hashable, Sendable {
  /// The first struct is the world.
  public let structs: [Struct]
  /// The enums of the fields, by name, as far as their constants are known.
  public let enumerations: [Enumeration]
  /// Stored in the header of each world. Equal for equal layouts on every run and machine. FNV-1a over `encoded`.
  public let hash: UInt64

  public var world: Struct { structs[0] }

  /// One C struct.
  public struct Struct: Hashable, Sendable {
    public var name: String
    /// Stride of an array of the struct, in bytes.
    public var size: Int
    public var alignment: Int
    /// By ascending offset.
    public var fields: [Field]

    public init(name: String, size: Int, alignment: Int, fields: [Field]) {
      self.name = name
      self.size = size
      self.alignment = alignment
      self.fields = fields
    }

    public func field(named name: String) -> Field? { fields.first { $0.name == name } }
  }

  /// One field of a struct.
  public struct Field: Hashable, Sendable {
    public var name: String
    public var type: FieldType
    /// Bytes from the start of the struct.
    public var offset: Int
    /// Number of elements; 1 if the field is no array.
    public var count: Int
    public var isArray: Bool

    public init(name: String, type: FieldType, offset: Int, count: Int = 1, isArray: Bool = false) {
      self.name = name
      self.type = type
      self.offset = offset
      self.count = count
      self.isArray = isArray
    }
  }

  /// Type of one element of a field.
  public enum FieldType: Hashable, Sendable {
    case scalar(Scalar)
    /// A C enum, stored as an integer.
    case enumeration(name: String, storage: Scalar)
    /// Index into `Layout.structs`.
    case structure(Int)
    /// A pool; the index of its element struct.
    case pool(Int)
  }

  /// Validates structs and enums. Drops those that the first struct does not reach.
  public init(structs: [Struct], enumerations: [Enumeration] = []) throws(LayoutError) {
    try LayoutValidation(structs: structs).check()
    try checkEnumerations(enumerations)
    self.structs = inOrderOfReach(structs)
    self.enumerations = used(enumerations, by: self.structs)
    hash = fnv1a(encode(self.structs, self.enumerations))
  }

  public static func == (a: Layout, b: Layout) -> Bool {
    a.hash == b.hash && a.structs == b.structs && a.enumerations == b.enumerations
  }
  public func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  /// Size of one element in bytes.
  public func size(of type: FieldType) -> Int { elementSize(type, in: structs) }

  /// Size of a field with all its elements, in bytes.
  public func size(of field: Field) -> Int { size(of: field.type) * field.count }

  /// Name of the type in messages: `int32`, `float[4]`, `Creature`, `pool of Shot`, `enum Phase`.
  public func typeName(of field: Field) -> String {
    let name =
      switch field.type {
      case .scalar(let scalar): scalar.description
      case .enumeration(let name, _): "enum \(name)"
      case .structure(let index): structs[index].name
      case .pool(let index): "pool of \(structs[index].name)"
      }
    return field.isArray ? "\(name)[\(field.count)]" : name
  }
}

extension Layout {
  /// Name and size of the struct at the start of every world.
  static let headerName = "WorldHeader"
  static let headerSize = 128
  /// Size of `PoolStorage`, which a field of a pool holds.
  static let poolSize = 16
}

/// Size of one element of a type, in bytes.
func elementSize(_ type: Layout.FieldType, in structs: [Layout.Struct]) -> Int {
  switch type {
  case .scalar(let scalar), .enumeration(_, let scalar): scalar.size
  case .structure(let index): structs[index].size
  case .pool: Layout.poolSize
  }
}

/// The structs that the first one reaches, in breadth-first order, with their indices adapted.
private func inOrderOfReach(_ structs: [Layout.Struct]) -> [Layout.Struct] {
  var order = [0]
  var newIndices = [0: 0]
  var next = 0
  while next < order.count {
    for field in structs[order[next]].fields {
      guard let index = field.type.structIndex, newIndices[index] == nil else { continue }
      newIndices[index] = order.count
      order.append(index)
    }
    next += 1
  }
  return order.map { old in
    var copy = structs[old]
    for index in copy.fields.indices { copy.fields[index].type.remapStruct { newIndices[$0]! } }
    return copy
  }
}

/// The enums that have constants and that a field has, by name.
private func used(_ enumerations: [Layout.Enumeration], by structs: [Layout.Struct]) -> [Layout.Enumeration] {
  if enumerations.isEmpty { return [] }
  var names: Set<String> = []
  for field in structs.lazy.flatMap(\.fields) {
    if case .enumeration(let name, _) = field.type { names.insert(name) }
  }
  return enumerations.filter { names.contains($0.name) && !$0.constants.isEmpty }.sorted { $0.name < $1.name }
}

extension Layout.FieldType {
  /// Index of the struct of a structure or of the elements of a pool.
  var structIndex: Int? {
    switch self {
    case .structure(let index), .pool(let index): index
    case .scalar, .enumeration: nil
    }
  }

  fileprivate mutating func remapStruct(_ newIndex: (Int) -> Int) {
    switch self {
    case .structure(let index): self = .structure(newIndex(index))
    case .pool(let index): self = .pool(newIndex(index))
    case .scalar, .enumeration: break
    }
  }
}

/// FNV-1a, 64 bit (Fowler, Noll, Vo; draft-eastlake-fnv).
private func fnv1a(_ bytes: [UInt8]) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  return hash
}
