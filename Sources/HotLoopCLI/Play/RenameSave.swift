import Dispatch
import Engine
import Foundation
import GameBuilder
import HostSystem
import Synchronization
import WorldState

/// Writes renames that the author stated into the game's source, off the loop's thread. The write is a save like any other.
///
/// A file that the author changed since the newest build read it is left alone.
final class RenameSave: Sendable {
  private let root: String
  private let disk = DispatchQueue(label: "hotloop.renames")
  /// The contents that this has written, which the newest build may not have read yet.
  private let written = Mutex<[String: ContentHash]>([:])

  /// - Parameter root: the folder of the package.
  init(root: String) { self.root = root }

  /// - Parameter sources: what the newest build was made from.
  func write(
    _ rename: DeclaredRename, sources: SourceTree, outcome: Deferred<HostEvent.Declaration>
  ) {
    disk.async { outcome.complete(self.declaration(of: rename, sources)) }
  }

  /// Waits until everything is written.
  func flush() { disk.sync {} }

  private func declaration(of rename: DeclaredRename, _ sources: SourceTree) -> HostEvent.Declaration {
    guard case .field(let owner, let from, let to) = rename else {
      return HostEvent.Declaration(text: "\(rename)", obstacle: "only renames of fields are written")
    }
    let declaration = RenameDeclaration(owner: owner, from: from, to: to)
    do {
      let place = try write(declaration, sources)
      return HostEvent.Declaration(text: declaration.entry, place: place)
    } catch let problem as RenameDeclaration.Problem {
      return HostEvent.Declaration(
        text: problem.text, obstacle: problem.description.replacing(root + "/", with: ""))
    } catch {
      return HostEvent.Declaration(
        text: declaration.entry, obstacle: "\(error)".replacing(root + "/", with: ""))
    }
  }

  private func write(
    _ declaration: RenameDeclaration, _ sources: SourceTree
  ) throws -> HostEvent.Place {
    var files: [String: SourceFile] = [:]
    for path in sources.files.keys where path.hasSuffix(".swift") {
      files[path] = try SourceFile(reading: path)
    }
    let edit = try declaration.edit(of: files.mapValues(\.bytes))
    do throws(SourceFileError) {
      guard let file = files[edit.path],
        [sources.files[edit.path], written.withLock { $0[edit.path] }].contains(file.content)
      else { throw .changed(edit.path) }
      try file.replace(with: edit.bytes)
    } catch .file(let error) {
      throw error
    } catch {
      throw RenameDeclaration.Problem(description: "\(error)", text: edit.text)
    }
    written.withLock { $0[edit.path] = ContentHash(of: edit.bytes) }
    return HostEvent.Place(path: PathText.relative(edit.path, to: root), line: edit.line)
  }
}
