import CGameABI
import CGameImage

/// A game in the process that it is linked into, as its tests are: no host loads it, and no image is replaced.
///
/// A process runs one callback at a time; others wait.
@safe package final class LinkedGame {
  /// Its functions are for `call` only.
  package let table: GameTable
  private let game: any Callbacks

  package init<G: Game>(_ type: G.Type) {
    let running = RunningGame<G>()
    game = running
    hotloop_image_lock()
    defer { hotloop_image_unlock() }
    let known = unsafe Self.tables[ObjectIdentifier(type)]
    unsafe table = known ?? GameTable(describing: running.description)
    unsafe Self.tables[ObjectIdentifier(type)] = table
  }

  /// By the type of the game: what a table refers to is never freed. Used with the lock.
  private nonisolated(unsafe) static var tables: [ObjectIdentifier: GameTable] = unsafe [:]

  /// Runs one callback.
  /// - Parameter host: the services that the game finds.
  package func call(
    _ host: UnsafePointer<HostTable>, _ body: (GameTable) -> HotloopStatus
  ) -> HotloopStatus {
    hotloop_image_lock()
    defer { hotloop_image_unlock() }
    GameRegistration.enter(game)
    unsafe Host.table = host
    defer {
      unsafe Host.table = nil
      GameRegistration.leave()
    }
    return unsafe body(table)
  }

  /// Gives a world's pools and random numbers to code that is no callback.
  package static func access<R>(
    _ world: UnsafeMutablePointer<WorldHeader>, _ body: () throws -> R
  ) rethrows -> R {
    hotloop_image_lock()
    defer { hotloop_image_unlock() }
    unsafe CallbackArena.enter(world)
    defer { CallbackArena.leave() }
    return try body()
  }
}
