import Glibc
import WorldState

/// Why a shared moment cannot be read or written.
public enum MomentError: Error, Equatable, CustomStringConvertible {
  /// A system call failed.
  case file(path: String, call: String, message: String)
  case notARegularFile(path: String)
  case notAMoment(path: String)
  case unknownFormat(path: String, found: UInt32, known: UInt32)
  case wrongLength(path: String, found: Int, expected: UInt64)
  case damaged(path: String, reason: String)
  /// A file is there already, which is never replaced.
  case exists(path: String)
  case tooLarge(section: MomentSection, bytes: Int)

  public var description: String {
    switch self {
    case .file(let path, let call, let message): "\(path): \(call) failed: \(message)"
    case .notARegularFile(let path): "\(path): not a regular file"
    case .notAMoment(let path): "\(path): this is no shared moment; `hotloop ctl share FILE` writes one"
    case .unknownFormat(let path, let found, let known):
      "\(path): format \(found) is unknown, this program reads formats up to \(known); use the one that wrote it"
    case .wrongLength(let path, let found, let expected):
      "\(path): \(found) bytes instead of \(expected): the file is incomplete or was modified; ask for it again"
    case .damaged(let path, let reason): "\(path): damaged: \(reason); ask for the file again"
    case .exists(let path): "\(path) is there already; name another file"
    case .tooLarge(let section, let bytes):
      "the moment has \(bytes) bytes for its \(section.rawValue), more than a file of this kind can hold"
    }
  }

  static func lastFailure(of call: String, path: String) -> MomentError {
    .file(path: path, call: call, message: systemMessage(errno))
  }
}
