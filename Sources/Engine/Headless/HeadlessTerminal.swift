import CGameABI
import HostSystem
import Synchronization

/// A terminal without a screen. It keeps the last picture; its events are posted by the program or a test.
public final class HeadlessTerminal: Terminal, Sendable {
  private struct State {
    var size: CellSize
    var title = ""
    var events: [TerminalEvent] = []
    var picture: CellBuffer
    var report = TerminalReport()
    var bells = 0
  }

  private let state: Mutex<State>
  public let reportsReleases = true

  public init(size: CellSize) {
    state = Mutex(State(size: size, picture: CellBuffer(size: size)))
  }

  public var size: CellSize { state.withLock { $0.size } }

  /// What `setTitle` set last.
  public var title: String { state.withLock { $0.title } }
  public func setTitle(_ title: String) { state.withLock { $0.title = title } }

  /// The last frame.
  public var picture: CellBuffer { state.withLock { $0.picture } }

  /// How often the bell of a real terminal would have rung.
  public var bells: Int { state.withLock { $0.bells } }

  public var report: TerminalReport { state.withLock { $0.report } }

  /// Adds an event. Any thread.
  public func post(_ event: TerminalEvent) {
    state.withLock {
      if case .resized(let size) = event { $0.size = size }
      $0.events.append(event)
    }
  }

  public func drainEvents() -> [TerminalEvent] {
    state.withLock {
      let events = $0.events
      $0.events.removeAll(keepingCapacity: true)
      return events
    }
  }

  public func present(_ picture: CellBuffer, frame: UInt64) {
    let now = MonotonicClock.now()
    state.withLock {
      $0.picture = picture
      $0.report.lastFrame = frame
      $0.report.lastFrameTime = now
      $0.report.framesShown += 1
    }
  }

  public func ringBell() { state.withLock { $0.bells += 1 } }

  public func close() {}
}
