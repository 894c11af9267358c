import HostSystem
import Synchronization

/// Whether a package that is played is still at the path from which it was started. Any thread.
///
/// Compilers, images and caches refer to the package by absolute paths. A package that moves meanwhile is therefore not
/// followed: what runs continues, nothing is built, and nothing is made at the old path, where it would look like the package.
public final class PackagePlace: Sendable {
  /// The path from which it was started.
  public let root: String
  private let state: Mutex<State>

  private struct State {
    /// Nil if the folder could not be opened. Then it is taken for being in place.
    var folder: HeldFolder?
    /// What the last `check` found.
    var displacement: Displacement?
  }

  /// What `check` found to be different.
  public enum Change: Sendable, Equatable {
    /// It is not at its path any more, or is at another one than before.
    case displaced(Displacement)
    case returned
    /// Another folder with a Package.swift is at its path, and is the package from now on.
    case replaced
  }

  public init(root: String) {
    self.root = root
    state = Mutex(State(folder: HeldFolder(path: root)))
  }

  /// Where the package is if it is not in place; nil if it is. As of now.
  public var displacement: Displacement? {
    state.withLock { Self.displacement(of: $0.folder) }
  }

  /// Looks where the package is. Called regularly.
  public func check() -> Change? {
    state.withLock { state in
      let current = Self.displacement(of: state.folder)
      if current != nil, DiskFile.isFile(root + "/Package.swift"), let folder = HeldFolder(path: root) {
        state = State(folder: folder)
        return .replaced
      }
      if current == state.displacement { return nil }
      state.displacement = current
      return current.map { .displaced($0) } ?? .returned
    }
  }

  private static func displacement(of folder: HeldFolder?) -> Displacement? {
    guard let folder else { return nil }
    return switch folder.place {
    case .here: nil
    case .moved(let path): Displacement(from: folder.path, to: path, isDeleted: false)
    case .deleted: Displacement(from: folder.path, to: nil, isDeleted: true)
    case .unreachable: Displacement(from: folder.path, to: nil, isDeleted: false)
    }
  }

  // MARK: Paths

  /// The state folder, where it is now; it is made if the package is in place. Nil if the package is nowhere.
  public var stateFolder: String? {
    guard let displacement else {
      try? DiskFile.makeFolder(originalStateFolder, in: root, permissions: 0o700)
      return originalStateFolder
    }
    return displacement.to.map { $0 + "/.hotloop" }
  }

  /// The state folder; if the package is nowhere, its path at the start, so that an error names a path that the user knows.
  public var stateFolderOrOriginal: String { stateFolder ?? originalStateFolder }

  private var originalStateFolder: String { root + "/.hotloop" }

  /// Where a path below the root leads to now. The path itself if that is unknown.
  public func current(_ path: String) -> String {
    guard let to = displacement?.to, PathText.isWithin(path, root) else { return path }
    return to + path.dropFirst(root.count)
  }
}

/// A package that is not at the path from which it was started.
public struct Displacement: Sendable, Equatable, CustomStringConvertible {
  public let from: String
  /// Nil if it is nowhere, or if that is unknown.
  public let to: String?
  public let isDeleted: Bool

  /// Whether files in it can be read and written.
  public var isReachable: Bool { to != nil }

  /// What happened.
  public var description: String {
    if let to { return "the package folder moved from \(from) to \(to)" }
    return isDeleted
      ? "the package folder \(from) was deleted"
      : "the package folder \(from) is not there any more: it was moved, or its file system was unmounted"
  }

  /// What to do.
  public var advice: String {
    if let to {
      return
        "Quit (the world is kept) and start `hotloop play --package \(ShellWords.quoted(to))`, or move it back"
    }
    return isDeleted
      ? "Put a copy of the package there to continue with it; the running game continues until you quit"
      : "Put it back to continue with it; the running game continues until you quit"
  }
}
