import Engine
import GameBuilder
import HostSystem

/// The sources of a game in a shared moment: a hash of each file, and the text of those that differ from the last commit.
struct MomentSources: Codable, Equatable {
  /// How a file differs from the last commit.
  enum Change: String, Codable {
    case modified, added, deleted
  }

  /// Why the text of a file that differs is not there.
  enum Omission: String, Codable {
    case binary = "binary"
    case large = "too large"
    case link = "a link"
  }

  struct File: Codable, Equatable {
    /// Relative to the package.
    var path: String
    /// Nil if it is that of the commit, or if there is no commit.
    var change: Change?
    /// 32 hexadecimal digits, see `ContentHash`; nil if it was deleted or not read.
    var hash: String?
    var bytes: Int
    var text: String?
    var omission: Omission?
  }

  /// The commit that is checked out; nil if there is none.
  var commit: String?
  /// Why there is none. Then all sources are in the file.
  var problem: String?
  /// Sorted by path.
  var files: [File]

  /// Those whose texts are there, or should be.
  var changed: [File] { commit == nil ? files : files.filter { $0.change != nil } }
}

extension MomentSources.File {
  /// Bytes of a text that is taken along.
  static let maxText = 1 << 20
  /// Bytes of a file that is read.
  private static let maxRead = 64 << 20

  /// Reads a file.
  /// - Parameter takesText: otherwise only its hash is taken.
  /// - Returns: nil if it is gone.
  init?(_ path: String, in root: String, change: MomentSources.Change?, takesText: Bool) {
    let file = root + "/" + path
    guard let size = DiskFile.signature(of: file).map({ Int($0.size) }) else { return nil }
    self.path = path
    self.change = change
    bytes = size
    guard size <= Self.maxRead, let content = try? DiskFile.read(file) else {
      omission = .large
      return
    }
    bytes = content.count
    hash = ContentHash(of: content).hexadecimal
    guard takesText else { return }
    // What a link leads to may be no part of the game.
    if DiskFile.isLink(file) {
      omission = .link
    } else if content.count > Self.maxText {
      omission = .large
    } else if content.contains(0) {
      omission = .binary
    } else if let text = String(validating: content, as: UTF8.self) {
      self.text = text
    } else {
      omission = .binary
    }
  }
}

/// Texts of a file that comes from somebody else, and of their names, for a terminal.
enum ForeignText {
  /// One line: characters that a terminal would carry out, or that change how others look, as their numbers.
  static func line(_ text: String) -> String { escaped(text, keeping: []) }

  /// The same of several lines.
  static func lines(_ text: String) -> String { escaped(text, keeping: ["\n", "\t"]) }

  private static func escaped(_ text: String, keeping kept: Set<Unicode.Scalar>) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        if kept.contains(scalar) {
          result.append(scalar)
        } else {
          result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
        }
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// Whether a path stays below the folder that it is relative to, and is written in the usual way.
  static func isPath(_ path: String) -> Bool {
    !path.isEmpty && path.utf8.count < 4096
      && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
        !$0.isEmpty && $0 != "." && $0 != ".."
      }
      && !path.utf8.contains(0)
  }
}
