import Glibc
import WorldState

/// Why a recording cannot be read or written.
public enum RecordingError: Error, Equatable, CustomStringConvertible {
  /// A system call failed.
  case file(path: String, call: String, message: String)
  case notARegularFile(path: String)
  case notARecording(path: String)
  case unknownFormat(path: String, found: UInt32, known: UInt32)
  /// What follows this byte was changed.
  case damaged(path: String, byte: Int, reason: String)
  case compression(reason: String)
  /// The program that recorded was killed before its first world was written.
  case empty(path: String)
  /// There is another file, which no recording may replace.
  case otherFile(path: String)
  /// The recording is in a shared moment, which cannot be read.
  case moment(MomentError)

  public var description: String {
    switch self {
    case .file(let path, let call, let message): "\(path): \(call) failed: \(message)"
    case .notARegularFile(let path): "\(path): not a regular file"
    case .notARecording(let path): "\(path): this is no recording of HotLoop"
    case .unknownFormat(let path, let found, let known):
      "\(path): format \(found) is unknown, this program reads formats up to \(known); use the one that wrote it"
    case .damaged(let path, let byte, let reason): "\(path): damaged from byte \(byte) on: \(reason)"
    case .empty(let path): "\(path): it has no world: the program that recorded was killed at its start"
    case .otherFile(let path):
      "\(path): there is a file that is no recording; remove it, or name another file"
    case .moment(let error): "\(error)"
    case .compression(let reason): "a world cannot be compressed: \(reason)"
    }
  }

  static func lastFailure(of call: String, path: String) -> RecordingError {
    .file(path: path, call: call, message: systemMessage(errno))
  }
}
