import Dispatch
import Engine
import GameBuilder
import Synchronization

/// What the game printed, for the runtime's last words before a trap.
public protocol GameOutput: Sendable {
  /// The last lines that were printed up to now, oldest first. Waits for what is still under way. Any thread.
  func lastLines() -> [String]
}

/// Tells the player and the event log of crashes. What happened is told at once; where, as soon as it is found out,
/// which takes some 20 ms and is done on another thread.
public final class CrashStory: Sendable {
  private let root: String
  private let events: EventLog
  private let queue: SafePointQueue<GameLoop>
  private let symbolizer: Symbolizer
  private let output: (any GameOutput)?

  public convenience init(
    root: String, toolchain: Toolchain, events: EventLog, queue: SafePointQueue<GameLoop>,
    output: (any GameOutput)?
  ) {
    self.init(root: root, symbolizer: toolchain.symbolizer, events: events, queue: queue, output: output)
  }

  /// - Parameter symbolizer: the program `llvm-symbolizer`.
  init(
    root: String, symbolizer: String, events: EventLog, queue: SafePointQueue<GameLoop>,
    output: (any GameOutput)?
  ) {
    self.root = root
    self.events = events
    self.queue = queue
    self.symbolizer = Symbolizer(program: symbolizer, folder: root)
    self.output = output
  }

  /// Has the event written, and finds out where the crash was.
  func investigate(_ crash: CrashReport, in callback: Callback, of generation: Generation) -> CrashAccount {
    let verb = crash.signal == nil ? "hung" : "crashed"
    let account = CrashAccount(
      title: "generation \(generation.number) \(verb) in \(callback.rawValue)", headline: crash.headline)
    let image = generation.image.path
    Task.detached { [symbolizer, output] in
      let trace = await symbolizer.backtrace(of: crash.frames, in: image)
      account.complete(trace, reason: Self.reason(of: crash, trace, printed: output?.lastLines() ?? []))
    }
    events.record(verb) { [root] in
      let (trace, reason) = account.wait()
      return [
        "generation": .unsigned(generation.number), "callback": .string(callback.rawValue),
        "signal": crash.signal.map { .integer(Int64($0)) } ?? .null, "reason": .string(reason),
        "location": trace.location(relativeTo: root).map { .string($0) } ?? .null,
        "backtrace": .array(trace.lines(relativeTo: root).map { .string($0) }),
      ]
    }
    return account
  }

  /// Raises the panel, which gets its backtrace when that is known. The loop's thread.
  /// - Parameter outcome: what became of code and world.
  func show(_ account: CrashAccount, outcome: String, on board: OverlayBoard) {
    board.overlay.raise(panel(account, reason: account.headline, trace: .empty, outcome))
    account.whenComplete { [self] trace, reason in
      queue.post { [self] loop in
        // The panel may be gone, or another crash's, by now.
        let isShown = loop.board.overlay.problems.contains {
          $0.source == "crash" && $0.title == account.title
        }
        if isShown { loop.board.overlay.raise(panel(account, reason: reason, trace: trace, outcome)) }
      }
    }
  }

  /// The runtime's own words where it had some.
  private static func reason(of crash: CrashReport, _ trace: Backtrace, printed: [String]) -> String {
    if let trap = trace.trap { return trap }
    // `Game/Player.swift:12: Fatal error: Index out of range`
    guard crash.isTrap, let line = printed.last else { return crash.headline }
    for mark in ["Fatal error: ", "Precondition failed: ", "Assertion failed: "] {
      if let range = line.firstRange(of: mark) { return String(line[range.lowerBound...]) }
    }
    return crash.headline
  }

  private func panel(
    _ account: CrashAccount, reason: String, trace: Backtrace, _ outcome: String
  ) -> Overlay.Problem {
    var lines: [Overlay.Problem.Line] = []
    if let location = trace.location(relativeTo: root) { lines.append(.init(location, .location)) }
    lines.append(.init(reason))
    lines += trace.lines(relativeTo: root).prefix(8).map { .init("  " + $0, .code) }
    lines.append(.init(outcome, .dim))
    return .init(source: "crash", title: account.title, lines: lines)
  }
}

/// What is known of a crash: a headline at once, where it was and the runtime's own words a little later.
final class CrashAccount: Sendable {
  let title: String
  let headline: String
  private let state = Mutex(State())
  private let completed = DispatchSemaphore(value: 0)

  private struct State {
    var found: (Backtrace, String)?
    var waiting: [@Sendable (Backtrace, String) -> Void] = []
  }

  init(title: String, headline: String) {
    self.title = title
    self.headline = headline
  }

  func complete(_ trace: Backtrace, reason: String) {
    let waiting = state.withLock { state in
      state.found = (trace, reason)
      return state.waiting
    }
    completed.signal()
    for body in waiting { body(trace, reason) }
  }

  /// Calls `body` on some thread, or at once if all is known.
  func whenComplete(_ body: @escaping @Sendable (Backtrace, String) -> Void) {
    let found = state.withLock { state in
      if state.found == nil { state.waiting.append(body) }
      return state.found
    }
    if let (trace, reason) = found { body(trace, reason) }
  }

  /// Waits on the calling thread, which must not be one of Swift's pool nor the loop's. Once.
  func wait() -> (Backtrace, String) {
    completed.wait()
    return state.withLock { $0.found } ?? (.empty, headline)
  }
}
