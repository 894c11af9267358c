import Engine
import HostSystem
import HotReload

/// The world of the last run, for the player and for clients.
extension PlaySession {
  /// Tells the player once a game runs that there is one, unless this run continues another one.
  func offerLastWorld() {
    guard let lastWorld, !options.resume, options.from == nil, !memory.continuesRun else { return }
    events.onFirstFrame { [events, loopGateway] in
      lastWorld.offer { path, tick, earlier in
        loopGateway.post {
          let key = $0.bindings.hints.lastWorld
          events.emit(.lastWorldKept(path: path, tick: tick, earlier: earlier, key: key))
        }
      }
    }
  }

  /// Loads it for the player.
  var lastWorldLoader: () -> Void {
    guard let lastWorld else {
      return { [events, missingLastWorld] in events.emit(.lastWorldUnusable(reason: missingLastWorld)) }
    }
    return { lastWorld.read() }
  }

  /// Loads it for a client, and returns its tick.
  var lastWorldReader: @Sendable () throws(ControlError) -> UInt64 {
    { [lastWorld, missingLastWorld] () throws(ControlError) in
      guard let lastWorld else { throw ControlError(missingLastWorld) }
      do throws(LastWorld.UnusableWorld) {
        return try lastWorld.readAndWait(timeout: ControlHandler.timeout)
      } catch {
        throw ControlError(error.reason)
      }
    }
  }

  private var missingLastWorld: String {
    options.watch == nil
      ? "a run without a terminal keeps no world of the last run"
      : "while a recording is watched, the world of the last run is left alone"
  }
}
