import WorldState

/// The form of each event in the log (`--events FILE`): one JSON object per line with `t`, `tick`, `event` and the
/// members below. `docs/events.md` documents this table; names and members are stable.
extension HostEvent {
  /// Nil for events that are only shown.
  ///
  /// May wait for the details of a crash: not on the loop's thread.
  var logEntry: (name: String, members: [String: JSONValue])? {
    switch self {
    case .started(let pid, let generation):
      ("started", ["pid": .integer(Int64(pid)), "generation": .unsigned(generation), "reason": "started"])
    case .resumed(let event):
      (
        "resumed",
        [
          "pid": .integer(Int64(event.pid)), "generation": .unsigned(event.generation),
          "reason": .string(event.death), "blamed": event.blamed.map { .unsigned($0) } ?? .null,
          "world-tick": .unsigned(event.tick),
        ]
      )
    case .stopped(let pid, let generation, let reason):
      (
        "stopped",
        ["pid": .integer(Int64(pid)), "generation": .unsigned(generation), "reason": .string(reason)]
      )
    case .saved(let paths): ("saved", ["paths": .strings(paths)])
    case .unchanged(let paths, let generation):
      ("unchanged", ["paths": .strings(paths), "generation": .unsigned(generation)])
    case .watchFailed(let reason): ("watch-failed", ["reason": .string(reason)])
    case .watchRecovered: ("watch-recovered", [:])
    case .packageMoved(let from, let to, let reason, _):
      (
        "package-moved",
        ["from": .string(from), "to": to.map { .string($0) } ?? .null, "reason": .string(reason)]
      )
    case .packageReturned: ("package-returned", [:])
    case .packageReplaced: ("package-replaced", [:])
    case .buildBlocked(let reason, _): ("build-blocked", ["reason": .string(reason)])
    case .buildPreparing(let reason, let isBackground):
      ("preparing", ["reason": .string(reason), "background": .bool(isBackground)])
    case .buildStarted(let build):
      ("build-started", ["files": .strings(build.files), "optimised": .bool(build.isOptimised)])
    case .buildFinished(let build):
      (
        "build-finished",
        [
          "files": .strings(build.files), "optimised": .bool(build.isOptimised),
          "partial": .bool(build.isPartial), "ms": .number(build.milliseconds),
          "reused": .bool(build.isReused), "warnings": .array(build.warnings.map(\.json)),
        ]
      )
    case .buildFailed(let build):
      (
        "build-failed",
        [
          "optimised": .bool(build.isOptimised), "reason": .string(build.reason),
          "diagnostics": .array(build.diagnostics.map(\.json)),
        ]
      )
    case .buildRetry(let retry): ("build-retry", retry.members)
    case .watchPolls(let folder, let fileSystem):
      ("watch-polls", ["folder": .string(folder), "file_system": fileSystem.map { .string($0) } ?? .null])
    case .preflight(let trial): ("preflight", trial.members)
    case .rejected(let rejection):
      Self.rejection(rejection.generation, rejection.stage, rejection.reason, rejection.details)
    case .worldRejected(let path, let generation, let stage, let reason):
      Self.rejection(generation, stage, "\(path): \(reason)")
    case .worldSaveFailed(let reason), .quickLoadFailed(let reason), .lastWorldUnusable(let reason):
      Self.rejection(0, "snapshot", reason)
    case .recordingFailed(let path, let reason):
      ("recording-failed", ["path": .string(path), "reason": .string(reason)])
    case .holdChanged(let isHolding): ("hold", ["hold": .bool(isHolding)])
    case .saveHeld(let held):
      ("save-held", ["generation": .unsigned(held.generation), "count": .integer(Int64(held.count))])
    case .reloadDelayed(let delayed):
      (
        "reload-delayed",
        [
          "generation": .unsigned(delayed.generation),
          "limit_ms": .unsigned(delayed.limit / 1_000_000),
        ]
      )
    case .swapped(let swap): ("swapped", swap.members)
    case .serviceChanged(let change): ("service", change.members)
    case .oldThreads(let threads): ("old-threads", ["threads": .array(threads.map(\.json))])
    case .firstTick(let generation): ("first-tick", ["generation": .unsigned(generation)])
    case .firstFrame(let generation): ("first-frame", ["generation": .unsigned(generation)])
    case .firstFrameKept(let generation, let reason):
      ("first-frame-kept", ["generation": .unsigned(generation), "reason": .string(reason)])
    case .rolledBack(let from, let to, let cause): ("rolled-back", Self.rollback(from, to, cause))
    case .crashed(let crash): (crash.isHang ? "hung" : "crashed", crash.members)
    case .evaluated(let evaluation):
      (
        "evaluated",
        [
          "code": .string(evaluation.code), "outcome": .string(evaluation.outcome.rawValue),
          "text": .string(evaluation.text), "output": .string(evaluation.output),
          "changes-world": .bool(evaluation.changesWorld),
        ]
      )
    case .sentFunctions(let names): ("sent-functions", ["functions": .strings(names)])
    case .worldEdited(let path, let before, let after):
      ("world-edited", ["path": .string(path), "before": .string(before), "after": .string(after)])
    case .worldSaved(let path, let tick):
      ("world-saved", ["path": .string(path), "world-tick": .unsigned(tick)])
    case .momentShared(let path, let tick, let ticks):
      (
        "moment-shared",
        ["path": .string(path), "world-tick": .unsigned(tick), "ticks": .integer(Int64(ticks))]
      )
    case .momentOpened(let moment):
      (
        "moment-opened",
        [
          "path": .string(moment.path), "world-tick": .unsigned(moment.tick),
          "ticks": .integer(Int64(moment.ticks)), "problem": moment.problem.map { .string($0) } ?? .null,
          "stands": .bool(moment.stands), "sources": .array(moment.differences.map(\.json)),
        ]
      )
    case .momentReplayed(let replay):
      (
        "moment-replayed",
        [
          "path": .string(replay.path), "outcome": .string(replay.outcome.rawValue),
          "world-tick": replay.tick.map { .unsigned($0) } ?? .null, "reason": .string(replay.reason),
        ]
      )
    case .lastWorldKept(let path, let tick, _, _):
      ("last-world", ["path": .string(path), "world-tick": .unsigned(tick)])
    case .worldLoaded(let path, let generation, let tick, let migration):
      (
        "world-loaded",
        [
          "path": .string(path), "generation": .unsigned(generation), "world-tick": .unsigned(tick),
          "migration": migration.json,
          "migration_us": migration.microseconds,
        ]
      )
    case .worldRestarted(let generation, let tick):
      ("world-restarted", ["generation": .unsigned(generation), "world-tick": .unsigned(tick)])
    case .timeBranched(let tick, let left):
      ("time-branched", ["world-tick": .unsigned(tick), "left": .integer(Int64(left))])
    case .loopBegun(let tick, let ticks):
      ("loop-begun", ["world-tick": .unsigned(tick), "ticks": .integer(Int64(ticks))])
    case .loopInputUnknown(let actions): ("loop-input-unknown", ["actions": .strings(actions)])
    case .timeTravelFailed(let reason): ("time-travel-failed", ["reason": .string(reason)])
    case .startChanged(let generation): ("start-changed", ["generation": .unsigned(generation)])
    case .assetReloaded(let path), .keysReloaded(let path):
      ("asset-reloaded", ["path": .string(path)])
    case .assetRejected(let path, let problem):
      ("asset-rejected", ["path": .string(path), "reason": .string("\(problem)")])
    case .keysRejected(let problem):
      ("asset-rejected", ["path": .string(problem.file), "reason": .string("\(problem)")])
    case .storedRejected(let problem, let file):
      (
        "stored-rejected",
        [
          "path": .string(problem.file), "reason": .string("\(problem)"),
          "copy": file.copy.map { .string($0) } ?? .null,
        ]
      )
    case .storeFailed(let path, let reason):
      ("store-failed", ["path": .string(path), "reason": .string(reason)])
    case .renameAsked(let question, let number, let count):
      (
        "rename-asked",
        question.members.merging([
          "number": .integer(Int64(number)), "count": .integer(Int64(count)),
        ]) { $1 }
      )
    case .renameAnswered(let question, let answer, let effect):
      (
        "rename-answered",
        question.members.merging([
          "answer": .string(answer.rawValue), "restored": .integer(Int64(effect.restored)),
          "total": .integer(Int64(effect.total)),
        ]) { $1 }
      )
    case .renameWithdrawn(let question): ("rename-withdrawn", question.members)
    case .renameDeclared(let declaration): ("rename-declared", declaration.members)
    case .callbackFailed(let failure), .callsFailing(let failure): ("callback-failed", failure.members)
    case .callsFailingEnded(let failure): ("callback-failed-end", failure.members)
    case .nondeterministic(let event): ("nondeterministic", event.members)
    case .stepChecked(let check): ("step-checked", check.members)
    case .stepUnchecked(let generation, let reason):
      ("step-unchecked", ["generation": .unsigned(generation), "reason": .string(reason)])
    case .processRepaired(let generation, let reason):
      ("process-repaired", ["generation": .unsigned(generation), "reason": .string(reason)])
    case .tickStopped(let tick): ("tick-stopped", tick.members)
    case .tickResumed(let tick, let how):
      ("tick-resumed", tick.members.merging(["how": .string(how.rawValue)]) { $1 })
    case .pauseChanged(let isPaused): ("paused", ["paused": .bool(isPaused)])
    case .overrun(let dropped): ("overrun", ["dropped": .integer(Int64(dropped))])
    case .frames(let frames): ("frames", frames.members)
    case .tweaked(let tweak, let generation):
      ("tweaked", tweak.members.merging(["generation": .unsigned(generation)]) { $1 })
    case .tweaksWritten(let tweaks, let generation):
      (
        "tweak-written",
        ["tweaks": .array(tweaks.map { .object($0.members) }), "generation": .unsigned(generation)]
      )
    case .literalsNotRun(let places, let generation):
      (
        "literals-not-run",
        [
          "places": .array(
            places.map { ["path": .string($0.path), "line": .integer(Int64($0.line))] }),
          "generation": .unsigned(generation),
        ]
      )
    case .tweaksNotWritten(let reason): ("tweak-not-written", ["reason": .string(reason)])
    case .tweaksReverted(let tweaks, let cause):
      (
        "tweak-reverted",
        ["tweaks": .array(tweaks.map { .object($0.members) }), "cause": .string(cause.rawValue)]
      )
    case .liveLiterals(let count, let all):
      ("live-literals", ["live": .integer(Int64(count)), "all": .integer(Int64(all))])
    case .resumeFailed, .reloadRequestIgnored, .buildReused, .statusChanged,
      .rollbackRefused,
      .worldRolledBack, .migrated, .valuesSaturated, .valuesWithoutConstant, .crashHandled, .worldDamaged,
      .keysNotSaved, .questionsChanged, .tweaksUnavailable:
      nil
    }
  }

  private static func rejection(
    _ generation: UInt64, _ stage: String, _ reason: String, _ details: Deferred<CrashDetails>? = nil
  ) -> (name: String, members: [String: JSONValue]) {
    let members: [String: JSONValue] = [
      "generation": .unsigned(generation), "stage": .string(stage), "reason": .string(reason),
    ]
    return ("rejected", members.merging(details?.wait().places ?? [:]) { $1 })
  }

  private static func rollback(
    _ from: UInt64, _ to: UInt64, _ cause: RollbackCause
  ) -> [String: JSONValue] {
    var members: [String: JSONValue] = [
      "from": .unsigned(from), "to": .unsigned(to), "cause": "player",
    ]
    switch cause {
    case .player: break
    case .playerWithWorld: members["world"] = "kept"
    case .crash: members["cause"] = "crash"
    }
    return members
  }
}

extension HostEvent.Diagnostic {
  /// As the event log and control clients have it.
  public var json: JSONValue {
    [
      "file": file.map { .string($0) } ?? .null, "line": .integer(Int64(line)),
      "column": .integer(Int64(column)), "severity": .string(severity.rawValue),
      "message": .string(message), "notes": .strings(notes),
    ]
  }
}

extension HostEvent.Preflight {
  fileprivate var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "generation": .unsigned(generation), "verdict": .string(verdict.rawValue),
      "ticks": .integer(Int64(ticks)), "ms": .number(Double(duration) / 1e6),
      "stall_us": .number(Double(stall) / 1000),
    ]
    if let callback { members["callback"] = .string(callback) }
    if let reason { members["reason"] = .string(reason) }
    if let location { members["location"] = .string(location) }
    if !backtrace.isEmpty { members["backtrace"] = .strings(backtrace) }
    return members
  }
}

extension HostEvent.Swap {
  fileprivate var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "generation": .unsigned(generation), "from": .unsigned(from), "cause": .string(cause.rawValue),
      "optimised": .bool(isOptimised), "stall_us": .number(Double(stall) / 1000),
      "files": .strings(changedFiles), "reset": .strings(resetVariables), "migration": migration.json,
      "migration_us": migration.microseconds,
    ]
    if heldSaves > 0 { members["held"] = .integer(Int64(heldSaves)) }
    if let delay {
      members["delayed_ms"] = .unsigned(delay.waited / 1_000_000)
      members["delay_end"] = .string(delay.end.rawValue)
    }
    switch live {
    case nil: break
    case .live: members["live"] = .bool(true)
    case .compiled(let reason):
      members["live"] = .bool(false)
      members["compiled-because"] = reason.map { .string($0) }
    }
    return members
  }
}

extension HostEvent.OldThread {
  fileprivate var json: JSONValue {
    [
      "thread": .integer(Int64(thread)), "generation": .unsigned(generation),
      "function": function.map { .string($0) } ?? .null,
    ]
  }
}

extension HostEvent.Crash {
  fileprivate var members: [String: JSONValue] {
    let details = details.wait()
    let members: [String: JSONValue] = [
      "generation": .unsigned(generation), "callback": .string(callback),
      "signal": signal.map { .integer(Int64($0)) } ?? .null, "reason": .string(details.reason),
    ]
    return members.merging(details.places) { $1 }
  }
}

extension HostEvent.StoppedTick {
  fileprivate var members: [String: JSONValue] {
    [
      "generation": .unsigned(generation), "callback": .string(callback), "cause": .string(cause),
      "world-tick": tick.map { .unsigned($0) } ?? .null,
    ]
  }
}

extension HostEvent.CallFailure {
  fileprivate var members: [String: JSONValue] {
    let members: [String: JSONValue] = [
      "generation": .unsigned(generation), "callback": .string(callback),
      "reason": reason.map { .string($0) } ?? .null, "count": .integer(Int64(count)),
    ]
    return members.merging(details?.wait().places ?? [:]) { $1 }
  }
}

extension HostEvent.MigrationSummary {
  fileprivate var json: JSONValue { .object(actions.mapValues { .integer(Int64($0)) }) }
  fileprivate var microseconds: JSONValue { .number(Double(duration) / 1000) }
}

extension HostEvent.FrameSummary {
  fileprivate var members: [String: JSONValue] {
    [
      "shown": .unsigned(shown), "skipped": .unsigned(skipped), "bytes": .unsigned(bytes),
      "cells": .unsigned(cells), "compose_us": .unsigned(compose / 1000),
      "encode_us": .unsigned(encode / 1000), "write_us": .unsigned(write / 1000),
      "worst_us": .unsigned(worst / 1000),
    ]
  }
}

extension JSONValue {
  public static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
}

extension HostEvent.CrashDetails {
  var places: [String: JSONValue] {
    ["location": location.map { .string($0) } ?? .null, "backtrace": .strings(backtrace)]
  }
}
