import HostSystem
import Synchronization

/// The revision of a package's source, as git names it; `-dirty` is added if files were changed since. Asked for in the
/// background.
final class SourceRevision: Sendable {
  private let found = Mutex("")

  init(of root: String) {
    Task.detached(priority: .utility) { [self] in
      let words = ["git", "-C", root, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
      guard let result = try? await ToolRun.run("/usr/bin/env", words, in: root), result.succeeded else {
        return
      }
      found.withLock { $0 = String(result.text.prefix { !$0.isNewline }) }
    }
  }

  /// Empty if it is not known.
  var text: String { found.withLock { $0 } }
}
