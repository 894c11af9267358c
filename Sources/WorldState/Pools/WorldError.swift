/// How a world contradicts its layout, or why a query of it fails.
public enum WorldError: Error, Equatable, CustomStringConvertible {
  /// The world struct exceeds the bytes.
  case truncated(bytes: Int, needed: Int)
  /// The elements of a pool are not within the used bytes after the world struct.
  case poolOutside(path: String, offset: UInt64, bytes: UInt64, used: Int)
  case poolMisaligned(path: String, offset: UInt64)
  case poolCount(path: String, count: UInt32, capacity: UInt32)
  case noSuchField(path: String, at: String)
  case indexOutOfRange(path: String, index: Int, count: Int)
  /// - Parameter reason: nil if it is nothing like a path.
  case malformedPath(path: String, reason: String? = nil)
  /// The path leads to a struct, an array or a pool instead of a value.
  case notAValue(path: String, type: String)
  /// The host relies on it.
  case readOnly(path: String)
  case badValue(path: String, text: String, allowed: String)
  case notAPool(path: String, type: String)
  /// The arena has no room for another element.
  case poolFull(path: String, bytes: Int, reserved: Int)
  /// The game has removed it since.
  case elementGone(path: String)
  /// The bytes of an element belong to the layout of an earlier build.
  case otherElements(path: String)

  public var description: String {
    switch self {
    case .truncated(let bytes, let needed): "world: has \(bytes) bytes, its layout needs \(needed)"
    case .poolOutside(let path, let offset, let bytes, let used):
      "\(path): \(bytes) bytes at offset \(offset) exceed the world of \(used) bytes; its storage was overwritten"
    case .poolMisaligned(let path, let offset):
      "\(path): offset \(offset) is not a multiple of 16; its storage was overwritten"
    case .poolCount(let path, let count, let capacity):
      "\(path): \(count) elements with capacity \(capacity); its storage was overwritten"
    case .noSuchField(let path, let at): "\(path): there is no field \(at)"
    case .indexOutOfRange(let path, let index, let count): "\(path): there is no element \(index) of \(count)"
    case .malformedPath(let path, let reason?): "\(path): \(reason)"
    case .malformedPath(let path, nil): "\(path): not a field path; example: creatures[3].position.x"
    case .notAValue(let path, let type): "\(path): is a \(type); name one of its fields or elements"
    case .readOnly(let path): "\(path): the header belongs to the host and cannot be changed"
    case .badValue(let path, let text, let allowed): "\(path): cannot be '\(text)'; it takes \(allowed)"
    case .notAPool(let path, let type): "\(path): is a \(type); elements can be added and removed in pools"
    case .elementGone(let path): "\(path): the element is not there any more"
    case .otherElements(let path):
      "\(path): the world has another layout than when the element was removed, so it cannot be put back"
    case .poolFull(let path, let bytes, let reserved):
      "\(path): there is no room for another element; the world uses \(bytes) of its \(reserved) bytes"
    }
  }
}
