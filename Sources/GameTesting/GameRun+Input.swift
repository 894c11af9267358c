public import GameSDK

/// Shorthands for keys and mouse.
extension GameRun {
  /// Presses keys, runs some ticks with them held, and lets go of them.
  public func press(_ actions: G.Action..., for ticks: Int = 1) throws {
    for action in actions { input.hold(action) }
    try advance(by: ticks)
    for action in actions { input.release(action) }
  }

  /// Keys go down and stay down, from the next tick on.
  public func hold(_ actions: G.Action...) { for action in actions { input.hold(action) } }

  /// Keys go up.
  public func release(_ actions: G.Action...) { for action in actions { input.release(action) } }

  /// Presses the left button of the mouse over a cell for one tick, which is run, as is the next one without it.
  public func click(column: Int, row: Int) throws {
    input.mouse = (column, row)
    input.buttons.insert(.left)
    try advance()
    input.buttons.remove(.left)
    try advance()
  }

  /// Types a text into a game that reads text: a tick for each character, after one in which it asks for text.
  public func type(_ text: String) throws {
    if !requests.readsText { try advance() }
    input.text += text
    try advance(by: text.unicodeScalars.count)
  }
}
