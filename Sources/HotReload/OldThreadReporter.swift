import Engine
import GameBuilder
import HostSystem
import Synchronization

/// Reports the threads that still run code of a generation that was replaced: images stay loaded, so nothing ends them, and
/// each reload may start more. Any thread.
public final class OldThreadReporter: Sendable {
  /// Time for threads to end after `before_reload` told them to, and between two looks.
  private static let delay = Duration.milliseconds(500)

  private let events: EventBus
  private let gateway: LoopGateway<ReloadableGame>
  private let state = Mutex(State())

  private struct State {
    var look: Task<Void, Never>?
    var reported: [HostEvent.OldThread] = []
  }

  public init(events: EventBus, gateway: LoopGateway<ReloadableGame>) {
    self.events = events
    self.gateway = gateway
  }

  /// Looks for such threads some time after each reload.
  public func receive(_ event: HostEvent) {
    guard case .swapped(let swap) = event, swap.from > 0 else { return }
    let look = Task.detached(priority: .utility) { await self.look() }
    state.withLock { state in
      state.look?.cancel()
      state.look = look
    }
  }

  private func look() async {
    try? await Task.sleep(for: Self.delay)
    guard !Task.isCancelled, let images = await gateway.value({ $0.replacedImages }) else { return }
    let first = ThreadStacks.findings { images[$0] != nil }
    var threads: [HostEvent.OldThread] = []
    if !first.isEmpty {
      try? await Task.sleep(for: Self.delay)
      if Task.isCancelled { return }
      let confirmed = Set(first.map(\.thread))
      threads = ThreadStacks.findings { images[$0] != nil }.filter { confirmed.contains($0.thread) }.map {
        finding in
        HostEvent.OldThread(
          thread: finding.thread, generation: images[finding.file] ?? 0,
          function: Self.function(at: finding))
      }
    }
    let isNew = state.withLock { state in
      defer { state.reported = threads }
      return state.reported != threads
    }
    if isNew { events.emit(.oldThreads(threads)) }
  }

  private static func function(at finding: ThreadStacks.Finding) -> String? {
    guard let symbols = ImageSymbols(path: finding.file) else { return nil }
    let address = UInt64(finding.address)
    // The start of a thread is kept at the end of its stack; other addresses are returned to, and may be the first of the
    // next function.
    let start = symbols.function(at: address).flatMap { $0.value == address ? $0 : nil }
    return (start ?? symbols.function(at: address - 1)).map { functionName(ofSymbol: symbols.name(of: $0)) }
  }
}

extension ReloadableGame {
  /// The paths of all images that were replaced, with the numbers of their generations.
  fileprivate var replacedImages: [String: UInt64] {
    var images: [String: UInt64] = [:]
    for generation in history.all where generation.number != self.generation {
      images[generation.image.path] = generation.number
    }
    return images
  }
}
