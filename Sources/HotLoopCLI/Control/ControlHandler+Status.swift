import Engine
import Glibc
import HotReload

/// The answer to `status`. `docs/events.md` documents its members.
extension ControlHandler {
  static func status(_ loop: GameLoop) -> JSONValue {
    let hud = loop.board.overlay.hud
    let game = loop.game.status
    let members: [String: JSONValue] = [
      "ok": true, "pid": .integer(Int64(getpid())), "generation": .unsigned(loop.game.generation),
      "tick": .unsigned(loop.game.tick), "paused": .bool(loop.isPaused), "build": .string(hud.build),
      "columns": .integer(Int64(loop.terminal.size.columns)),
      "rows": .integer(Int64(loop.terminal.size.rows)),
      "step_ms": .number(hud.stepTime * 1000), "draw_ms": .number(hud.drawTime * 1000),
      "dropped": .unsigned(hud.droppedTicks),
      "terminal": terminal(loop.terminal.report, loop.board.overlay.frames),
      "problems": problems(loop),
      "questions": .array(
        loop.board.overlay.questions.enumerated().map { index, question in
          .object(question.members.merging(["shown": .bool(index == 0 && loop.board.isAsking)]) { $1 })
        }),
      "actions": .strings(loop.game.actions),
      "newest": .unsigned(game.newest), "optimised": .bool(game.isOptimised),
      "state": .string(state(game, isPaused: loop.isPaused)), "stopped": .bool(game.isStopped),
      "rolled_back": .bool(game.next != nil && !game.isStopped),
      "stop_on_crash": .bool(loop.game.stopsOnCrash),
      "delayed_reload": loop.game.delayedReload?.json ?? .null,
      "kept": .array(loop.game.keptValues.map(\.json)),
      "services": .array(loop.game.serviceStatuses.map(\.json)),
    ]
    return .object(members.merging(hold(of: loop)) { $1 })
  }

  /// What is wrong now.
  static func problems(_ loop: GameLoop) -> JSONValue {
    .array(loop.board.overlay.problems.map { json($0.problem, title: $0.title) })
  }

  /// What `step` cannot do anything about; nil if ticks can run.
  static func obstacle(to loop: GameLoop) -> String? {
    if loop.game.time.mode == .viewing {
      return "an earlier tick is shown; `time play` plays on from there, `time now` leads back"
    }
    if loop.game.generation == 0 { return "no game runs yet; save a source file to continue" }
    return loop.game.status.isStopped
      ? "\(stoppedText); save a source file to continue, or see `hotloop ctl crash`" : nil
  }

  private static let stoppedText = "stopped at a crash"

  private static func state(_ game: GameStatus, isPaused: Bool) -> String {
    if game.generation == 0 { return "nothing runs" }
    if game.isStopped { return stoppedText }
    if isPaused { return "paused" }
    return game.next == nil ? "running" : "rolled back"
  }

  private static func json(_ problem: Problem, title: String?) -> JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(problem.kind.rawValue), "severity": .string(problem.severity.rawValue),
      "message": .string(problem.message),
    ]
    if let title { members["title"] = .string(title) }
    if let file = problem.file { members["file"] = .string(file) }
    if let line = problem.line { members["line"] = .integer(Int64(line)) }
    if let column = problem.column { members["column"] = .integer(Int64(column)) }
    if !problem.notes.isEmpty { members["notes"] = .strings(problem.notes) }
    if let generation = problem.generation { members["generation"] = .unsigned(generation) }
    if let stage = problem.stage { members["stage"] = .string(stage) }
    if let callback = problem.callback { members["callback"] = .string(callback) }
    if !problem.backtrace.isEmpty { members["backtrace"] = .strings(problem.backtrace) }
    if let count = problem.count { members["count"] = .integer(Int64(count)) }
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
}
