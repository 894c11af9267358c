import Engine

/// The commands of the host that a player has.
enum PlayerKeys {
  static let forPlayers: Set<HostCommand> = [
    .save, .load, .lastWorld, .pause, .help, .settings, .redraw, .quit,
  ]

  /// Also those of the author that do not need the source.
  static let forDevelopers = forPlayers.union([.restart, .step, .rewind, .loop, .hud, .log, .frames])
}

extension HostEvent {
  /// Whether a player wants to read of it: not of generations, builds and what the host does about them.
  var concernsPlayers: Bool {
    switch self {
    case .worldSaved, .worldSaveFailed, .worldLoaded, .worldRejected, .worldRestarted, .quickLoadFailed,
      .lastWorldKept, .lastWorldUnusable, .recordingFailed, .keysRejected, .keysNotSaved, .storedRejected,
      .storeFailed, .assetRejected, .loopInputUnknown, .timeTravelFailed:
      true
    default: false
    }
  }
}
