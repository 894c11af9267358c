import Engine

/// What the parser finds in the terminal's bytes: events, and answers to our queries.
enum TerminalInput: Equatable {
  case event(TerminalEvent)
  /// The answer to `CSI ? u`: the terminal supports the kitty keyboard protocol and has these flags set.
  case kittyFlags(Int)
  /// The answer to DECRQM: a private mode and its state (1 set, 2 reset, 0 unknown, 3 and 4 unchangeable).
  case privateMode(Int, Int)
  /// The answer to XTVERSION: name and version of the terminal.
  case version(String)
  /// The answer to DA1. Every terminal sends it.
  case deviceAttributes
}
