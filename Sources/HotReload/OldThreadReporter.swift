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
  private let services: ServiceRunner
  private let state = Mutex(State())

  private struct State {
    var look: Task<Void, Never>?
    var reported: [HostEvent.OldThread] = []
  }

  /// - Parameter services: whose threads may run in earlier code.
  public init(events: EventBus, gateway: LoopGateway<ReloadableGame>, services: ServiceRunner) {
    self.events = events
    self.gateway = gateway
    self.services = services
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
    let first = findings(in: images)
    var threads: [HostEvent.OldThread] = []
    if !first.isEmpty {
      try? await Task.sleep(for: Self.delay)
      if Task.isCancelled { return }
      let confirmed = Set(first.map(\.thread))
      threads = findings(in: images).filter { confirmed.contains($0.thread) }.map { finding in
        HostEvent.OldThread(
          thread: finding.thread, generation: images[finding.file] ?? 0,
          function: ImageSymbols.function(at: finding))
      }
    }
    let isNew = state.withLock { state in
      defer { state.reported = threads }
      return state.reported != threads
    }
    if isNew { events.emit(.oldThreads(threads)) }
  }

  /// Services run on in earlier code as they should.
  private func findings(in images: [String: UInt64]) -> [ThreadStacks.Finding] {
    let known = services.threads
    return ThreadStacks.findings { images[$0] != nil }.filter { !known.contains($0.thread) }
  }
}

extension ImageSymbols {
  /// The function that a thread is in; nil if that is not known.
  static func function(at finding: ThreadStacks.Finding) -> String? {
    guard let symbols = ImageSymbols(path: finding.file) else { return nil }
    let address = UInt64(finding.address)
    return symbols.function(returnedTo: address).map { functionName(ofSymbol: symbols.name(of: $0)) }
  }

  /// The functions of the author that a thread is in, from the outermost one inwards: without those of GameSDK.
  static func ownFunctions(at finding: ThreadStacks.Finding) -> [String] {
    guard let symbols = ImageSymbols(path: finding.file) else { return [] }
    var names: [String] = []
    for address in [finding.address] + finding.inner {
      guard let function = symbols.function(returnedTo: UInt64(address)) else { continue }
      let symbol = symbols.name(of: function)
      if symbol.hasPrefix("$s7GameSDK") || symbol.contains("7GameSDK4HostO") { continue }
      let name = functionName(ofSymbol: symbol)
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  private func function(returnedTo address: UInt64) -> ELFImage.SymbolEntry? {
    // The start of a thread is kept at the end of its stack; other addresses are returned to, and may be the first of the
    // next function.
    let start = function(at: address).flatMap { $0.value == address ? $0 : nil }
    return start ?? function(at: address - 1)
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
