import HostSystem
import Synchronization

/// What the compiler looked up in other files while it compiled a file, for each content of the file. Kept on disk beside
/// the objects. Any thread.
///
/// An object stays valid as long as everything the compiler looked up is the same. So its name is a hash of the file's
/// content and of the parts of other files' interfaces that were looked up, whether or not they exist.
final class DependencyStore: Sendable {
  /// The dependencies of one content.
  struct Known: Sendable {
    let dependencies: FileDependencies
    /// Differs from that of all other dependencies that this store had.
    let revision: Int
  }

  private struct Cache {
    var known: [ContentHash: Known] = [:]
    private var revision = 0

    mutating func set(_ dependencies: FileDependencies, of identity: ContentHash) -> Known {
      revision += 1
      let new = Known(dependencies: dependencies, revision: revision)
      known[identity] = new
      return new
    }
  }

  private let folder: String
  private let cache = Mutex(Cache())

  init(folder: String) { self.folder = folder }

  private func record(_ identity: ContentHash) -> JSONRecord<FileDependencies> {
    JSONRecord(path: "\(folder)/\(identity.hexadecimal).deps.json")
  }

  /// Nil for a content that was not compiled yet.
  /// - Parameter identity: a hash of the file's path and content, and of the options.
  func dependencies(of identity: ContentHash) -> Known? {
    if let found = cache.withLock({ $0.known[identity] }) { return found }
    guard let found = record(identity).read() else { return nil }
    return cache.withLock { $0.set(found, of: identity) }
  }

  /// Adds the lookups of one compilation to those of earlier ones: the same content may cause other lookups when other
  /// files differ.
  func add(_ new: FileDependencies, to identity: ContentHash) {
    var all = new
    if let old = dependencies(of: identity)?.dependencies {
      all.formUnion(old)
      if all == old { return }
    }
    _ = cache.withLock { $0.set(all, of: identity) }
    record(identity).write(all)
  }

  /// Makes the dependencies of a content unknown: its object depends on everything.
  func remove(_ identity: ContentHash) {
    cache.withLock { $0.known[identity] = nil }
    DiskFile.remove(record(identity).path)
  }
}
