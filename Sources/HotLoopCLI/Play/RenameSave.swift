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
  ) throws -> HostEvent.Declaration.Place {
    var texts: [String: [UInt8]] = [:]
    var signatures: [String: FileSignature] = [:]
    for path in sources.files.keys where path.hasSuffix(".swift") {
      signatures[path] = DiskFile.signature(of: path)
      texts[path] = try DiskFile.read(path)
    }
    let edit = try declaration.edit(of: texts)
    let content = ContentHash(of: texts[edit.path] ?? [])
    func obstacle(_ text: String) -> RenameDeclaration.Problem {
      RenameDeclaration.Problem(description: "\(edit.path) \(text)", text: edit.text)
    }
    let changed = "was changed since the running build read it"
    guard let signature = signatures[edit.path],
      [sources.files[edit.path], written.withLock { $0[edit.path] }].contains(content)
    else { throw obstacle(changed) }
    guard DiskFile.isWritable(edit.path) else { throw obstacle("is not writable") }
    // Replacing one of several names would leave the old content under the others.
    if let real = DiskFile.real(edit.path), !DiskFile.isLink(real), DiskFile.isLinked(real) {
      throw obstacle("has other names (hard links)")
    }
    guard try DiskFile.replace(edit.path, with: edit.bytes, ifStill: signature) else {
      throw obstacle(changed)
    }
    written.withLock { $0[edit.path] = ContentHash(of: edit.bytes) }
    return HostEvent.Declaration.Place(path: PathText.relative(edit.path, to: root), line: edit.line)
  }
}
