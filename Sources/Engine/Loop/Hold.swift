/// Why no ticks run although nobody paused the game: something on the screen needs the player first.
///
/// It ends by itself when the screen is closed or the terminal grows, and the world continues where it was. As in a pause,
/// single steps that a control client requests still run.
public enum Hold: Equatable, CustomStringConvertible, Sendable {
  case help, settings
  /// An earlier tick is shown.
  case time
  case smallTerminal(SmallTerminal)

  init?(_ overlay: Overlay, game: any GameProvider, size: CellSize) {
    if let small = SmallTerminal(overlay, game: game.name, minimum: game.minSize, size: size) {
      self = .smallTerminal(small)
    } else if overlay.keySettings != nil {
      self = .settings
    } else if overlay.showsHelp {
      self = .help
    } else if overlay.timePanel?.status.mode == .viewing {
      self = .time
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .help: "the help is open, which stops the ticks"
    case .time: "an earlier tick is shown, which stops the ticks"
    case .settings: "the key settings are open, which stops the ticks"
    case .smallTerminal(let small): "\(small)"
    }
  }
}
