import GameBuilder
import Synchronization

/// The tweaks of the running generation, for the thread that builds the next one. Any thread.
public final class TweakedValues: Sendable {
  struct Present: Sendable {
    /// The running image; nil while one without changeable literals runs, and the values wait for another one.
    var image: String?
    /// Its literals, or those of the image before, with the texts in its files.
    var source: LiveSource
    /// The texts that are not those of the files.
    var values: [LiveLiteral.ID: String]

    /// Those that another version of the sources keeps.
    func kept(in next: LiveSource) -> [LiveLiteral.ID: String] {
      next.kept(values, of: source)
    }
  }

  public init() {}

  private let state = Mutex<Present?>(nil)

  /// Nil while there is nothing to tweak.
  var present: Present? {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
