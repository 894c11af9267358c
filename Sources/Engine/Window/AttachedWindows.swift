import HostSystem

/// Where the content of an attached window goes. Any thread.
public protocol WindowOutlet: AnyObject, Sendable {
  /// Whether the content before is not sent yet.
  var isBusy: Bool { get }
  /// Takes the next content. Called only while it is not busy; must not wait.
  func show(_ content: WindowContent)
  /// The window's player leaves it.
  func leave()
  /// The window does not read. Ends its connection.
  func drop()
}

/// The windows that are attached to the run. The loop's thread.
///
/// A window must not delay a tick. Reading what it shows takes as long as the same panel in the game; that is done for at most one
/// window in each iteration of the loop, in the time that is left before the next tick, and for each window so seldom that it takes at most
/// a hundredth of the time. Drawing and sending are done elsewhere, and while the last content is not sent, nothing is read.
public final class AttachedWindows {
  /// More would be of no use, and cost time in the loop.
  public static let limit = 8

  /// Nanoseconds.
  private static let interval: UInt64 = 66_000_000
  private static let inputInterval: UInt64 = 10_000_000
  /// Without a reason to read: for what changes by itself, such as marks of changes.
  private static let idleInterval: UInt64 = 500_000_000
  /// Window and loop may both be busy; after this long it is read even if the next tick is close.
  private static let patience: UInt64 = 250_000_000
  /// A window that has not read for this long is dropped.
  private static let deadline: UInt64 = 10_000_000_000
  /// One part in a hundred.
  private static let share: UInt64 = 100

  private let game: any GameProvider
  private let board: OverlayBoard
  private let now: () -> UInt64
  private var windows: [Window] = []
  /// Where the search for the next one begins: they take turns.
  private var turn = 0

  private struct Window {
    let view: WindowView
    let outlet: any WindowOutlet
    /// Whether something was done in it since it was read.
    var hasInput = true
    var mark: Mark?
    var lastRead: UInt64 = 0
    var cost: UInt64 = 0
    var busySince: UInt64?
    var isButtonDown = false
  }

  /// What tells that a window would show something else.
  private struct Mark: Equatable {
    var tick: UInt64
    var generation: UInt64
    var logged: Int
    var toasted: Int
    var tweaks: Int
    var position: Int
    var isPaused: Bool
    var isStopped: Bool
    var panels: [Overlay.Panel]
    var build: String
  }

  /// - Parameter now: nanoseconds of a clock that goes on while the loop sleeps.
  init(game: any GameProvider, board: OverlayBoard, now: @escaping () -> UInt64 = { monotonicNow }) {
    self.game = game
    self.board = board
    self.now = now
  }

  public var count: Int { windows.count }

  /// - Returns: nil, or why the window cannot be attached.
  public func attach(_ outlet: any WindowOutlet, page: WindowPage, size: CellSize) -> String? {
    guard windows.count < Self.limit else {
      return "\(Self.limit) windows are attached, which is the most; close one of them first"
    }
    windows.append(
      Window(view: WindowView(game: game, board: board, page: page, size: size), outlet: outlet))
    return nil
  }

  /// Does nothing if it is not attached.
  public func detach(_ outlet: any WindowOutlet) {
    guard let index = index(of: outlet) else { return }
    windows.remove(at: index).view.close()
  }

  private func index(of outlet: any WindowOutlet) -> Int? { windows.firstIndex { $0.outlet === outlet } }

  /// What was done in a window.
  /// - Returns: what the loop has to do.
  func receive(_ input: WindowInput, from outlet: any WindowOutlet, _ bindings: KeyBindings) -> HostCommand? {
    guard let index = index(of: outlet) else { return nil }
    windows[index].hasInput = true
    let view = windows[index].view
    switch input {
    case .key(let key, let phase, let base):
      switch view.press(key, phase, base: base, bindings: bindings) {
      case .perform(let command):
        view.awaitAnswer()
        return command
      case .leave: outlet.leave()
      case nil: break
      }
    case .resize(let size): view.size = size
    case .wheel(let steps): view.useWheel(steps)
    case .paste(let text): view.paste(text, bindings: bindings)
    case .mouse(let column, let row, let isDown):
      let isPressed = isDown && !windows[index].isButtonDown
      windows[index].isButtonDown = isDown
      view.useMouse(column: column, row: row, isDown: isDown, isPressed: isPressed)
    }
    return nil
  }

  /// A tick's time has passed, whether or not one ran.
  func passTick(ticksPerSecond: Int) {
    for window in windows {
      window.view.ticksPerSecond = ticksPerSecond
      window.view.passTick()
    }
  }

  // MARK: Reading

  /// Reads one window if one is due.
  /// - Parameters:
  ///   - left: the time until the next tick (ns).
  ///   - isPaused: whether the player paused the run.
  /// - Returns: whether another one waits, in which something was done.
  func read(_ bindings: KeyBindings, left: UInt64, isPaused: Bool) -> Bool {
    if windows.isEmpty { return false }
    let start = now()
    dropThoseThatDoNotRead(at: start)
    let mark = mark(isPaused: isPaused)
    let order = windows.indices.map { ($0 + turn) % windows.count }
    let due = order.filter { isDue($0, mark, at: start, left: left) }
    guard let index = due.first else { return false }
    turn = index + 1
    var hud = board.overlay.hud
    (hud.generation, hud.tick, hud.isPaused) = (game.generation, game.tick, isPaused)
    let content = windows[index].view.read(hud, bindings, now: start)
    windows[index].hasInput = false
    windows[index].mark = mark
    windows[index].lastRead = start
    windows[index].cost = now() - start
    windows[index].outlet.show(content)
    return due.dropFirst().contains { windows[$0].hasInput }
  }

  private func isDue(_ index: Int, _ mark: Mark, at now: UInt64, left: UInt64) -> Bool {
    let window = windows[index]
    if window.outlet.isBusy { return false }
    let age = now - min(now, window.lastRead)
    if window.cost > left, age < Self.patience { return false }
    // A key is answered at once, and many of them together.
    if window.hasInput { return age >= Self.inputInterval }
    let interval = max(Self.interval, window.cost * Self.share)
    return age >= (mark == window.mark ? max(interval, Self.idleInterval) : interval)
  }

  private func dropThoseThatDoNotRead(at now: UInt64) {
    for index in windows.indices {
      guard windows[index].outlet.isBusy else {
        windows[index].busySince = nil
        continue
      }
      let since = windows[index].busySince ?? now
      windows[index].busySince = since
      if now >= since + Self.deadline { windows[index].outlet.drop() }
    }
  }

  private func mark(isPaused: Bool) -> Mark {
    Mark(
      tick: game.tick, generation: game.generation, logged: board.overlay.logged,
      toasted: board.overlay.toasted, tweaks: game.tweaks.revision, position: game.time.position,
      isPaused: isPaused,
      isStopped: game.tickStop != nil, panels: board.overlay.panels, build: board.overlay.hud.build)
  }
}
