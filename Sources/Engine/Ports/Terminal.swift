import CGameABI

/// What the engine needs of a terminal. The real one is `NcursesTerminal` in TerminalRenderer; the headless one
/// is `HeadlessTerminal`.
///
/// All calls come from the loop's thread and none of them may block: whatever waits for the terminal waits on
/// a thread of the implementation.
public protocol Terminal: AnyObject {
  /// The size of the next frame to draw.
  var size: CellSize { get }

  /// Whether keys report their release. Where they do not, `InputState` infers it.
  var reportsReleases: Bool { get }

  /// What happened since the last call, oldest first.
  func drainEvents() -> [TerminalEvent]

  /// Hands over a frame. If the one before it is still being written, this one waits for its turn, and a third
  /// one takes the place of the waiting one: the picture shown is always whole, and always the newest to be had.
  func present(_ picture: CellBuffer, frame: UInt64)

  /// The last frame of which every byte was accepted by the terminal, and totals since the start.
  var report: TerminalReport { get }

  /// Gives the terminal back as it was found. Further calls do nothing.
  func close()
}

/// Something that came from the terminal.
public enum TerminalEvent: Equatable, Sendable {
  case key(Key, KeyPhase)
  case mouse(column: Int, row: Int, buttons: UInt32)
  case paste(String)
  case resized(CellSize)
  case focus(Bool)
  /// The process was stopped (Ctrl-Z) and has come back; the terminal shows nothing of ours until the next frame.
  case resumed
  /// The terminal is gone or asks us to end; the text says why ("SIGTERM", "terminal closed").
  case closed(String)
}

/// Where the output to the terminal stands.
public struct TerminalReport: Equatable, Sendable {
  /// Number of the last frame that was wholly written, and when (CLOCK_MONOTONIC, ns).
  public var lastFrame: UInt64 = 0
  public var lastFrameTime: UInt64 = 0
  public var framesShown: UInt64 = 0
  public var framesSkipped: UInt64 = 0
  public var bytesWritten: UInt64 = 0
  public var cellsWritten: UInt64 = 0
  /// Of the last frame: cells that differed from the one before, bytes, and nanoseconds to encode and to write.
  public var cellsChanged: Int = 0
  public var frameBytes: Int = 0
  public var encodeTime: UInt64 = 0
  public var writeTime: UInt64 = 0

  public init() {}
}
