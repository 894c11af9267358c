import Synchronization

/// The interfaces of a module's sources and of its headers, and what each file depends on, as far as it was needed. Builds between
/// which no interface changed share one: after an edit of a body nothing is searched. Any thread.
final class ModuleInterfaces: Sendable {
  let sources: [FileInterface]
  let headers: FileInterface

  private let index: InterfaceIndex
  private let hashes = Mutex<[ContentHash: Entry]>([:])

  private struct Entry {
    /// Of the dependencies; nil if they were not known.
    let revision: Int?
    let hash: ContentHash
  }

  /// - Parameter sources: sorted by path.
  init(_ sources: [FileInterface], headers: FileInterface) {
    self.sources = sources
    self.headers = headers
    index = InterfaceIndex(sources + [headers])
  }

  /// See ``InterfaceIndex/hash(visibleTo:_:)``.
  /// - Parameter identity: that of the dependencies in their store, different for each file.
  func hash(visibleTo file: String, _ identity: ContentHash, in store: DependencyStore) -> ContentHash {
    let known = store.dependencies(of: identity)
    if let entry = hashes.withLock({ $0[identity] }), entry.revision == known?.revision { return entry.hash }
    let hash = index.hash(visibleTo: file, known?.dependencies)
    hashes.withLock { $0[identity] = Entry(revision: known?.revision, hash: hash) }
    return hash
  }
}
