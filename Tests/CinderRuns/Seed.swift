public import GameTesting
public import World

extension GameRun where G.World == World {
  /// Seeds the random numbers of a new world as those of the runs in docs/cinder.md and in the tests were.
  public func seed(_ seed: UInt64) { world.header.random_state = (seed, 2, 3, 4) }
}
