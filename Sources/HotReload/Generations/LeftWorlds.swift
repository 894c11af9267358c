import WorldState

/// The worlds as they were before each generation came in, for going back to code and world together.
///
/// Bounded: the last 8, and 256 MiB; the latest is always kept.
struct LeftWorlds {
  static let most = 8
  static let mostBytes = 256 << 20

  struct LeftWorld {
    /// The generation that came in.
    var entered: UInt64
    /// The one that ran until then, and its world.
    var generation: Generation
    var world: KeptWorld
  }

  init() { KeptWorld.prepare() }

  /// The latest last.
  private var worlds: [LeftWorld] = []

  /// What was left when the generation of this number came in.
  func before(_ entered: UInt64) -> LeftWorld? { worlds.last { $0.entered == entered } }

  mutating func keep(_ left: LeftWorld) {
    for old in worlds where old.entered == left.entered { old.world.discard() }
    worlds.removeAll { $0.entered == left.entered }
    worlds.append(left)
    while worlds.count > 1, worlds.count > Self.most || bytes > Self.mostBytes {
      worlds.removeFirst().world.discard()
    }
  }

  private var bytes: Int { worlds.reduce(0) { $0 + $1.world.byteCount } }
}
