import Engine
import HostSystem
import Synchronization

extension ReloadableGame {
  /// Tells what happens to services.
  func reportServices() {
    services.runner.onReport { [events, crashes, gateway] report in
      Self.change(report, crashes, gateway, events)
    }
  }

  private static func change(
    _ report: ServiceReport, _ crashes: CrashInvestigator, _ gateway: LoopGateway<ReloadableGame>,
    _ events: EventBus
  ) {
    var change = HostEvent.ServiceChange(
      service: report.service, kind: .started, generation: report.run?.generation)
    switch report.what {
    case .started: break
    case .ended(.returned, let wasLeft):
      change.kind = .ended
      if wasLeft { change.reason = "it had not ended in time" }
    case .ended(.failed(let reason, let thrown), _):
      (change.kind, change.reason) = (.failed, reason)
      if let run = report.run, let thrown {
        change.details = details(of: run, gateway) { image, whole in
          crashes.investigate(thrown, reason: reason, of: image, describedBy: whole)
        }
      }
    case .ended(.crashed(let crash), _):
      (change.kind, change.reason) = (.crashed, crash.headline)
      if let run = report.run {
        change.details = details(of: run, gateway) { image, whole in
          crashes.investigate(crash, of: image, describedBy: whole)
        }
      }
    case .hung:
      change.kind = .hung
      let place = report.run?.place.map { " (in \($0))" } ?? ""
      change.reason = "it runs on\(place), and is left alone. End its code when `isEnding` is true"
    case .overflow(let waiting):
      change.kind = .overflow
      change.reason = "\(waiting) wait already; further ones are dropped, too, until it has received some"
    case .foreignMessages:
      change.kind = .foreign
      change.reason =
        "its code was compiled with another layout of the message; `restart` it in the new build"
    }
    events.emit(.serviceChanged(change))
  }

  /// The details of a crash, which are looked up later.
  private static func details(
    of run: ServiceRun, _ gateway: LoopGateway<ReloadableGame>,
    _ look: @escaping @Sendable (String, String?) -> Deferred<HostEvent.CrashDetails>
  ) -> Deferred<HostEvent.CrashDetails> {
    let details = Deferred<HostEvent.CrashDetails>()
    let (generation, image) = (run.generation, run.launch.image)
    gateway.post { game in
      let whole = game.history.all.first { $0.number == generation }?.wholeImage
      look(image, whole).whenComplete { details.complete($0) }
    }
    return details
  }
}

extension ServiceRun {
  /// The functions that its thread is in, outermost first; nil if they are not known. Blocks for milliseconds.
  fileprivate var place: String? {
    let thread = thread.load(ordering: .relaxed)
    let image = launch.image
    guard let finding = ThreadStacks.findings(inFiles: { $0 == image }).first(where: { $0.thread == thread })
    else { return nil }
    let functions = ImageSymbols.ownFunctions(at: finding).prefix(3)
    return functions.isEmpty ? nil : functions.joined(separator: ", ")
  }
}
