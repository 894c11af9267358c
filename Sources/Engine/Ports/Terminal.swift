import CGameABI

/// The terminal as the loop uses it. `NcursesTerminal` in TerminalRenderer is the real one, `HeadlessTerminal` has no
/// screen, and `ScriptedTerminal` adds scripted input to either.
///
/// All calls come from the loop's thread and none may block: an implementation waits for the terminal on a thread of
/// its own.
public protocol Terminal: AnyObject {
  /// The size of the next frame to draw.
  var size: CellSize { get }

  /// Whether keys report their release. If not, `InputState` infers it.
  var reportsReleases: Bool { get }

  /// Changes the title of the terminal's window, if it has one and this program sets it.
  func setTitle(_ title: String)

  /// The events since the last call, oldest first. Called at least once before each tick.
  func drainEvents() -> [TerminalEvent]

  /// Calls `wake`, on any thread, when there are events to drain; nil for no calls. Without it, events wait for the next tick.
  func onEvents(_ wake: (@Sendable () -> Void)?)

  /// Hands over a frame. While an earlier frame is being written this one waits, and a newer one replaces it. What is
  /// shown is always one whole frame.
  /// - Parameter frame: its number, which increases from call to call; see `TerminalReport.lastFrame`.
  func present(_ picture: CellBuffer, frame: UInt64)

  /// Sets the terminal's modes again and draws the next frame completely, whatever the terminal shows now.
  func redraw()

  /// Verifies that the terminal driver is in the mode that input needs, and restores it; see `TerminalReport.modeRepairs`.
  func verifyMode()

  /// Rings the bell once, with the next frame that is handed over.
  func ringBell()

  /// The progress of the output, and totals since the start.
  var report: TerminalReport { get }

  /// Restores the state in which the terminal was found. Further calls do nothing.
  func close()
}

extension Terminal {
  public func onEvents(_ wake: (@Sendable () -> Void)?) {}
  public func redraw() {}
  public func verifyMode() {}
}

/// Input from the terminal, or a change of its state.
public enum TerminalEvent: Equatable, Sendable {
  /// `base` is the key at the same place of a US keyboard, for a key whose character is none of a Latin keyboard. It counts if
  /// nothing is bound to the key itself.
  case key(Key, KeyPhase, base: Key? = nil)
  /// An action of the game or a host command, by name. Only input scripts send it.
  case action(String, KeyPhase)
  /// Column and row from 0; one bit per button that is down.
  case mouse(column: Int, row: Int, buttons: UInt32)
  /// The mouse wheel: 1 for a step down, -1 for one up.
  case wheel(Int)
  case paste(String)
  case resized(CellSize)
  case focus(Bool)
  /// The process was stopped (Ctrl-Z) and continues. The screen is blank until the next frame.
  case resumed
  /// The terminal is gone or the process was told to end. The text is the reason ("SIGTERM", "terminal closed").
  case closed(String)
}

/// The progress of the output to the terminal.
public struct TerminalReport: Equatable, Sendable {
  /// Number of the last frame of which the terminal accepted every byte, and when (CLOCK_MONOTONIC, ns).
  public var lastFrame: UInt64 = 0
  public var lastFrameTime: UInt64 = 0
  /// Totals since the start.
  public var framesShown: UInt64 = 0
  public var framesSkipped: UInt64 = 0
  public var bytesWritten: UInt64 = 0
  public var cellsWritten: UInt64 = 0
  /// Of the last frame: cells that differed from the frame before, bytes, and nanoseconds to encode and to write.
  public var cellsChanged: Int = 0
  public var frameBytes: Int = 0
  public var encodeTime: UInt64 = 0
  public var writeTime: UInt64 = 0
  /// How often something else had changed the terminal driver's mode.
  public var modeRepairs = 0

  public init() {}
}
