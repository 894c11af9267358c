import Foundation
import HostSystem

/// A virtual file system of clang, in which files have the content of others.
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

  /// - Parameter contents: path of a file → path of the file with its content, both absolute.
  init(_ contents: [String: String]) {
    roots = Dictionary(grouping: contents.sorted { $0.key < $1.key }) { PathText.folder(of: $0.key) }
      .sorted { $0.key < $1.key }
      .map { folder, files in
        Folder(
          name: folder,
          contents: files.map { File(name: String(PathText.name(of: $0.key)), contents: $0.value) })
      }
  }

  func json() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }
}
