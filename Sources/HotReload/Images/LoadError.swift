import CGameABI

/// The reason why a library cannot be used as a game: one case per cause.
public enum LoadError: Error, Equatable, CustomStringConvertible {
  /// The dynamic loader rejected the file; `reason` is its message.
  case notLoadable(path: String, reason: String)
  case missingSymbol(path: String)
  /// The entry function returned NULL: the game rejected the host's table.
  case noTable(path: String)
  case foreignVersion(found: UInt32)
  /// The table ends before the last required callback. Sizes are in bytes.
  case shortTable(found: UInt32, needed: Int)
  case missingCallback(String)
  /// The game reports that it cannot be used, for example because of a type that a world cannot contain.
  case defect(String)
  case badLayout(String)
  /// A declared default does not fit a field.
  case badDefault(String)
  case tooManyActions(Int)
  /// Its entry function crashed in this process.
  case crashed(CrashReport)

  public var description: String {
    switch self {
    case .notLoadable(let path, let reason):
      "\(path) cannot be loaded: \(reason); fix the cause and save again"
    case .missingSymbol(let path):
      "\(path) has no symbol \(HOTLOOP_ENTRY_SYMBOL); is GameSDK among the dependencies of target Game?"
    case .noTable(let path):
      "\(path): the game returned no table, because it does not support this host's version; build game and host from the same version of HotLoop"
    case .foreignVersion(let found):
      "the game was built for contract version \(found), this host has \(HOTLOOP_ABI_VERSION); build both from the same version of HotLoop"
    case .shortTable(let found, let needed):
      "the game's table has \(found) bytes and at least \(needed) are needed; build game and host from the same version of HotLoop"
    case .missingCallback(let name): "the game's table has no \(name); every game needs start, step and draw"
    case .defect(let reason): reason
    case .badLayout(let reason): "the game's description of its world is not valid: \(reason)"
    case .badDefault(let reason):
      "\(reason); give `defaults` a value of the field's own type, such as `5 as Float` or `5 as Int32`"
    case .tooManyActions(let count): "the game has \(count) actions; the maximum is \(HOTLOOP_MAX_ACTIONS)"
    case .crashed(let report) where report.signal == nil:
      "the entry function, \(HOTLOOP_ENTRY_SYMBOL), or a static value that it needs, did not return within \(report.timeLimit.secondsText). Fix it and save again"
    case .crashed(let report):
      "the entry function, \(HOTLOOP_ENTRY_SYMBOL), crashed: \(report.headline). Fix it and save again"
    }
  }
}
