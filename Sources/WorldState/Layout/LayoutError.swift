/// Why a description of a world's types cannot be used. Each names the struct or the field by its path.
public enum LayoutError: Error, Equatable, CustomStringConvertible {
  case noStructs
  case tooMany(what: String, found: Int, most: Int)
  case nullTable(what: String)
  /// A name that is missing, empty, too long, not UTF-8, or that a C identifier cannot be.
  case badName(path: String)
  case badStructSize(name: String, size: Int, alignment: Int)
  case fieldRangeOutOfTable(struct: String, first: Int, count: Int, fields: Int)
  case unknownKind(path: String, kind: UInt8)
  case badEnumStorage(path: String, kind: UInt8)
  case structOutOfRange(path: String, index: Int, structs: Int)
  case badCount(path: String, count: Int)
  /// The field does not end within its struct.
  case fieldOutsideStruct(path: String, offset: Int, size: Int, structSize: Int)
  /// Two fields share bytes, as in a union, or do not stand in order of offset.
  case overlap(path: String, other: String)
  case duplicateName(path: String)
  case duplicateStruct(name: String)
  /// A struct that holds itself, directly or through others.
  case cycle(path: String)
  case poolInsidePool(path: String)
  case poolAlignment(path: String, alignment: Int)
  case headerMissing(world: String)
  case malformed(reason: String)

  public var description: String {
    switch self {
    case .noStructs: "layout: it lists no struct; the first must be the world"
    case .tooMany(let what, let found, let most): "layout: \(found) \(what), more than the \(most) allowed"
    case .nullTable(let what): "layout: the list of \(what) is missing"
    case .badName(let path): "\(path): has no usable name"
    case .badStructSize(let name, let size, let alignment):
      "\(name): size \(size) and alignment \(alignment) are not those of a C struct"
    case .fieldRangeOutOfTable(let name, let first, let count, let fields):
      "\(name): fields \(first)..<\(first + count) are outside the \(fields) listed"
    case .unknownKind(let path, let kind):
      "\(path): kind \(kind) is not known; build the game with the SDK of this host"
    case .badEnumStorage(let path, let kind): "\(path): an enum is not stored as kind \(kind)"
    case .structOutOfRange(let path, let index, let structs):
      "\(path): refers to struct \(index) of \(structs)"
    case .badCount(let path, let count): "\(path): \(count) elements; an array has one or more, a scalar one"
    case .fieldOutsideStruct(let path, let offset, let size, let structSize):
      "\(path): bytes \(offset)..<\(offset + size) do not lie within the struct's \(structSize)"
    case .overlap(let path, let other):
      "\(path): shares bytes with \(other), or is not in order; a world holds no unions, use a field for each"
    case .duplicateName(let path): "\(path): a second field has this name"
    case .duplicateStruct(let name): "\(name): a second struct has this name"
    case .cycle(let path): "\(path): a struct cannot hold itself; use an index into a pool"
    case .poolInsidePool(let path):
      "\(path): is a pool inside a pool's element; give the world one pool and the element an index into it"
    case .poolAlignment(let path, let alignment):
      "\(path): its elements are aligned to \(alignment) bytes; pools are aligned to 16"
    case .headerMissing(let world): "\(world): its first field must be the WorldHeader"
    case .malformed(let reason): "layout: \(reason)"
    }
  }
}
