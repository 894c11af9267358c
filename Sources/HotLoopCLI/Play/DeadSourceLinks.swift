import Engine
import GameBuilder
import HostSystem
import Synchronization

/// Reports links among the sources that lead nowhere, each once. SwiftPM ignores them. Any thread.
final class DeadSourceLinks: Sendable {
  private let package: GamePackage
  private let events: EventBus
  private let reported = Mutex<Set<String>>([])

  init(package: GamePackage, events: EventBus) {
    self.package = package
    self.events = events
  }

  func report() {
    let trees = WatchedTrees(package: package)
    var dead: Set<String> = []
    for target in package.targets {
      FolderWalk.visit(target.folder, enters: trees.includes(folder:)) { path, entry in
        // Editors lock files with hidden links.
        if entry == .deadLink, !PathText.name(of: path).hasPrefix(".") { dead.insert(path) }
      }
    }
    let new = reported.withLock { reported in
      defer { reported = dead }
      return dead.subtracting(reported)
    }
    for path in new.sorted() {
      let name = PathText.relative(path, to: package.root)
      events.emit(.watchFailed(reason: "\(name) is left out: it \(DiskFile.deadLinkReason(path))"))
    }
  }
}
