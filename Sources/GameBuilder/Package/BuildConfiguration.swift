/// How the game itself is compiled: for fast reloads, or for fast play.
///
/// Its dependencies are always SwiftPM's release build. So the canvas and the pools are fast even when the game's code is not
/// optimised, conditions such as `#if DEBUG` mean the same in both configurations, and one build of the dependencies serves
/// both.
enum BuildConfiguration: String, Codable, Sendable {
  case debug, release

  /// The configuration that SwiftPM builds.
  static let ofDependencies = "release"

  init(optimised: Bool) { self = optimised ? .release : .debug }
}
