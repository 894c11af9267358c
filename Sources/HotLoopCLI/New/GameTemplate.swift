import Foundation
import GameBuilder
import HostSystem

/// What a new game is made from: a folder in `Templates/` of a clone, whose README.md explains the placeholders.
struct GameTemplate {
  let name: String
  /// Those of all games and its own.
  let files: [NewFile]

  private static let common = "common"

  /// The names of the templates of a clone, sorted.
  static func names(in clone: String) -> [String] {
    let folder = clone + "/Templates"
    let names = DiskFile.names(in: folder) ?? []
    return names.filter { $0 != common && DiskFile.isFolder(folder + "/" + $0) }.sorted()
  }

  init(_ name: String, in clone: String) throws(FileError) {
    self.name = name
    var files: [NewFile] = []
    for folder in [Self.common, name] {
      let root = "\(clone)/Templates/\(folder)"
      var paths: [String] = []
      // A template may have been played as a package.
      let state = ["/.build", "/.hotloop"].map { root + $0 }
      FolderWalk.visit(root, enters: { !state.contains($0) }, { path, _ in paths.append(path) })
      for path in paths {
        files.append(NewFile(path: PathText.relative(path, to: root), bytes: try DiskFile.read(path)))
      }
    }
    self.files = files
  }

  /// Whether the code of the template has this name already.
  func uses(_ word: String) -> Bool {
    let code = files.filter { $0.path.hasSuffix(".swift") || $0.path.hasSuffix(".h") }
    return code.contains { file in
      file.text.split(separator: "\n").contains { line in
        // Without the contents of strings.
        let parts = line.replacing("\\\"", with: "").split(separator: "\"", omittingEmptySubsequences: false)
        let text = stride(from: 0, to: parts.count, by: 2).map { parts[$0] }.joined(separator: " ")
        let bare = text.firstRange(of: "//").map { text[..<$0.lowerBound] } ?? text[...]
        return bare.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == word }
      }
    }
  }

  /// The files of a game, with all placeholders replaced, sorted by path. What is no text, such as a recording, is copied as it is.
  func files(for game: GameName, _ hotloop: HotLoopReference) -> [NewFile] {
    files.map { file -> NewFile in
      guard file.isText else { return file }
      var lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      let clone: String
      switch hotloop {
      case .path(let path): clone = ShellWords.quoted(path)
      case .url:
        clone = ""
        lines.removeAll { $0.contains("@CLONE@") }
      }
      let text = lines.joined(separator: "\n").replacing("TemplateGame", with: game.type)
        .replacing("template-game", with: game.package).replacing("@CLONE@", with: clone)
        .replacing("@PACKAGE@", with: hotloop.package).replacing("@DEPENDENCY@", with: hotloop.dependency)
      let path = file.path.replacing("TemplateGame", with: game.type)
      return NewFile(path: path.hasSuffix(".template") ? String(path.dropLast(9)) : path, text: text)
    }.sorted { $0.path < $1.path }
  }
}
