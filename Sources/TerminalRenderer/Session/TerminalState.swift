import CGameABI
import Engine
import Synchronization

/// A request to the presenter thread, besides showing pictures.
enum PresenterRequest: Equatable {
  /// The terminal may show anything: draw the next picture completely.
  case redraw
  /// The terminal may also be in any mode: set its modes again, too.
  case enterAgain
  /// Restore the mode of the terminal driver if something else changed it.
  case verifyMode
  /// Ctrl-Z, or a SIGTSTP from outside (`group` is false): leave the terminal, stop, enter it again.
  case suspend(group: Bool)
  /// The process was stopped by another signal and continued: enter the terminal again.
  case reenter
  /// The terminal supports the kitty keyboard protocol.
  case useKittyKeyboard
  /// The terminal supports DECSET 2026.
  case useSynchronizedOutput
  /// Change the window's title.
  case title(String)
}

/// The state that the loop's thread, the presenter and the input reader share. The lock is held for a few assignments only.
final class TerminalState: Sendable {
  private struct Values {
    var size: CellSize
    var events: [TerminalEvent] = []
    /// Called when there are new events.
    var wake: (@Sendable () -> Void)?
    var waiting: (picture: CellBuffer, frame: UInt64)?
    /// Whether the bell rings with the next frame that is shown.
    var mustRing = false
    var requests: [PresenterRequest] = []
    var report = TerminalReport()
    var reportsReleases = false
    var pendingQueries = 0
    var mustRestartParser = false
    var closingSince: UInt64?
    var isDisconnected = false
  }

  enum Work {
    case nothing, close
    case request(PresenterRequest)
    case frame(CellBuffer, UInt64, rings: Bool)
  }

  /// If nobody drains events, this many are kept and newer ones are dropped.
  private static let maxEvents = 4096

  private let values: Mutex<Values>

  init(size: CellSize) { values = Mutex(Values(size: size)) }

  // MARK: The loop's side

  var size: CellSize { values.withLock { $0.size } }
  var report: TerminalReport { values.withLock { $0.report } }
  var reportsReleases: Bool { values.withLock { $0.reportsReleases } }

  func drainEvents() -> [TerminalEvent] {
    values.withLock {
      let events = $0.events
      $0.events.removeAll(keepingCapacity: true)
      return events
    }
  }

  func onEvents(_ wake: (@Sendable () -> Void)?) { values.withLock { $0.wake = wake } }

  func offer(_ picture: CellBuffer, frame: UInt64) {
    values.withLock {
      if $0.waiting != nil { $0.report.framesSkipped += 1 }
      $0.waiting = (picture, frame)
    }
  }

  func ringBell() { values.withLock { $0.mustRing = true } }

  // MARK: The presenter's side

  /// Takes the next work item: the end first, then requests, then the newest picture.
  func nextWork() -> Work {
    values.withLock {
      if $0.closingSince != nil { return .close }
      if !$0.requests.isEmpty { return .request($0.requests.removeFirst()) }
      guard let waiting = $0.waiting else { return .nothing }
      $0.waiting = nil
      let rings = $0.mustRing
      $0.mustRing = false
      return .frame(waiting.picture, waiting.frame, rings: rings)
    }
  }

  func shown(_ frame: UInt64, cells: Int, bytes: Int, encoding: UInt64, writing: UInt64, at time: UInt64) {
    values.withLock {
      $0.report.lastFrame = frame
      $0.report.lastFrameTime = time
      $0.report.framesShown += 1
      $0.report.bytesWritten += UInt64(bytes)
      $0.report.cellsWritten += UInt64(cells)
      $0.report.cellsChanged = cells
      $0.report.frameBytes = bytes
      $0.report.encodeTime = encoding
      $0.report.writeTime = writing
    }
  }

  func modeRepaired() { values.withLock { $0.report.modeRepairs += 1 } }

  func querySent() { values.withLock { $0.pendingQueries += 1 } }

  func resumed(size: CellSize?) {
    let wake = values.withLock {
      if let size { $0.size = size }
      $0.reportsReleases = false
      $0.mustRestartParser = true
      $0.events.append(.resumed)
      $0.events.append(.resized($0.size))
      return $0.wake
    }
    wake?()
  }

  // MARK: The reader's side

  func request(_ request: PresenterRequest) {
    values.withLock { if $0.requests.last != request { $0.requests.append(request) } }
  }

  func post(_ event: TerminalEvent) {
    let wake = values.withLock {
      // Of a moving mouse only the newest position is kept.
      if case .mouse(_, _, let buttons) = event, case .mouse(_, _, let before)? = $0.events.last,
        buttons == before
      {
        $0.events[$0.events.count - 1] = event
      } else if $0.events.count < TerminalState.maxEvents {
        $0.events.append(event)
      }
      return $0.wake
    }
    wake?()
  }

  func resized(to size: CellSize) {
    let wake: (@Sendable () -> Void)? = values.withLock {
      if size == $0.size { return nil }
      $0.size = size
      if case .resized? = $0.events.last { $0.events.removeLast() }
      $0.events.append(.resized(size))
      return $0.wake
    }
    request(.redraw)
    wake?()
  }

  func setReportsReleases(_ value: Bool) { values.withLock { $0.reportsReleases = value } }

  func queryAnswered() { values.withLock { $0.pendingQueries = max(0, $0.pendingQueries - 1) } }

  func takeParserRestart() -> Bool {
    values.withLock {
      let must = $0.mustRestartParser
      $0.mustRestartParser = false
      return must
    }
  }

  // MARK: The end

  /// Notes that the terminal does not exist any more. Reported once.
  func disconnect() {
    values.withLock {
      if $0.isDisconnected { return }
      $0.isDisconnected = true
      $0.events.append(.closed("terminal closed"))
    }
  }

  var hasPendingQueries: Bool { values.withLock { $0.pendingQueries > 0 && !$0.isDisconnected } }

  func beginClosing(at time: UInt64) { values.withLock { $0.closingSince = $0.closingSince ?? time } }

  var closingSince: UInt64? { values.withLock { $0.closingSince } }
}
