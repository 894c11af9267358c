import Engine

/// What the terminal's bytes say.
enum TerminalInput: Equatable {
  case event(TerminalEvent)
  /// The answer to `CSI ? u`: the terminal speaks the kitty keyboard protocol, with these flags.
  case kittyFlags(Int)
  /// The answer to DECRQM: a private mode and its state (1 set, 2 reset, 0 unknown, 3 and 4 unchangeable).
  case privateMode(Int, Int)
  /// The answer to DA1, which every terminal gives.
  case deviceAttributes
}
