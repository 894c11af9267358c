import Dispatch
import HostSystem
import Synchronization

/// The folder with the stored files of one game. Files are written whole, in order, on a queue, and each way of failing is
/// reported as an event. Any thread.
///
/// Several hosts may use it: each file is that of the host that wrote last.
final class StorageFolder: Sendable {
  private enum Task {
    case write(name: String, bytes: [UInt8])
    case setAside(name: String, line: Int, message: String)

    var name: String {
      switch self {
      case .write(let name, _), .setAside(let name, _, _): name
      }
    }
  }

  private struct State {
    /// Oldest first.
    var waiting: [Task] = []
    /// Contents that could not be written. They are tried again at the end.
    var unwritten: [String: [UInt8]] = [:]
    /// Files that could not be set aside. They must not be overwritten.
    var untouchable: Set<String> = []
    /// Whether the player knows that writing fails.
    var isFailureReported = false
  }

  private let path: String
  private let events: EventBus
  private let disk = DispatchQueue(label: "hotloop.storage")
  private let state = Mutex(State())

  init(path: String, events: EventBus) {
    self.path = path
    self.events = events
  }

  /// The name of the folder of a game: the game's in lower case, without what has a meaning in paths.
  static func name(for game: String) -> String {
    let name = game.lowercased().unicodeScalars.map { scalar in
      scalar == "/" || scalar.properties.generalCategory == .control ? "-" : Character(scalar)
    }
    let text = String(name)
    return text.isEmpty ? "game" : text.hasPrefix(".") ? "-" + text.dropFirst() : text
  }

  /// The content of a file; nil if it does not exist. Blocks on the disk. A file that cannot be read is set aside.
  func read(_ name: String) -> [UInt8]? {
    let file = path + "/" + name
    guard DiskFile.exists(file) else { return nil }
    let obstacle: String
    if !DiskFile.isFile(file) {
      obstacle = "it is not a file"
    } else if let size = DiskFile.signature(of: file)?.size, size > Int64(StoredFiles.maxBytes) {
      obstacle = "it has \(size) bytes, and a stored file has at most \(StoredFiles.maxBytes)"
    } else {
      do throws(FileError) { return try DiskFile.read(file) } catch { obstacle = "\(error.errno)" }
    }
    setAside(name, line: 0, message: obstacle)
    return nil
  }

  /// Writes a file later. A content that is replaced before it was written is skipped.
  func write(_ name: String, _ bytes: [UInt8]) {
    state.withLock { state in
      if let index = state.waiting.lastIndex(where: { $0.name == name }), case .write = state.waiting[index] {
        state.waiting.remove(at: index)
      }
      state.waiting.append(.write(name: name, bytes: bytes))
    }
    disk.async { [self] in performNext() }
  }

  /// Renames a file later, to the first free name `NAME.corrupt-1`, `-2` and so on.
  func setAside(_ name: String, line: Int, message: String) {
    state.withLock { $0.waiting.append(.setAside(name: name, line: line, message: message)) }
    disk.async { [self] in performNext() }
  }

  /// Waits for everything that was requested before, and tries again what could not be written.
  func flush() {
    disk.sync {
      for (name, bytes) in state.withLock({ $0.unwritten }) { writeNow(name, bytes) }
    }
  }

  // MARK: On the queue

  private func performNext() {
    switch state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) {
    case .write(let name, let bytes): writeNow(name, bytes)
    case .setAside(let name, let line, let message): setAsideNow(name, line, message)
    case nil: break
    }
  }

  private func writeNow(_ name: String, _ bytes: [UInt8]) {
    if state.withLock({ $0.untouchable.contains(name) }) { return }
    let file = path + "/" + name
    do throws(FileError) {
      try DiskFile.makeFolder(path, permissions: 0o700)
      try DiskFile.write(bytes, to: file, isDurable: true)
      state.withLock {
        $0.unwritten[name] = nil
        $0.isFailureReported = false
      }
    } catch {
      let isNew = state.withLock { state in
        state.unwritten[name] = bytes
        defer { state.isFailureReported = true }
        return !state.isFailureReported
      }
      if isNew { events.emit(.storeFailed(path: file, reason: "\(error)")) }
    }
  }

  private func setAsideNow(_ name: String, _ line: Int, _ message: String) {
    let file = path + "/" + name
    let problem = FileProblem(file: file, line: line, message: message)
    // What the game rejected was never written: the file on disk is another one.
    if state.withLock({ $0.unwritten.removeValue(forKey: name) }) != nil {
      return events.emit(.storedRejected(problem, .init(copy: nil, obstacle: nil)))
    }
    do throws(FileError) {
      let copy = try DiskFile.setAside(file)
      events.emit(.storedRejected(problem, .init(copy: copy, obstacle: nil)))
    } catch {
      state.withLock { _ = $0.untouchable.insert(name) }
      events.emit(.storedRejected(problem, .init(copy: nil, obstacle: "\(error)")))
    }
  }
}
