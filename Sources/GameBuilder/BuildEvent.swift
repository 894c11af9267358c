import HostSystem

/// What happens during a build. Events are sent as it happens, so the receiver takes the time.
public enum BuildEvent: Sendable {
  /// SwiftPM starts to build the game's dependencies, because they changed. Takes seconds.
  case preparing(BuildRequest, reason: String)
  /// SwiftPM cannot work, because another process uses it in this package. Sent again when that changes.
  case blocked(BuildRequest, by: LockHolder)
  /// The compiler starts on these files (absolute paths). Not sent if an image is reused.
  case started(BuildRequest, files: [String])
  case finished(BuildRequest, BuiltImage)
  case failed(BuildRequest, BuildError)
  /// The package's description changed, so other folders may have to be watched.
  case packageChanged(GamePackage)
}

/// What to build.
public struct BuildRequest: Sendable, Equatable {
  /// Optimise the game, instead of compiling fast.
  public var optimised: Bool
  /// Compile all files, even those that have not changed.
  public var force: Bool
  /// Compile changed files whole, even if only bodies of functions changed.
  public var complete: Bool
  /// The same source runs already: the build lets other work go first and is not announced.
  public var isBackground: Bool
  /// Whoever asked for the build waits for it, and is told why it failed.
  public var isAnswered = false

  public init(
    optimised: Bool = false, force: Bool = false, complete: Bool = false, isBackground: Bool = false
  ) {
    self.optimised = optimised
    self.force = force
    self.complete = complete
    self.isBackground = isBackground
  }
}
