/// How a world contradicts its layout, or a question about it cannot be answered.
public enum WorldError: Error, Equatable, CustomStringConvertible {
  /// The world's own struct does not fit in the bytes there are.
  case truncated(bytes: Int, needed: Int)
  /// A pool's elements do not lie within the used bytes after the world's struct.
  case poolOutside(path: String, offset: UInt64, bytes: UInt64, used: Int)
  case poolMisaligned(path: String, offset: UInt64)
  case poolCount(path: String, count: UInt32, capacity: UInt32)
  case noSuchField(path: String, at: String)
  case indexOutOfRange(path: String, index: Int, count: Int)
  case malformedPath(path: String)
  /// The path leads to a struct, an array or a pool, not to one value.
  case notAValue(path: String, type: String)

  public var description: String {
    switch self {
    case .truncated(let bytes, let needed): "world: \(bytes) bytes, its layout needs \(needed)"
    case .poolOutside(let path, let offset, let bytes, let used):
      "\(path): \(bytes) bytes from offset \(offset) on are outside the world, which uses \(used); its storage was overwritten"
    case .poolMisaligned(let path, let offset):
      "\(path): offset \(offset) is no multiple of 16; its storage was overwritten"
    case .poolCount(let path, let count, let capacity):
      "\(path): \(count) elements in room for \(capacity); its storage was overwritten"
    case .noSuchField(let path, let at): "\(path): there is no field \(at)"
    case .indexOutOfRange(let path, let index, let count): "\(path): element \(index) of \(count)"
    case .malformedPath(let path): "\(path): not a field's path; write it like creatures[3].position.x"
    case .notAValue(let path, let type): "\(path): is a \(type); name one of its fields or elements"
    }
  }
}
