/// Why a snapshot cannot be made, written or read.
public enum SnapshotError: Error, Equatable, CustomStringConvertible {
  /// A call to the system failed for a file.
  case file(path: String, call: String, message: String)
  case notARegularFile(path: String)
  /// Not even the first bytes of a snapshot.
  case notASnapshot
  case unknownFormat(found: UInt32, known: UInt32)
  /// The file is shorter or longer than it says.
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
      "snapshot: format \(found) is not known here (format \(known) is); use the host that wrote it"
    case .wrongLength(let found, let expected):
      "snapshot: \(found) bytes where \(expected) belong; it was cut off or added to"
    case .damaged: "snapshot: its checksum does not match; it was damaged"
    case .layout(let error): "snapshot: \(error)"
    case .arena(let error): "snapshot: \(error)"
    case .world(let error): "snapshot: \(error)"
    }
  }
}
