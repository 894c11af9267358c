import Engine
import HostSystem
import Synchronization
import Timeline

/// The services of the game in this process. Any thread.
///
/// Lives as long as the process, as the table that the game calls.
public final class ServiceRunner: Sendable {
  private struct State {
    var services: [String: BackgroundService] = [:]
    /// Those whose code has not ended, by their handles.
    var runs: [UInt64: (BackgroundService, ServiceRun)] = [:]
    var lastHandle: UInt64 = 0
    /// Whether nothing is started any more.
    var isClosed = false
    var listener: (@Sendable (ServiceReport) -> Void)?
  }

  private let state = Mutex(State())

  /// - Parameter body: called on any thread; it must not wait for the loop.
  func onReport(_ body: @escaping @Sendable (ServiceReport) -> Void) { state.withLock { $0.listener = body } }

  func report(_ report: ServiceReport) { state.withLock { $0.listener }?(report) }

  // MARK: Services

  func service(_ name: String) -> BackgroundService {
    state.withLock { state in
      if let known = state.services[name] { return known }
      let new = BackgroundService(name, self)
      state.services[name] = new
      return new
    }
  }

  private var all: [BackgroundService] {
    state.withLock { $0.services.values.sorted { $0.name < $1.name } }
  }

  func register(_ launch: ServiceLaunch, for service: BackgroundService) -> ServiceRun {
    state.withLock { state in
      state.lastHandle += 1
      let run = ServiceRun(launch, handle: state.lastHandle)
      state.runs[run.handle] = (service, run)
      return run
    }
  }

  func forget(_ run: ServiceRun) { state.withLock { _ = $0.runs.removeValue(forKey: run.handle) } }

  /// The service of a handle; nil if its code has ended.
  func run(_ handle: UInt64) -> (BackgroundService, ServiceRun)? { state.withLock { $0.runs[handle] } }

  // MARK: The loop

  /// What the services have sent since this was called last.
  func takeMessages() -> TickMessages {
    var messages = TickMessages()
    for service in all { service.take(into: &messages) }
    return messages
  }

  /// The kernel's numbers of the threads that run services.
  var threads: Set<Int32> {
    Set(state.withLock { $0.runs.values.map(\.1) }.map { $0.thread.load(ordering: .relaxed) })
  }

  /// For lists, by name.
  var statuses: [ServiceStatus] {
    let now = monotonicNow
    return all.map { $0.status(now: now) }
  }

  /// Asks all services to end, and waits for that. Nothing is started any more.
  /// - Parameter limit: for all of them together.
  func endAll(within limit: Duration) {
    state.withLock { $0.isClosed = true }
    let deadline = Deadline.after(limit)
    let services = all
    // They are waited for here.
    for service in services { service.stop(within: limit + .seconds(60)) }
    for service in services { service.waitUntilEnded(deadline) }
  }

  var isClosed: Bool { state.withLock { $0.isClosed } }
}
