import CGameABI
import GameBuilder

/// Why a library cannot be used as a game: one case a cause.
public enum LoadError: Error, Equatable, CustomStringConvertible {
  /// The dynamic loader refused the file; its own words.
  case notLoadable(path: String, reason: String)
  case missingSymbol(path: String)
  /// The entry function returned NULL.
  case refused(path: String)
  case foreignVersion(found: UInt32)
  case shortTable(found: UInt32, needed: Int)
  case missingCallback(String)
  /// The game says of itself that it cannot be used: a type that a world cannot hold.
  case defect(String)
  case badLayout(String)
  /// A default that the game states fits no field.
  case badDefault(String)
  case tooManyActions(Int)
  /// Its entry function crashed in this process.
  case crashed(CrashReport)

  public var description: String {
    switch self {
    case .notLoadable(let path, let reason):
      "\(path) cannot be loaded: \(reason); fix what it names and save again"
    case .missingSymbol(let path):
      "\(path) has no symbol \(HOTLOOP_ENTRY_SYMBOL); is GameSDK among the dependencies of target Game?"
    case .refused(let path):
      "\(path): the game gave no table; declare `@c(hotloop_game_main)` in one of its files (see Game/Main.swift)"
    case .foreignVersion(let found):
      "the game was built for contract version \(found), this host has \(HOTLOOP_ABI_VERSION); build both from the same version of HotLoop"
    case .shortTable(let found, let needed):
      "the game's table has \(found) bytes and \(needed) are needed; build game and host from the same version of HotLoop"
    case .missingCallback(let name): "the game's table has no \(name); every game needs start, step and draw"
    case .defect(let reason): reason
    case .badLayout(let reason): "the layout the game tells of its world is not sound: \(reason)"
    case .badDefault(let reason):
      "\(reason); give `defaults` a value of the field's own type, such as `5 as Float` or `5 as Int32`"
    case .tooManyActions(let count): "the game has \(count) actions; \(HOTLOOP_MAX_ACTIONS) is the most"
    case .crashed(let report):
      "the entry function, \(HOTLOOP_ENTRY_SYMBOL), crashed: \(report.headline). Fix it and save again"
    }
  }
}
