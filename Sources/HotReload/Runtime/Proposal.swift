import Engine

/// A generation that was built, tried and loaded, and is to run.
struct Proposal {
  var generation: Generation
  var cause: SwapCause
  /// When it was saved or, if it was held, when it was requested (CLOCK_MONOTONIC, ns); nil if nobody did.
  var savedAt: UInt64?
  /// Whether the save needed the compiler; nil if no save caused it.
  var live: HostEvent.LiveOutcome?
  /// The number of saves that the player held and wants now; 0 if it did not wait for the player.
  var heldSaves = 0
  /// Whether somebody waits for it.
  var isRequested = false
  /// What the game had against it; nil if nothing.
  var delay: HostEvent.SwapDelay?
}
