import Dispatch
import Engine
import Glibc
import HotReload
import Synchronization
import WorldState

/// Carries out control requests on the loop, at a safe point.
struct ControlHandler: Sendable {
  let queue: SafePointQueue<GameLoop>

  /// Waits for the loop, for five seconds at most. Any thread but the loop's.
  func answer(_ request: ControlRequest) -> JSONValue {
    do throws(ControlError) {
      switch request.command {
      case .snapshot: return try saveWorld(to: try path(request))
      case .load: return try loadWorld(from: try path(request))
      case .screenshot: return try saveScreenshot(to: try path(request))
      default: return onLoop { loop throws(ControlError) in try Self.carryOut(request, loop) }
      }
    } catch {
      return error.reply
    }
  }

  func onLoop(
    _ work: @escaping @Sendable (GameLoop) throws(ControlError) -> JSONValue
  ) -> JSONValue {
    let reply = Reply()
    queue.post { loop in
      let value: JSONValue
      do throws(ControlError) {
        value = try work(loop)
      } catch {
        value = error.reply
      }
      reply.set(value)
    }
    return reply.wait() ?? ControlError("the loop did not answer within five seconds").reply
  }

  private static func carryOut(_ request: ControlRequest, _ loop: GameLoop) throws(ControlError) -> JSONValue
  {
    switch request.command {
    case .status: return status(loop)
    case .reload: loop.perform(.reload)
    case .rollback: loop.perform(.rollback)
    case .forward: loop.perform(.forward)
    case .rollbackWorld: loop.perform(.rollbackWorld)
    case .pause: loop.setPaused(true)
    case .resume: loop.setPaused(false)
    case .step: loop.singleStep(count: try stepCount(request.argument))
    case .world: return try world(loop)
    case .snapshot, .load, .screenshot:
      throw ControlError("\(request.command.rawValue) is not the loop's work")
    case .quit: loop.requestExit("ctl quit")
    }
    return ["ok": true]
  }

  private static func stepCount(_ argument: String?) throws(ControlError) -> Int {
    guard let argument else { return 1 }
    guard let count = Int(argument), (1...1_000_000).contains(count) else {
      throw ControlError("step takes a number of ticks from 1 to 1000000, not '\(argument)'")
    }
    return count
  }

  private static func status(_ loop: GameLoop) -> JSONValue {
    let hud = loop.board.overlay.hud
    var members: [String: JSONValue] = [
      "ok": true, "pid": .integer(Int64(getpid())), "generation": .unsigned(loop.game.generation),
      "tick": .unsigned(loop.game.tick), "paused": .bool(loop.isPaused), "build": .string(hud.build),
      "columns": .integer(Int64(loop.terminal.size.columns)),
      "rows": .integer(Int64(loop.terminal.size.rows)),
      "step_ms": .number(hud.stepTime * 1000), "draw_ms": .number(hud.drawTime * 1000),
      "dropped": .unsigned(hud.droppedTicks),
      "terminal": terminal(loop.terminal.report, loop.board.overlay.frames),
      "problems": .array(loop.board.overlay.problems.map { .string($0.title) }),
      "actions": .array(loop.game.actions.map { .string($0) }),
    ]
    if let game = loop.game as? ReloadableGame {
      members["newest"] = .unsigned(game.newestGeneration)
      members["optimised"] = .bool(game.isOptimised)
    }
    return .object(members)
  }

  private static func terminal(_ report: TerminalReport, _ frames: FrameTimes) -> JSONValue {
    [
      "frames": .unsigned(report.framesShown), "skipped": .unsigned(report.framesSkipped),
      "bytes": .unsigned(report.bytesWritten), "frame_bytes": .integer(Int64(report.frameBytes)),
      "cells_changed": .integer(Int64(report.cellsChanged)), "cells": .unsigned(report.cellsWritten),
      "compose_us": .unsigned(frames.last.compose / 1000), "encode_us": .unsigned(report.encodeTime / 1000),
      "write_us": .unsigned(report.writeTime / 1000),
    ]
  }

  private static func world(_ loop: GameLoop) throws(ControlError) -> JSONValue {
    let text: String?
    do throws(WorldError) {
      text = try (loop.game as? ReloadableGame)?.worldJSON()
    } catch {
      throw ControlError("\(error)")
    }
    guard let text else {
      throw ControlError("there is no world yet; the game is still being built, or does not build")
    }
    guard let value = JSONValue(parsing: text) else {
      throw ControlError("the world could not be written as JSON")
    }
    return ["ok": true, "world": value]
  }
}

extension ControlHandler {
  /// The file is written here, off the loop's thread.
  private func saveScreenshot(to path: String) throws(ControlError) -> JSONValue {
    let taken = Mutex<CellBuffer?>(nil)
    let reply = onLoop { loop in
      taken.withLock { $0 = loop.lastPicture }
      return ["ok": true, "path": .string(path)]
    }
    guard let picture = taken.withLock({ $0 }) else { return reply }
    do {
      try Screenshot(picture: picture).write(to: path)
    } catch {
      throw ControlError("\(error)")
    }
    return reply
  }
}

/// A value that one thread waits for and another gives.
private final class Reply: Sendable {
  private let value = Mutex<JSONValue?>(nil)
  private let given = DispatchSemaphore(value: 0)

  func set(_ newValue: JSONValue) {
    value.withLock { $0 = newValue }
    given.signal()
  }

  func wait() -> JSONValue? {
    guard given.wait(timeout: .now() + 5) == .success else { return nil }
    return value.withLock { $0 }
  }
}
