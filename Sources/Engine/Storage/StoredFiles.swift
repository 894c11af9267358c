import CGameABI

/// The files that the game keeps by name for this user, outside the world, as the game sees them.
///
/// Confined to the loop's thread. `StorageFolder` has them on disk. Without one, which is the case in headless runs and
/// trials, they last as long as this object.
public final class StoredFiles {
  public static let maxBytes = Int(HOTLOOP_MAX_STORED_BYTES)

  /// The folder that contains the games' folders; nil to keep everything in memory.
  private let root: String?
  private var folder: StorageFolder?
  private var events: EventBus?
  /// By name; a nil value is a file that is known not to exist.
  private var files: [String: AssetStore.Asset?] = [:]
  private var lastRevision: UInt64 = 0

  public init(root: String? = nil) { self.root = root }

  /// Begins to use the folder of a game. Called before the game's first callback; later calls do nothing, so a new name
  /// of the game counts from the next run on.
  public func open(for game: String, events: EventBus) {
    guard self.events == nil else { return }
    self.events = events
    folder = root.map { StorageFolder(path: $0 + "/" + StorageFolder.name(for: game), events: events) }
  }

  /// The content of a file; nil if there is none. Reads the disk at the first use of a name.
  public func read(_ name: String) throws(StorageError) -> AssetStore.Asset? {
    if let known = files[name] { return known }
    try StorageError.check(name: name)
    let file = folder?.read(name).map(newRevision)
    files.updateValue(file, forKey: name)
    return file
  }

  /// Replaces the content of a file. It is written later, on another thread.
  public func store(_ name: String, _ bytes: [UInt8]) throws(StorageError) {
    try StorageError.check(name: name)
    guard bytes.count <= Self.maxBytes else { throw .tooLarge(name: name, bytes: bytes.count) }
    files.updateValue(newRevision(bytes), forKey: name)
    folder?.write(name, bytes)
  }

  /// Sets a file aside that the game cannot read. It does not exist until the next `store`.
  /// - Parameter line: from 1; 0 if no line applies.
  public func reject(_ name: String, line: Int, message: String) throws(StorageError) {
    try StorageError.check(name: name)
    files.updateValue(nil, forKey: name)
    if let folder {
      folder.setAside(name, line: line, message: message)
    } else {
      let problem = FileProblem(file: name, line: line, message: message)
      events?.emit(.storedRejected(problem, .init(copy: nil, obstacle: nil)))
    }
  }

  /// Waits until everything that was stored is on disk or has failed.
  public func flush() { folder?.flush() }

  private func newRevision(_ bytes: [UInt8]) -> AssetStore.Asset {
    lastRevision += 1
    return AssetStore.Asset(content: AssetContent(bytes), revision: lastRevision)
  }
}
