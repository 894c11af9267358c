import HostSystem
import Synchronization

/// The revision of a package's source, as git names it; `-dirty` is added if files were changed since. Asked for in the
/// background.
final class SourceRevision: Sendable {
  private let found = Mutex("")

  init(of root: String) {
    Task.detached(priority: .utility) { [self] in
      guard let revision = await Self.describe(root) else { return }
      found.withLock { $0 = revision }
    }
  }

  /// - Returns: nil if it is not known.
  static func describe(_ root: String, digits: Int = 40) async -> String? {
    let words = ["git", "-C", root, "describe", "--always", "--dirty", "--abbrev=\(digits)", "--exclude=*"]
    guard let result = try? await ToolRun.run("/usr/bin/env", words, in: root), result.succeeded else {
      return nil
    }
    return String(result.text.prefix { !$0.isNewline })
  }

  /// Empty if it is not known.
  var text: String { found.withLock { $0 } }
}
