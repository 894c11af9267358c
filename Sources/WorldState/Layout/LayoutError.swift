/// Why a layout is invalid. Most cases name the struct or the field by its path.
public enum LayoutError: Error, Equatable, CustomStringConvertible {
  case noStructs
  case tooMany(what: String, found: Int, max: Int)
  case nullTable(what: String)
  /// The name is missing, empty, too long, not UTF-8, or not possible in C.
  case badName(path: String)
  case badStructSize(name: String, size: Int, alignment: Int)
  case fieldRangeOutOfTable(struct: String, first: Int, count: Int, fields: Int)
  case unknownKind(path: String, kind: UInt8)
  case badEnumStorage(path: String, kind: UInt8)
  case structOutOfRange(path: String, index: Int, structs: Int)
  case badCount(path: String, count: Int)
  /// The field extends beyond its struct.
  case fieldOutsideStruct(path: String, offset: Int, size: Int, structSize: Int)
  /// Two fields share bytes, as in a union, or are not ordered by offset.
  case overlap(path: String, other: String)
  case duplicateName(path: String)
  case duplicateStruct(name: String)
  /// A struct contains itself, directly or through others.
  case cycle(path: String)
  case poolInsidePool(path: String)
  case poolAlignment(path: String, alignment: Int)
  case headerMissing(world: String)
  case malformed(reason: String)

  public var description: String {
    switch self {
    case .noStructs: "layout: there are no structs; the first must be the world"
    case .tooMany(let what, let found, let max): "layout: \(found) \(what), more than the \(max) allowed"
    case .nullTable(let what): "layout: the list of \(what) is missing"
    case .badName(let path): "\(path): has no usable name"
    case .badStructSize(let name, let size, let alignment):
      "\(name): size \(size) and alignment \(alignment) are impossible for a C struct"
    case .fieldRangeOutOfTable(let name, let first, let count, let fields):
      "\(name): fields \(first)..<\(first + count) are outside the \(fields) listed"
    case .unknownKind(let path, let kind):
      "\(path): kind \(kind) is unknown; build the game with the SDK of this host"
    case .badEnumStorage(let path, let kind): "\(path): an enum cannot be stored as kind \(kind)"
    case .structOutOfRange(let path, let index, let structs):
      "\(path): refers to struct \(index) of \(structs)"
    case .badCount(let path, let count): "\(path): \(count) elements; an array has one or more, a scalar one"
    case .fieldOutsideStruct(let path, let offset, let size, let structSize):
      "\(path): bytes \(offset)..<\(offset + size) exceed the \(structSize) bytes of the struct"
    case .overlap(let path, let other):
      "\(path): overlaps \(other) or is not in order; a world cannot contain unions, use separate fields"
    case .duplicateName(let path): "\(path): the name is used twice"
    case .duplicateStruct(let name): "\(name): the name is used twice"
    case .cycle(let path): "\(path): a struct cannot contain itself; use an index into a pool"
    case .poolInsidePool(let path):
      "\(path): a pool cannot be inside an element of a pool; put the pool into the world and an index into the element"
    case .poolAlignment(let path, let alignment):
      "\(path): its elements need an alignment of \(alignment) bytes; pools are aligned to 16"
    case .headerMissing(let world): "\(world): its first field must be the WorldHeader"
    case .malformed(let reason): "layout: \(reason)"
    }
  }
}
