import Dispatch
import Engine
import GameBuilder

/// Plays one game and swaps it many times.
final class SwapRun {
  /// Swaps that are not counted. After them, the history of worlds and images has its full size.
  private static let warmUp = 30

  private let host: InProcessHost
  private let feeder: SwapFeeder

  init(worldSize: Int, package: DriftPackage, images: [BuiltImage], reloads: Int) throws {
    host = try InProcessHost(worldSize: worldSize, package: package)
    feeder = SwapFeeder(images: images, warmUp: Self.warmUp, reloads: reloads, host: host)
  }

  /// Plays on the calling thread.
  func measure() throws -> SwapTimes {
    host.game.onStep = { [feeder] in feeder.stepped.signal() }
    try feeder.start()
    _ = host.loop.run()
    return SwapTimes(
      ticks: host.game.ticks, warmUp: Self.warmUp, memoryPerReload: try feeder.memoryPerReload(),
      imageSize: feeder.imageSize)
  }
}
