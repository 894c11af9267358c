import Foundation

/// The repository as text: what rules about its structure are checked on.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// All files with one of these extensions below a folder, sorted by path.
  static func files(below folder: String, _ extensions: Set<String>) -> [SourceFile] {
    let start = root.appendingPathComponent(folder)
    guard let walk = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil) else {
      return []
    }
    var files: [SourceFile] = []
    for case let url as URL in walk {
      if url.lastPathComponent.hasPrefix(".") {
        walk.skipDescendants()
      } else if extensions.contains(url.pathExtension),
        let text = try? String(contentsOf: url, encoding: .utf8)
      {
        files.append(SourceFile(path: String(url.path.dropFirst(root.path.count + 1)), text: text))
      }
    }
    return files.sorted { $0.path < $1.path }
  }

  static let modules: [String] = {
    let folder = root.appendingPathComponent("Sources").path
    return (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
  }()
}

struct SourceFile {
  /// Relative to the repository.
  let path: String
  let text: String

  /// The second component of `Sources/Module/…`.
  var module: String { String(path.split(separator: "/")[1]) }

  /// The folder directly below the module; nil for a file that lies in the module's own folder.
  var folder: String? {
    let parts = path.split(separator: "/")
    return parts.count > 3 ? String(parts[2]) : nil
  }

  /// The code without comments and string literals.
  var code: String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
      let bare = line.replacing(/"(\\.|[^"\\])*"/, with: "\"\"")
      return bare.firstRange(of: "//").map { bare[..<$0.lowerBound] } ?? bare[...]
    }.joined(separator: "\n")
  }

  /// Names of types that other files can use.
  var declaredTypes: [String] {
    let declaration =
      /^(?:@\w+(?:\([^)]*\))? )*(?:public |package |final |indirect |nonisolated )*(?:struct|class|enum|actor|protocol|typealias) (\w+)/
      .anchorsMatchLineEndings()
    return code.matches(of: declaration).map { String($0.1) }
  }

  /// All identifiers in the code.
  var identifiers: Set<String> { Set(code.matches(of: /\b[A-Z]\w*/).map { String($0.0) }) }
}
