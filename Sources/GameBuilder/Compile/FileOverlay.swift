import Foundation
import HostSystem

/// A virtual file system of clang, in which one file has the content of another.
/// (https://clang.llvm.org/docs/ClangCommandLineReference.html, `-ivfsoverlay`)
struct FileOverlay: Encodable {
  private struct File: Encodable {
    var type = "file"
    let name: String
    let contents: String

    enum CodingKeys: String, CodingKey {
      case type, name
      case contents = "external-contents"
    }
  }

  private struct Folder: Encodable {
    var type = "directory"
    let name: String
    let contents: [File]
  }

  private var version = 0
  private var caseSensitive = "true"
  /// The file keeps its own name in diagnostics and debug information.
  private var useExternalNames = "false"
  private let roots: [Folder]

  private enum CodingKeys: String, CodingKey {
    case version, roots
    case caseSensitive = "case-sensitive"
    case useExternalNames = "use-external-names"
  }

  /// - Parameters: absolute paths.
  init(replacing path: String, by content: String) {
    roots = [
      Folder(
        name: PathText.folder(of: path),
        contents: [File(name: String(PathText.name(of: path)), contents: content)])
    ]
  }

  func json() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }
}
