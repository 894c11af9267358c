import CGameABI

/// A terminal that adds the events of an input script to those of another terminal.
///
/// An event is delivered by the first `drainEvents` at or after its tick. The loop drains before each tick, so the tick
/// that a line names is the first that sees its event. Nothing is delivered while no game runs.
///
/// A line that names an unknown action ends the run: before the first tick if the game never had the action, otherwise
/// before the line's tick.
public final class ScriptedTerminal: Terminal {
  private let terminal: any Terminal
  private let game: any GameProvider
  private let script: InputScript
  private var lines: ArraySlice<InputScript.Line>
  private var isChecked = false
  /// The mistake that ended the run.
  public private(set) var problem: FileProblem?
  /// Set by `resize`, until the other terminal reports a size of its own.
  private var scriptedSize: CellSize?
  private var mouse = ScriptedMouse()

  /// - Parameter game: the game whose ticks the script counts.
  public init(_ terminal: any Terminal, script: InputScript, game: any GameProvider) {
    self.terminal = terminal
    self.game = game
    self.script = script
    lines = script.lines[...]
  }

  public var size: CellSize { scriptedSize ?? terminal.size }
  public var reportsReleases: Bool { terminal.reportsReleases }
  public var report: TerminalReport { terminal.report }

  public func drainEvents() -> [TerminalEvent] {
    var events = terminal.drainEvents()
    if events.contains(where: { if case .resized = $0 { true } else { false } }) { scriptedSize = nil }
    guard game.generation != 0, problem == nil else { return events }
    let due = lines.prefix { $0.tick <= game.tick }
    do throws(FileProblem) {
      try script.check(isChecked ? due : lines, actions: game.actions)
      isChecked = true
    } catch {
      problem = error
      return events + [.closed("\(error)")]
    }
    while let line = lines.first, line.tick <= game.tick {
      lines.removeFirst()
      if case .resize(let size) = line.event { scriptedSize = size }
      events += mouse.events(of: line.event)
    }
    return events
  }

  public func present(_ picture: CellBuffer, frame: UInt64) { terminal.present(picture, frame: frame) }
  public func onEvents(_ wake: (@Sendable () -> Void)?) { terminal.onEvents(wake) }
  public func redraw() { terminal.redraw() }
  public func verifyMode() { terminal.verifyMode() }
  public func ringBell() { terminal.ringBell() }
  public func setTitle(_ title: String) { terminal.setTitle(title) }
  public func close() { terminal.close() }
}

/// The mouse of an input script: a terminal reports position and buttons together.
private struct ScriptedMouse {
  private var column = 0
  private var row = 0
  private var buttons: UInt32 = 0

  mutating func events(of event: InputScript.Event) -> [TerminalEvent] {
    switch event {
    case .press(let name): return [.action(name, .press)]
    case .release(let name): return [.action(name, .release)]
    case .key(let key): return [.key(key, .press), .key(key, .release)]
    case .resize(let size): return [.resized(size)]
    case .wheel(let steps): return [.wheel(steps)]
    case .mouse(let column, let row):
      (self.column, self.row) = (column, row)
      return [report]
    case .buttons(let actions):
      return actions.map { action in
        let bit: UInt32 = 1 << UInt32(action.button)
        if action.isDown { buttons |= bit } else { buttons &= ~bit }
        return report
      }
    }
  }

  private var report: TerminalEvent { .mouse(column: column, row: row, buttons: buttons) }
}
