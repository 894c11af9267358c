import CGameABI
import Engine
import HostSystem
import Timeline

/// A service of the game: the threads that run its code, and the messages that wait. Any thread.
///
/// At most one thread is its active one. A thread that does not end in time is left alone: it runs on, and nothing that it
/// sends arrives.
final class BackgroundService: Sendable {
  let name: String
  /// Both live as long as the process.
  private let runner: ServiceRunner
  private let condition = MonotonicCondition(State())

  private struct State {
    /// To the service, and from it.
    var received = MessageQueue()
    var sent = MessageQueue()
    var active: ServiceRun?
    /// Whether the active thread is to end.
    var isEnding = false
    /// What runs when the active thread has ended.
    var successor: ServiceLaunch?
    /// Threads that did not end in time.
    var left: [ServiceRun] = []
    /// The generation whose code crashed or failed; nil if it was started again since.
    var failed: UInt64?
    /// Messages that were dropped because too many waited, or for their layout.
    var dropped: UInt64 = 0
    var isOverflowing = false
    var isForeign = false
    var receivedCount: UInt64 = 0
    var sentCount: UInt64 = 0
  }

  init(_ name: String, _ runner: ServiceRunner) {
    self.name = name
    self.runner = runner
  }

  // MARK: Life

  func start(_ launch: ServiceLaunch, _ start: ServiceRequests.Start) {
    let (run, asked): (ServiceRun?, ServiceRun?) = condition.change { state in
      guard let active = state.active else {
        if start != .anew, state.failed == launch.generation { return (nil, nil) }
        return (begin(launch, &state), nil)
      }
      if state.isEnding {
        state.successor = launch
        return (nil, nil)
      }
      if start == .ifNotRunning || start == .inNewCode && active.launch.image == launch.image {
        return (nil, nil)
      }
      state.successor = launch
      state.isEnding = true
      return (nil, active)
    }
    if let run { go(run) }
    if let asked { watch(asked, limit: launch.limit) }
  }

  func stop(within limit: Duration) {
    let asked: ServiceRun? = condition.change { state in
      state.successor = nil
      if state.isEnding { return nil }
      state.isEnding = state.active != nil
      return state.active
    }
    if let asked { watch(asked, limit: limit) }
  }

  /// Waits until no thread is active that was asked to end. One that has not ended by the deadline is left alone.
  func waitUntilEnded(_ deadline: Deadline) {
    if condition.wait(until: deadline, { !$0.isEnding }) { return }
    if let late = condition.change({ $0.active }) { leave(late) }
  }

  private func begin(_ launch: ServiceLaunch, _ state: inout State) -> ServiceRun {
    let run = runner.register(launch, for: self)
    state.active = run
    state.isEnding = false
    state.failed = nil
    state.isForeign = false
    return run
  }

  private func go(_ run: ServiceRun) {
    runner.report(ServiceReport(self, run, .started))
    do {
      try HostThread("svc " + (name.split(separator: "/").last ?? "")) { [self] in
        run.noteThread()
        end(run, run.launch.run(run.handle))
      }
    } catch {
      end(run, .failed(reason: "no thread (\(error)); end other programs", thrown: nil))
    }
  }

  /// After the code of a thread has ended.
  private func end(_ run: ServiceRun, _ end: ServiceLaunch.End) {
    runner.forget(run)
    let (next, wasLeft): (ServiceRun?, Bool) = condition.change { state in
      guard state.active === run else {
        state.left.removeAll { $0 === run }
        return (nil, true)
      }
      state.active = nil
      state.isEnding = false
      if case .returned = end {} else { state.failed = run.generation }
      guard let launch = state.successor.take() else { return (nil, false) }
      return (begin(launch, &state), false)
    }
    runner.report(ServiceReport(self, run, .ended(end, wasLeft: wasLeft)))
    if let next { go(next) }
  }

  /// After a limit, leaves a thread alone that has not ended.
  private func watch(_ run: ServiceRun, limit: Duration) {
    Task.detached(priority: .utility) { [self] in
      try? await Task.sleep(for: limit)
      leave(run)
    }
  }

  private func leave(_ run: ServiceRun) {
    let (isLate, next): (Bool, ServiceRun?) = condition.change { state in
      guard state.active === run else { return (false, nil) }
      state.active = nil
      state.isEnding = false
      state.left.append(run)
      guard let launch = state.successor.take() else { return (true, nil) }
      return (true, begin(launch, &state))
    }
    if isLate { runner.report(ServiceReport(self, run, .hung)) }
    if let next { go(next) }
  }

  // MARK: Messages

  /// A message of the game.
  func post(_ message: MessageQueue.Message) {
    let report: ServiceReport.What? = condition.change { state in
      if let active = state.active, active.launch.description.receivedLayout != message.layout,
        state.successor == nil
      {
        state.dropped += 1
        if state.isForeign { return nil }
        state.isForeign = true
        return .foreignMessages
      }
      if state.received.append(message) { return nil }
      state.dropped += 1
      if state.isOverflowing { return nil }
      state.isOverflowing = true
      return .overflow(waiting: state.received.count)
    }
    if let report { runner.report(ServiceReport(self, nil, report)) }
  }

  /// For a thread of the service.
  /// - Parameter memory: for a message of its layout.
  func receive(_ run: ServiceRun, _ memory: UnsafeMutableRawPointer, _ deadline: Deadline) -> HotloopStatus {
    var status = HotloopStatusNone
    condition.wait(until: deadline) { state in
      guard state.active === run, !state.isEnding else {
        status = HotloopStatusFailed
        return true
      }
      while let message = state.received.takeFirst() {
        if state.received.count < MessageQueue.maxCount / 2 { state.isOverflowing = false }
        guard message.layout == run.launch.description.receivedLayout else {
          state.dropped += 1
          continue
        }
        state.receivedCount += 1
        unsafe message.bytes.withUnsafeBytes {
          unsafe memory.copyMemory(from: $0.baseAddress!, byteCount: $0.count)
        }
        status = HotloopStatusOK
        return true
      }
      return false
    }
    return status
  }

  /// For a thread of the service. Waits while too many wait.
  /// - Returns: false if it is to end, and the message was not sent.
  func reply(_ run: ServiceRun, _ bytes: [UInt8]) -> Bool {
    var isSent = false
    let message = MessageQueue.Message(layout: run.launch.description.sentLayout, bytes: bytes)
    condition.wait(until: .never) { state in
      guard state.active === run else { return true }
      isSent = state.sent.append(message)
      if isSent { state.sentCount += 1 }
      return isSent || state.isEnding
    }
    return isSent
  }

  func isEnding(_ run: ServiceRun, _ deadline: Deadline) -> Bool {
    condition.wait(until: deadline) { $0.active !== run || $0.isEnding }
  }

  /// What the next tick receives.
  func take(into messages: inout TickMessages) {
    let taken = condition.change { state in state.sent.isEmpty ? [] : state.sent.takeAll() }
    for message in taken {
      messages.append(
        TickMessages.Run(
          service: name, layout: message.layout, size: message.bytes.count, bytes: message.bytes))
    }
  }

  // MARK: State

  /// The threads that run its code.
  var runs: [ServiceRun] {
    condition.change { state in (state.active.map { [$0] } ?? []) + state.left }
  }

  /// For lists.
  func status(now: UInt64) -> ServiceStatus {
    condition.change { state in
      let age = state.active.map { Double(now - min(now, $0.startTime)) / 1e9 }
      return ServiceStatus(
        name: name,
        state: state.active == nil
          ? (state.failed == nil ? .ended : .failed) : state.isEnding ? .ending : .running,
        generation: state.active?.generation ?? state.failed, age: age, received: state.receivedCount,
        sent: state.sentCount, waiting: state.received.count, dropped: state.dropped,
        left: state.left.map(\.generation))
    }
  }
}
