import HostSystem
import Synchronization

/// What the compiler looked up in other files while it compiled a file, for each content of the file. Kept on disk beside
/// the objects. Any thread.
///
/// An object stays valid as long as everything the compiler looked up is the same. So its name is a hash of the file's
/// content and of the parts of other files' interfaces that were looked up, whether or not they exist.
final class DependencyStore: Sendable {
  private let folder: String
  private let cache = Mutex<[ContentHash: FileDependencies]>([:])

  init(folder: String) { self.folder = folder }

  private func record(_ identity: ContentHash) -> JSONRecord<FileDependencies> {
    JSONRecord(path: "\(folder)/\(identity.hexadecimal).deps.json")
  }

  /// Nil for a content that was not compiled yet.
  /// - Parameter identity: a hash of the file's path and content, and of the options.
  func dependencies(of identity: ContentHash) -> FileDependencies? {
    if let found = cache.withLock({ $0[identity] }) { return found }
    guard let found = record(identity).read() else { return nil }
    cache.withLock { $0[identity] = found }
    return found
  }

  /// Adds the lookups of one compilation to those of earlier ones: the same content may cause other lookups when other
  /// files differ.
  func add(_ new: FileDependencies, to identity: ContentHash) {
    var all = new
    if let old = dependencies(of: identity) { all.formUnion(old) }
    if cache.withLock({ $0[identity] }) == all { return }
    cache.withLock { $0[identity] = all }
    record(identity).write(all)
  }

  /// Makes the dependencies of a content unknown: its object depends on everything.
  func remove(_ identity: ContentHash) {
    cache.withLock { $0[identity] = nil }
    DiskFile.remove(record(identity).path)
  }
}
