/// The text log's lines (`.hotloop/hotloop.log`) about each event.
///
/// A value, because some lines need earlier events: the time from a save to its first frame, and how many ticks were
/// dropped since the last line about it.
public struct EventText: Sendable {
  /// A swap whose first frame was not shown yet.
  private var pending: HostEvent.Swap?
  private var overruns = Overruns()

  public init() {}

  /// May wait for the details of a crash: not on the loop's thread.
  public mutating func lines(for stamped: EventBus.Stamped) -> [LogLine] {
    switch stamped.event {
    case .started(let pid, _): return [LogLine("started, process \(pid)")]
    case .resumed(let event): return Self.lines(event)
    case .resumeFailed(let reason):
      return [LogLine("the run of the host that died cannot be continued: \(reason)", .error)]
    case .stopped(_, let generation, let reason):
      return overruns.end() + [LogLine("ended while generation \(generation) ran: \(reason)")]

    case .saved(let paths): return [LogLine("saved \(Self.list(paths))")]
    case .unchanged(let paths, let generation):
      return [LogLine("\(Self.list(paths)): nothing changed, generation \(generation) has this source")]
    case .buildPreparing(let reason, let isBackground):
      return [LogLine("preparing\(isBackground ? " in the background" : ""): \(reason)")]
    case .buildBlocked(let reason, _): return [LogLine(reason, .warning)]
    case .buildStarted(let build): return [LogLine("building\(build.what) …")]
    case .buildFinished(let build): return build.lines
    case .buildFailed(let build): return build.lines
    case .buildRetry(let retry): return [LogLine("the build is \(retry.text), or when something is saved")]
    case .buildReused: return [LogLine("an image of an earlier run starts")]
    case .liveLiterals(let count, let all):
      return [LogLine("values of \(count) of \(all) literals can change without the compiler")]
    case .watchFailed(let reason): return [LogLine(reason, .error)]
    case .watchRecovered: return [LogLine("saves are seen again")]
    case .watchPolls(let folder, let fileSystem):
      return [LogLine(HostEvent.pollingText(folder, fileSystem), fileSystem == nil ? .warning : .info)]
    case .packageMoved(_, _, let reason, let advice):
      return [LogLine("\(reason); nothing is built. \(advice)", .error)]
    case .packageReturned: return [LogLine(HostEvent.packageReturnedText)]
    case .packageReplaced: return [LogLine(HostEvent.packageReplacedText, .warning)]
    case .holdChanged(let isHolding): return [LogLine(HostEvent.holdText(isHolding))]
    case .saveHeld(let held): return [LogLine("generation \(held.generation) is ready, held: \(held.text)")]
    case .reloadDelayed(let delayed):
      return [LogLine(delayed.beginText)]
    case .reloadRequestIgnored:
      return [LogLine("the game requests a reload again; nothing was saved since the last one", .warning)]

    case .preflight(let trial): return Self.lines(trial)
    case .rejected(let rejection): return Self.lines(rejection)
    case .swapped(let swap):
      pending = swap
      return [LogLine(Self.text(swap))]
    case .worldRolledBack(let swap): return [LogLine(Self.text(swap))]
    case .firstFrame(let generation): return firstFrame(of: generation, at: stamped.time)
    case .firstFrameKept(let generation, let reason):
      pending?.isPrompt = false
      return [LogLine("generation \(generation) runs, but is not shown: \(reason)")]
    case .rolledBack(let from, let to, let cause): return [Self.line(from: from, to: to, cause)]
    case .rollbackRefused(let refusal): return [LogLine(refusal.text, .warning)]
    case .serviceChanged(let change): return change.lines
    case .oldThreads(let threads): return [LogLine(threads.text, threads.isEmpty ? .info : .warning)]
    case .migrated(let log): return log.map { LogLine("migration: \($0)") }
    case .valuesWithoutConstant(let text): return [LogLine("migration: \(text)", .warning)]
    case .valuesSaturated(let field, let count):
      return [LogLine("migration: \(field): \(count) values did not fit and were clamped", .warning)]

    case .renameAsked(let question, let number, let count): return Self.question(question, number, count)
    case .renameAnswered(let question, let answer, let effect):
      return [Self.line(question, answer, effect)]
    case .renameWithdrawn(let question):
      return [LogLine("\(question.pairText): not asked any more")]
    case .renameDeclared(let declaration): return Self.lines(declaration)

    case .tweaksWritten(let tweaks, _): return tweaks.map(\.writtenLine)
    case .tweaksNotWritten(let reason): return [LogLine("tweaks were not written: \(reason)", .error)]
    case .tweaksReverted(let tweaks, let cause):
      return [LogLine(cause.text(tweaks), cause == .player ? .info : .warning)]
    case .tweaksUnavailable(let reason): return [LogLine("no value can be changed: \(reason)", .warning)]

    case .literalsNotRun(let places, _): return [LogLine(HostEvent.notRunText(places))]

    case .crashed(let crash): return Self.lines(crash)
    case .crashHandled(let crash, let consequence):
      return [
        LogLine(
          "generation \(crash.generation), after the \(crash.isHang ? "hang" : "crash"): \(consequence.text)")
      ]
    case .callbackFailed(let failure):
      return Self.lines(failure)
    case .callsFailing(let failure):
      // The count is in the line about the end.
      return failure.count == 1 ? Self.lines(failure) : []
    case .callsFailingEnded(let failure):
      return [
        LogLine("generation \(failure.generation): \(failure.callback) failed \(failure.count.times) in all")
      ]

    case .tickStopped(let tick): return [LogLine(tick.text, .warning)]
    case .tickResumed(let tick, let how): return [LogLine(how.text(tick.tick))]

    case .nondeterministic(let event):
      return Self.block("\(event.title)", .warning, [event.finding, HostEvent.Nondeterminism.advice])
    case .stepUnchecked(let generation, let reason):
      return [LogLine("generation \(generation): ticks are not stepped a second time: \(reason)")]

    case .processRepaired(let generation, let reason):
      return [LogLine("generation \(generation): \(reason)", .warning)]

    case .sentFunctions(let names):
      return [
        LogLine(
          names.isEmpty
            ? "all code is that of the source again" : "not in the source: \(names.joined(separator: ", "))")
      ]
    case .evaluated(let evaluation): return [LogLine(evaluation.summary)]
    case .worldEdited(let path, let before, let after):
      return [LogLine("world changed by hand: \(path) from \(before) to \(after)")]
    case .worldSaved(let path, let tick): return [LogLine("world of tick \(tick) saved to \(path)")]
    case .momentShared(let path, let tick, let ticks):
      return [LogLine("moment of tick \(tick) shared as \(path), with the \(ticks) ticks before it")]
    case .momentOpened(let moment):
      let text = "\(moment.path) opened at tick \(moment.tick); \(moment.ticks) ticks can be gone back to"
      return Self.block(
        text, .info,
        [moment.problem.map { "no earlier ones: \($0)" }, moment.differencesText].compactMap(\.self))
    case .momentReplayed(let replay):
      return [LogLine(replay.text, replay.outcome == .same ? .info : .warning)]
    case .worldSaveFailed(let reason): return [LogLine("the world was not saved: \(reason)", .error)]
    case .recordingFailed(_, let reason):
      return [LogLine("a recording of the run cannot be written: \(reason)", .error)]
    case .worldLoaded(let path, let generation, let tick, let migration):
      let migrated = migration.text.map { ", " + $0 } ?? ""
      return [LogLine("\(path) loaded in generation \(generation), tick \(tick)\(migrated)")]
    case .worldRejected(let path, _, let stage, let reason):
      return Self.block("\(path) was not loaded (\(stage)): \(reason)", .error)
    case .worldRestarted(let generation, let tick):
      return [LogLine("generation \(generation) runs in a fresh world; the one of tick \(tick) is retained")]
    case .timeBranched(let tick, let left):
      return [LogLine("continued from tick \(tick); the \(left) ticks after it are kept")]
    case .loopBegun(let tick, let ticks): return [LogLine("playing \(ticks) ticks again from tick \(tick)")]
    case .loopInputUnknown(let actions): return [LogLine(HostEvent.unknownInputText(actions), .warning)]
    case .timeTravelFailed(let reason): return [LogLine("the earlier tick is not shown: \(reason)", .error)]
    case .startChanged(let generation):
      return [LogLine("generation \(generation): start changed; a restart makes a world with it")]
    case .quickLoadFailed(let reason): return [LogLine("no saved world can be loaded: \(reason)", .error)]
    case .lastWorldKept(let path, let tick, _, _):
      return [LogLine("\(path) has the world of the last run, of tick \(tick)")]
    case .lastWorldUnusable(let reason):
      return [LogLine("the world of the last run cannot be continued: \(reason)", .error)]
    case .worldDamaged(let purpose, let reason):
      return [LogLine("no checkpoint of the world can be taken for \(purpose): \(reason)", .error)]

    case .assetReloaded(let path), .keysReloaded(let path): return [LogLine("\(path) reloaded")]
    case .assetRejected(_, let problem), .keysRejected(let problem):
      return [LogLine("\(problem); \(problem.consequence)", .error)]
    case .keysNotSaved(let reason): return [LogLine(reason, .error)]
    case .storedRejected(let problem, let file):
      let outcome =
        file.copy.map { "; it is now \($0)" }
        ?? file.obstacle.map { "; it stays as it is, and nothing is written over it in this run: \($0)" }
        ?? ""
      return [LogLine("\(problem)\(outcome)", .warning)]
    case .storeFailed(_, let reason):
      return [LogLine("\(reason); what the game stores is kept only until the end of this run", .warning)]

    case .pauseChanged(let isPaused): return [LogLine(isPaused ? "paused" : "continued")]
    case .overrun(let dropped): return overruns.add(dropped, at: stamped.time)
    // What these say is in the lines of other events, or only for the screen.
    case .statusChanged, .firstTick, .frames, .questionsChanged, .tweaked, .stepChecked: return []
    }
  }

  private mutating func firstFrame(of generation: UInt64, at time: UInt64) -> [LogLine] {
    guard let swap = pending, swap.generation == generation else { return [] }
    pending = nil
    return swap.latencyText(at: time).map { [LogLine("generation \(generation): \($0)")] } ?? []
  }

  /// A first line with a level, and indented ones that belong to it.
  static func block(_ text: String, _ level: LogLine.Level, _ more: [String] = []) -> [LogLine] {
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    return [LogLine(lines.first ?? "", level)] + (lines.dropFirst() + more).map { LogLine("  " + $0) }
  }

  static func list(_ paths: [String]) -> String { paths.isEmpty ? "nothing" : paths.joined(separator: ", ") }
}

/// Reports dropped ticks at most once in ten seconds: a slow machine drops some in each.
private struct Overruns: Sendable {
  private static let interval: UInt64 = 10_000_000_000
  private var dropped = 0
  private var lastReport: UInt64?

  mutating func add(_ count: Int, at now: UInt64) -> [LogLine] {
    dropped += count
    if let lastReport, now < lastReport + Self.interval { return [] }
    lastReport = now
    return end()
  }

  mutating func end() -> [LogLine] {
    guard dropped > 0 else { return [] }
    defer { dropped = 0 }
    return [LogLine("the loop was too late for \(dropped) tick\(dropped == 1 ? "" : "s")", .warning)]
  }
}

extension Int {
  /// `once`, `2 times`.
  fileprivate var times: String { self == 1 ? "once" : "\(self) times" }
}
