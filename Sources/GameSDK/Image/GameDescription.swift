import CGameABI
import CGameImage

/// The description of a game as Swift values. `GameTable.init(describing:)` converts it to the contract's form.
struct GameDescription {
  var name: String
  var worldVersion: Int
  var ticksPerSecond: Int
  var minTerminalSize: TerminalSize
  var renames: [Rename]
  var defaults: [FieldDefault] = []
  /// The name of the action of each bit; nil for unused bits.
  var actions: [String?]
  var layout: WorldLayout
  var enums = EnumConstants.unknown
  /// The reason why this game cannot be used; nil if there is none.
  var defect: String?
}

extension GameDescription {
  init<G: Game>(of type: G.Type) {
    name = G.name
    worldVersion = G.worldVersion
    ticksPerSecond = G.ticksPerSecond
    minTerminalSize = G.minTerminalSize
    renames = G.renames
    defaults = G.defaults
    actions = []
    layout = WorldLayout()
    do throws(Defect) {
      actions = try actionNames(G.Action.self)
      enums = unsafe EnumConstants(hotloop_image_enums())
      layout = try WorldLayout(ofWorld: G.World.self, enums: enums)
      try checkNumbers()
    } catch {
      defect = error.text
    }
  }

  private func checkNumbers() throws(Defect) {
    guard UInt32(exactly: worldVersion) != nil else {
      throw Defect("worldVersion is \(worldVersion); it must be from 0 to 4294967295")
    }
    guard (0...1000).contains(ticksPerSecond) else {
      throw Defect(
        "ticksPerSecond is \(ticksPerSecond); it must be from 1 to 1000, or 0 for the host's default")
    }
    guard (0...2000).contains(minTerminalSize.columns), (0...1000).contains(minTerminalSize.rows) else {
      throw Defect(
        "minTerminalSize is \(minTerminalSize.columns)×\(minTerminalSize.rows); "
          + "it must be at most 2000×1000, and 0 stands for any number")
    }
  }
}

/// The names of the actions by their bits.
private func actionNames<A: GameAction>(_ type: A.Type) throws(Defect) -> [String?] {
  var names: [String?] = []
  for action in A.allCases {
    let bit = action.rawValue
    guard (0..<Int(HOTLOOP_MAX_ACTIONS)).contains(bit) else {
      throw Defect(
        "action `\(action)` has the raw value \(bit); it must be from 0 to \(HOTLOOP_MAX_ACTIONS - 1)")
    }
    while names.count <= bit { names.append(nil) }
    names[bit] = String(describing: action)
  }
  return names
}
