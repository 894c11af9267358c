import CGameABI

/// What a game says about itself, in Swift's terms. `GameTable.init(describing:)` puts it into the contract's.
struct GameDescription {
  var name: String
  var worldVersion: Int
  var ticksPerSecond: Int
  var renames: [Rename]
  var defaults: [FieldDefault] = []
  /// By bit: the name of the action, or nil where a bit stands for none.
  var actions: [String?]
  var layout: Layout
  /// Why this game cannot be used.
  var defect: String?
}

extension GameDescription {
  init<G: Game>(of type: G.Type) {
    name = G.name
    worldVersion = G.worldVersion
    ticksPerSecond = G.ticksPerSecond
    renames = G.renames
    defaults = G.defaults
    actions = []
    layout = Layout()
    do throws(Defect) {
      actions = try actionNames(G.Action.self)
      layout = try Layout(ofWorld: G.World.self)
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
  }
}

/// The names of the actions by bit.
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

/// Why a game cannot be used: what, where, and what to do instead.
struct Defect: Error, Equatable {
  var text: String
  init(_ text: String) { self.text = text }
}
