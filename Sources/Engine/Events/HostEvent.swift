import WorldState

/// Everything that the host reports. The event log and the text log write the events, the overlay presenter shows them.
///
/// Paths are relative to the package unless stated otherwise. Producers report what happened, not how it is shown:
/// `OverlayPresenter` has the wording of the screen, `EventText` that of the text log, `HostEvent+Log.swift` the JSON
/// form.
public enum HostEvent: Sendable {
  // The run
  case started(pid: Int32, generation: UInt64)
  /// Another host of this run died; this one continues with its world.
  case resumed(Resumption)
  /// Another host of this run died, and its run cannot be continued.
  case resumeFailed(reason: String)
  case stopped(pid: Int32, generation: UInt64, reason: String)

  // Sources and builds
  /// The event's time is when the kernel reported the save.
  case saved(paths: [String])
  /// The save changed nothing that a build depends on.
  case unchanged(paths: [String], generation: UInt64)
  case buildPreparing(reason: String, isBackground: Bool)
  /// Another process keeps SwiftPM from working.
  case buildBlocked(reason: String, isBackground: Bool)
  case buildStarted(BuildStart)
  case buildFinished(BuildResult)
  case buildFailed(BuildFailure)
  /// It is tried again, though nothing was saved.
  case buildRetry(BuildRetry)
  /// The first image of the run was built by an earlier run.
  case buildReused
  /// Saves that change only values of literals do not wait for the compiler from now on.
  /// - Parameter count: of the literals for which that holds.
  case liveLiterals(_ count: Int, of: Int)
  case watchFailed(reason: String)
  /// Saves are seen again.
  case watchRecovered
  /// Saves in a folder are found by looking. The path is absolute.
  /// - Parameter fileSystem: the one that reports no changes made elsewhere; nil if a change came without a report.
  case watchPolls(folder: String, fileSystem: String?)
  /// The package folder is not where it was at the start, so nothing is built. Paths are absolute; `to` is nil if it is unknown
  /// or if the folder was deleted.
  case packageMoved(from: String, to: String?, reason: String, advice: String)
  case packageReturned
  /// Another folder is at the path of the package, and is played from now on.
  case packageReplaced
  /// Whether saves wait for the player from now on.
  case holdChanged(isHolding: Bool)
  /// A save was built and tried, and waits for the player, with those that wait already.
  case saveHeld(HeldSaves)
  /// A save was built and tried, and waits because the game says so.
  case reloadDelayed(DelayedReload)
  /// The game asks for a reload again, and nothing was saved since the last one that it asked for.
  case reloadRequestIgnored

  // Generations
  case preflight(Preflight)
  case rejected(Rejection)
  case swapped(Swap)
  /// The running generation or its possible successors changed.
  case statusChanged(GameStatus)
  case firstTick(generation: UInt64)
  /// The event's time is when the terminal had accepted the whole frame.
  case firstFrame(generation: UInt64)
  /// A generation runs, and its first frame must wait: the terminal is too small, or takes no output.
  case firstFrameKept(generation: UInt64, reason: String)
  case rolledBack(from: UInt64, to: UInt64, cause: RollbackCause)
  case rollbackRefused(RollbackRefusal)
  /// The threads that run code of generations that were replaced; empty when the last of them has ended.
  case oldThreads([OldThread])
  /// Something has happened to a service.
  case serviceChanged(ServiceChange)
  /// The player rolled back to a generation together with its world.
  case worldRolledBack(Swap)
  /// The running world was migrated; one line per field.
  case migrated(log: [String])
  /// Values of an enum that are no constant of it after a migration; one line about one field.
  case valuesWithoutConstant(String)
  case valuesSaturated(field: String, count: Int)

  // Questions
  /// The author may have renamed a field. `number` of `count` that are open.
  case renameAsked(RenameQuestion, number: Int, count: Int)
  case renameAnswered(RenameQuestion, RenameAnswer, AnswerEffect)
  /// A save, a rollback or another answer has decided it.
  case renameWithdrawn(RenameQuestion)
  /// The declaration of an answer was written into the source, or could not be.
  case renameDeclared(Declaration)
  /// All that are open, the next one first.
  case questionsChanged([RenameQuestion])

  // Tweaks
  /// A literal of the running code has another value from the next call on.
  case tweaked(Tweak, generation: UInt64)
  /// The values are in the files.
  case tweaksWritten([Tweak], generation: UInt64)
  /// Nothing was written.
  case tweaksNotWritten(reason: String)
  /// Values that were not written are gone: from that value to the one that runs now.
  case tweaksReverted([Tweak], cause: TweakEnd)
  /// Why no values can be changed.
  case tweaksUnavailable(reason: String)
  /// A save changed only values of literals there, and the game went on for a while without reading one of them.
  case literalsNotRun([Place], generation: UInt64)

  // Crashes
  case crashed(Crash)
  /// What the host did about a crash that was reported before.
  case crashHandled(Crash, CrashConsequence)
  /// A callback of a reload returned an error, and the reload continued.
  case callbackFailed(CallFailure)
  /// `step` or `draw` returned an error: once when it begins, then once a second while it goes on.
  case callsFailing(CallFailure)
  /// The run waits for the player.
  case tickStopped(StoppedTick)
  /// A stopped tick was retried or skipped, or another build continues.
  case tickResumed(StoppedTick, TickResumption)
  /// The calls succeed again, or another generation runs.
  case callsFailingEnded(CallFailure)

  // Determinism
  /// A tick gave another world when it was stepped a second time.
  case nondeterministic(Nondeterminism)
  case stepChecked(StepCheck)
  /// Ticks of this generation are not stepped a second time, for now. Once per generation.
  case stepUnchecked(generation: UInt64, reason: String)

  /// Code of the game changed what the host relies on in their process, and the host undid it. Once per generation and cause.
  case processRepaired(generation: UInt64, reason: String)

  // Worlds
  case worldSaved(path: String, tick: UInt64)
  /// Somebody changed a value of the running world.
  case worldEdited(path: String, before: String, after: String)
  /// Code that a client sent was run, or not.
  case evaluated(Evaluation)
  /// These functions run and are not those of the source: they were sent. Empty when all are again.
  case sentFunctions([String])
  case worldSaveFailed(reason: String)
  /// The world, the ticks before it and the sources were written to a file for somebody else.
  case momentShared(path: String, tick: UInt64, ticks: Int)
  /// The run begins with what somebody else has shared.
  case momentOpened(OpenedMoment)
  case momentReplayed(ReplayedMoment)
  /// The recording in this file cannot be written. That of the last run is tried again, others end.
  case recordingFailed(path: String, reason: String)
  case worldLoaded(path: String, generation: UInt64, tick: UInt64, migration: MigrationSummary)
  case worldRejected(path: String, generation: UInt64, stage: String, reason: String)
  /// A fresh world runs. `tick` is that of the world that was left.
  case worldRestarted(generation: UInt64, tick: UInt64)
  /// The player continued from an earlier tick. `left` is the number of ticks of the future that they left.
  case timeBranched(tick: UInt64, left: Int)
  /// A stretch is played again and again, from this tick on.
  case loopBegun(tick: UInt64, ticks: Int)
  /// The running code lacks these actions, which the recorded input of the loop has.
  case loopInputUnknown(actions: [String])
  /// The running world is shown again.
  case timeTravelFailed(reason: String)
  /// The new generation has another `start`, which the running world was not made by.
  case startChanged(generation: UInt64)
  /// There is no quick save that can be read.
  case quickLoadFailed(reason: String)
  /// The world of the last run can be continued, with this key if one is bound.
  case lastWorldKept(path: String, tick: UInt64, earlier: UInt64?, key: String?)
  /// There is no world of the last run that can be read.
  case lastWorldUnusable(reason: String)
  /// The world's header is damaged, so no checkpoint of it can be taken.
  case worldDamaged(purpose: String, reason: String)

  // Files of the game
  case assetReloaded(path: String)
  case assetRejected(path: String, problem: FileProblem)
  case keysReloaded(path: String)
  case keysRejected(FileProblem)
  case keysNotSaved(reason: String)
  /// The game cannot read a stored file. The path of the problem is absolute.
  case storedRejected(FileProblem, SetAside)
  /// Stored files cannot be written. Reported once until one is written again.
  case storeFailed(path: String, reason: String)

  // Pace
  case pauseChanged(isPaused: Bool)
  case overrun(dropped: Int)
  case frames(FrameSummary)
}

/// Why a generation started to run. The raw value is what the event log writes.
public enum SwapCause: String, Sendable {
  case start, save, force, rollback, crash
  /// The same source again, in an image in which values of literals can be changed.
  case tweak
  /// The same source again, in an optimised image.
  case optimised
}

/// The state of the running game.
public struct GameStatus: Sendable, Equatable {
  /// 0 while nothing runs.
  public var generation: UInt64 = 0
  public var isOptimised = false
  /// Whether the run waits at a tick that could not be finished.
  public var isStopped = false
  /// Whether it does because the player wants that; otherwise no other generation could take over.
  public var isStoppedByChoice = false
  /// What the generation did that stopped the run, or why it may not run again; nil if it may.
  public var fault: HostEvent.Fault?
  /// The newest generation that was accepted.
  public var newest: UInt64 = 0
  /// The generation that going forward leads to; nil if the newest usable one runs.
  public var next: UInt64?

  public init() {}
}
