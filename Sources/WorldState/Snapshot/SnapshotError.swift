/// Why a snapshot cannot be created, written or read.
public enum SnapshotError: Error, Equatable, CustomStringConvertible {
  /// A system call failed.
  case file(path: String, call: String, message: String)
  case notARegularFile(path: String)
  /// The magic number is wrong.
  case notASnapshot
  case unknownFormat(found: UInt32, known: UInt32)
  /// The file is shorter or longer than its header states.
  case wrongLength(found: Int, expected: UInt64)
  case damaged
  case layout(LayoutError)
  case arena(ArenaError)
  case world(WorldError)

  public var description: String {
    switch self {
    case .file(let path, let call, let message): "\(path): \(call) failed: \(message)"
    case .notARegularFile(let path): "\(path): not a regular file"
    case .notASnapshot: "snapshot: this is no world snapshot"
    case .unknownFormat(let found, let known):
      "snapshot: format \(found) is unknown, this host reads formats up to \(known); use the host that wrote it"
    case .wrongLength(let found, let expected):
      "snapshot: \(found) bytes instead of \(expected); the file is incomplete or was modified"
    case .damaged: "snapshot: the checksum does not match; the file is damaged"
    case .layout(let error): "snapshot: \(error)"
    case .arena(let error): "snapshot: \(error)"
    case .world(let error): "snapshot: \(error)"
    }
  }
}
