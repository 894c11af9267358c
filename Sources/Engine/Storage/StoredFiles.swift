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
  /// All files at one moment, as far as they were read. The files themselves are shared, not copied.
  public struct Contents {
    /// By name; a nil value is a file that is known not to exist.
    fileprivate var files: [String: AssetStore.Asset?]

    public init() { files = [:] }

    fileprivate init(files: [String: AssetStore.Asset?]) { self.files = files }

    /// Those that exist.
    public var existing: [String: AssetContent] { files.compactMapValues { $0?.content } }
  }

  private var contents = Contents()
  /// Never used twice, also not when an earlier moment is computed again: games compare contents by it.
  private var lastRevision: UInt64 = 0
  /// What the disk had when a name was read first.
  private var found: [String: AssetStore.Asset?] = [:]
  /// Whether a tick of an earlier moment is computed again: nothing reaches the disk, and nothing is read from it.
  private var isReplaying = false
  /// The number of changes so far.
  public private(set) var changeCount: UInt64 = 0

  public init(root: String? = nil) { self.root = root }

  /// Begins to use the folder of a game. Called before the game's first callback; later calls do nothing, so a new name
  /// of the game counts from the next run on.
  public func open(for game: String, events: EventBus) {
    guard self.events == nil else { return }
    self.events = events
    folder = root.map { StorageFolder(path: Self.folder(of: game, in: $0), events: events) }
  }

  /// The folder of a game among those of all games.
  public static func folder(of game: String, in root: String) -> String {
    root + "/" + StorageFolder.name(for: game)
  }

  /// The content of a file; nil if there is none. Reads the disk at the first use of a name.
  public func read(_ name: String) throws(StorageError) -> AssetStore.Asset? {
    if let known = contents.files[name] { return known }
    try StorageError.check(name: name)
    if isReplaying { return found[name] ?? nil }
    let file = folder?.read(name).map(newRevision)
    found.updateValue(file, forKey: name)
    update(name, to: file)
    return file
  }

  /// Replaces the content of a file. It is written later, on another thread.
  public func store(_ name: String, _ bytes: [UInt8]) throws(StorageError) {
    try StorageError.check(name: name)
    guard bytes.count <= Self.maxBytes else { throw .tooLarge(name: name, bytes: bytes.count) }
    update(name, to: newRevision(bytes))
    if !isReplaying { folder?.write(name, bytes) }
  }

  /// Sets a file aside that the game cannot read. It does not exist until the next `store`.
  /// - Parameter line: from 1; 0 if no line applies.
  public func reject(_ name: String, line: Int, message: String) throws(StorageError) {
    try StorageError.check(name: name)
    update(name, to: nil)
    if isReplaying { return }
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

  private func update(_ name: String, to file: AssetStore.Asset?) {
    contents.files.updateValue(file, forKey: name)
    changeCount += 1
  }

  // MARK: Earlier moments

  /// What the game sees now.
  public var present: Contents { contents }

  /// What a call with these files can read: also what the disk had when a name was read first later on.
  public func readable(in contents: Contents) -> [String: AssetStore.Asset?] {
    found.merging(contents.files) { $1 }
  }

  /// Puts a file into a collection for `replaying`, with a revision that was not used before.
  /// - Parameter bytes: nil if the file does not exist.
  public func put(_ name: String, _ bytes: [UInt8]?, into contents: inout Contents) {
    contents.files.updateValue(bytes.map(newRevision), forKey: name)
  }

  /// Files of an earlier moment, with other revisions.
  public func contents(of files: [String: AssetContent]) -> Contents {
    Contents(
      files: files.mapValues { content in
        lastRevision += 1
        return AssetStore.Asset(content: content, revision: lastRevision)
      })
  }

  /// Runs `body` with the files of an earlier moment. What it stores is forgotten.
  public func replaying<R>(_ then: Contents, _ body: () -> R) -> R {
    let (now, count) = (contents, changeCount)
    contents = then
    isReplaying = true
    defer {
      contents = now
      changeCount = count
      isReplaying = false
    }
    return body()
  }
}
