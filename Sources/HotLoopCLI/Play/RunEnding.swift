import Dispatch
import Engine
import Glibc

/// Ends a headless run normally on signals that would otherwise kill it.
struct EndingSignals {
  private let sources: [any DispatchSourceSignal]

  init(gateway: LoopGateway<GameLoop>) {
    sources = [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP")].map { number, name in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { gateway.post { $0.requestExit(name) } }
      source.resume()
      return source
    }
  }

  func cancel() { for source in sources { source.cancel() } }
}

/// Ends the run normally when the supervisor is gone. Checks once a second.
struct SupervisorCheck {
  private let timer: any DispatchSourceTimer

  init(gateway: LoopGateway<GameLoop>) {
    let parent = getppid()
    timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.setEventHandler {
      if getppid() != parent { gateway.post { $0.requestExit("its supervisor is gone") } }
    }
    timer.resume()
  }

  func cancel() { timer.cancel() }
}

/// Ends a run of a fixed length that cannot reach it: nothing can be played, or the only generation crashed.
struct EndingWithoutGame {
  let gateway: LoopGateway<GameLoop>

  func receive(_ event: HostEvent) {
    switch event {
    case .buildFailed(let build): if !build.isBackground { end(build.reason) }
    case .rejected(let rejection): end(rejection.reason)
    case .crashHandled(let crash, .tickUndone(successor: nil)):
      crash.details.whenComplete { details in
        let location = details.location.map { " at \($0)" } ?? ""
        gateway.post { loop in
          guard loop.game.status.isStopped else { return }
          loop.requestExit(
            "generation \(crash.generation) \(crash.isHang ? "hung" : "crashed") in \(crash.callback)\(location): "
              + details.reason)
        }
      }
    default: break
    }
  }

  private func end(_ reason: String) {
    gateway.post { loop in
      if loop.game.generation == 0 { loop.requestExit("there is nothing to play:\n\(reason)") }
    }
  }
}
