/// What the types of a world look like: every struct that the world reaches, with the names, types and places of
/// its fields.
///
/// A layout is always valid: fields lie in their struct without overlap, indices are in range, no struct holds
/// itself. Structs stand in the order in which a walk from the world reaches them, so that two layouts are equal
/// exactly when their worlds are the same, whatever order they were listed in.
public struct Layout: Hashable, Sendable {
  /// Every struct; the first is the world.
  public let structs: [Struct]
  /// The same for equal layouts on every run and machine; stands in the header of each world. FNV-1a over
  /// `encoded`.
  public let hash: UInt64

  /// The world itself.
  public var world: Struct { structs[0] }

  /// One C struct.
  public struct Struct: Hashable, Sendable {
    public var name: String
    /// Bytes from one element to the next in an array of them.
    public var size: Int
    public var alignment: Int
    /// In order of offset.
    public var fields: [Field]

    public init(name: String, size: Int, alignment: Int, fields: [Field]) {
      self.name = name
      self.size = size
      self.alignment = alignment
      self.fields = fields
    }

    /// The field of that name.
    public func field(named name: String) -> Field? { fields.first { $0.name == name } }
  }

  /// One field of a struct.
  public struct Field: Hashable, Sendable {
    public var name: String
    public var type: FieldType
    /// Bytes from the start of the struct.
    public var offset: Int
    /// Number of elements: 1 where it is no array.
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

  /// What one element of a field is.
  public enum FieldType: Hashable, Sendable {
    case scalar(Scalar)
    /// A C enum and the integer it is stored as.
    case enumeration(name: String, storage: Scalar)
    /// Index into `Layout.structs`.
    case structure(Int)
    /// A pool; the index of the struct of its elements.
    case pool(Int)
  }

  /// Checks structs and takes them up. Those that the first does not reach are left out.
  public init(structs: [Struct]) throws(LayoutError) {
    try LayoutValidation(structs: structs).check()
    self.structs = inOrderOfReach(structs)
    hash = fnv1a(encode(self.structs))
  }

  public static func == (a: Layout, b: Layout) -> Bool { a.hash == b.hash && a.structs == b.structs }
  public func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  /// Bytes that one element of this type takes.
  public func size(of type: FieldType) -> Int { elementSize(type, in: structs) }

  /// Bytes that a field takes with all its elements.
  public func size(of field: Field) -> Int { size(of: field.type) * field.count }

  /// The type of a field as messages name it: `int32`, `float[4]`, `Creature`, `pool of Shot`, `enum Phase`.
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
  /// The name and the size of the struct that every world begins with.
  static let headerName = "WorldHeader"
  static let headerSize = 128
  /// The size of a pool's storage in the struct that has it.
  static let poolSize = 16
}

/// Bytes that one element of a type takes.
func elementSize(_ type: Layout.FieldType, in structs: [Layout.Struct]) -> Int {
  switch type {
  case .scalar(let scalar), .enumeration(_, let scalar): scalar.size
  case .structure(let index): structs[index].size
  case .pool: Layout.poolSize
  }
}

/// The structs which the first reaches, in the order of that walk, with indices that fit it.
private func inOrderOfReach(_ structs: [Layout.Struct]) -> [Layout.Struct] {
  var order = [0]
  var place = [0: 0]
  var next = 0
  while next < order.count {
    for field in structs[order[next]].fields {
      guard let index = field.type.structIndex, place[index] == nil else { continue }
      place[index] = order.count
      order.append(index)
    }
    next += 1
  }
  return order.map { old in
    var copy = structs[old]
    for index in copy.fields.indices { copy.fields[index].type.remapStruct { place[$0]! } }
    return copy
  }
}

extension Layout.FieldType {
  /// The struct that this type is made of, or that its pool holds.
  var structIndex: Int? {
    switch self {
    case .structure(let index), .pool(let index): index
    case .scalar, .enumeration: nil
    }
  }

  fileprivate mutating func remapStruct(_ place: (Int) -> Int) {
    switch self {
    case .structure(let index): self = .structure(place(index))
    case .pool(let index): self = .pool(place(index))
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
