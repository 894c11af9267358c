import HostSystem
import Synchronization

/// What the compiler asked for while it compiled each content of a file, on disk beside the objects.
///
/// An object is good for as long as all that the compiler asked for then is the same. So its name is a hash of the
/// file's content and of those parts of other files' interfaces that it asked for, be they there or not.
final class DependencyStore: Sendable {
  private let folder: String
  private let known = Mutex<[ContentHash: FileDependencies]>([:])

  init(folder: String) { self.folder = folder }

  private func record(_ identity: ContentHash) -> JSONRecord<FileDependencies> {
    JSONRecord(path: "\(folder)/\(identity.hexadecimal).deps.json")
  }

  /// Nil for a content that was not compiled yet.
  func dependencies(of identity: ContentHash) -> FileDependencies? {
    if let found = known.withLock({ $0[identity] }) { return found }
    guard let found = record(identity).read() else { return nil }
    known.withLock { $0[identity] = found }
    return found
  }

  /// Adds what a run of the compiler asked for. One content may ask for more where other files differ.
  func learn(_ new: FileDependencies, for identity: ContentHash) {
    var all = new
    if let old = dependencies(of: identity) { all.formUnion(old) }
    if known.withLock({ $0[identity] }) == all { return }
    known.withLock { $0[identity] = all }
    record(identity).write(all)
  }

  /// The content asks for everything from now on.
  func forget(_ identity: ContentHash) {
    known.withLock { $0[identity] = nil }
    DiskFile.remove(record(identity).path)
  }
}
