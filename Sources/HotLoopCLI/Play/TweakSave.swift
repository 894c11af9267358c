import Dispatch
import Engine
import GameBuilder
import HostSystem
import HotReload

/// Writes values of literals into the game's source, off the loop's thread. A file that was changed since the running code was
/// built is left alone, and so are the others then.
final class TweakSave: Sendable {
  private let root: String
  private let disk = DispatchQueue(label: "hotloop.tweaks")
  private let onConflict: @Sendable () -> Void

  /// - Parameters:
  ///   - root: the folder of the package.
  ///   - onConflict: called if a file was changed: a save may have been missed.
  init(root: String, onConflict: @escaping @Sendable () -> Void) {
    self.root = root
    self.onConflict = onConflict
  }

  func write(
    _ edits: [LiteralEdit], _ tweaks: [HostEvent.Tweak], outcome: Deferred<TweakWriteOutcome>
  ) {
    disk.async { [root, onConflict] in
      do throws(LiteralWriteError) {
        try LiteralEdit.write(edits)
        outcome.complete(.written(tweaks))
      } catch {
        if error.isChanged { onConflict() }
        outcome.complete(.refused("\(error)".replacing(root + "/", with: "")))
      }
    }
  }

  /// Waits until everything is written.
  func flush() { disk.sync {} }
}
