extension HostEvent {
  public struct Resumption: Sendable {
    public var pid: Int32
    /// How the other host died.
    public var death: String
    /// The generation that was blamed for it and may not run again; nil if none was.
    public var blamed: UInt64?
    /// The generation that runs now; 0 if none could continue.
    public var generation: UInt64
    /// The tick of the resumed world.
    public var tick: UInt64

    public init(pid: Int32, death: String, blamed: UInt64?, generation: UInt64, tick: UInt64) {
      self.pid = pid
      self.death = death
      self.blamed = blamed
      self.generation = generation
      self.tick = tick
    }
  }

  public struct BuildStart: Sendable {
    public var files: [String]
    public var isOptimised: Bool
    /// Whether the build has background priority, because its source already runs.
    public var isBackground: Bool

    public init(files: [String], isOptimised: Bool, isBackground: Bool) {
      self.files = files
      self.isOptimised = isOptimised
      self.isBackground = isBackground
    }
  }

  public struct BuildResult: Sendable {
    /// The files that were compiled.
    public var files: [String]
    public var isOptimised: Bool
    /// Whether only changed bodies were compiled.
    public var isPartial: Bool
    /// Whether an existing image was used and nothing was compiled or linked.
    public var isReused: Bool
    public var milliseconds: Double
    public var isBackground: Bool
    /// The warnings about the files that were compiled. Partial builds have none.
    public var warnings: [Diagnostic]
    /// All warnings about the source of the image that this run has seen.
    public var knownWarnings: [Diagnostic]

    public init(
      files: [String], isOptimised: Bool, isPartial: Bool, isReused: Bool, milliseconds: Double,
      isBackground: Bool, warnings: [Diagnostic] = [], knownWarnings: [Diagnostic] = []
    ) {
      self.files = files
      self.isOptimised = isOptimised
      self.isPartial = isPartial
      self.isReused = isReused
      self.milliseconds = milliseconds
      self.isBackground = isBackground
      self.warnings = warnings
      self.knownWarnings = knownWarnings
    }
  }

  public struct BuildFailure: Sendable {
    public var reason: String
    public var diagnostics: [Diagnostic]
    public var isOptimised: Bool
    public var isBackground: Bool

    public init(reason: String, diagnostics: [Diagnostic], isOptimised: Bool, isBackground: Bool) {
      self.reason = reason
      self.diagnostics = diagnostics
      self.isOptimised = isOptimised
      self.isBackground = isBackground
    }
  }

  /// A message of the compiler, the linker or SwiftPM.
  public struct Diagnostic: Sendable {
    public enum Severity: String, Sendable { case error, warning, note, remark }

    public var severity: Severity
    /// Nil if the message is about no file.
    public var file: String?
    /// From 1; 0 if the message is about no line.
    public var line: Int
    /// From 1, in bytes of UTF-8; 0 if the message is about no column.
    public var column: Int
    public var message: String
    public var sourceLine: String?
    public var notes: [String]

    public init(
      severity: Severity, file: String?, line: Int, column: Int, message: String, sourceLine: String?,
      notes: [String]
    ) {
      self.severity = severity
      self.file = file
      self.line = line
      self.column = column
      self.message = message
      self.sourceLine = sourceLine
      self.notes = notes
    }
  }

  /// The verdict of a trial run in another process.
  public struct Preflight: Sendable {
    /// The raw value is what the event log writes.
    public enum Verdict: String, Sendable {
      case ok, crashed, hung, refused
      /// The process ended without an answer.
      case died
      /// The generation was not tried. It may run.
      case skipped
    }

    public var generation: UInt64
    public var verdict: Verdict
    /// How many ticks it ran.
    public var ticks: Int
    /// What the trial added to the reload, and what the copy of the world cost the loop, in nanoseconds.
    public var duration: UInt64
    public var stall: UInt64
    /// The callback that crashed, hung or returned an error.
    public var callback: String?
    public var reason: String?
    /// `Game/Player.swift:12`.
    public var location: String?
    public var backtrace: [String]

    public init(
      generation: UInt64, verdict: Verdict, ticks: Int = 0, duration: UInt64 = 0, stall: UInt64 = 0,
      callback: String? = nil, reason: String? = nil, location: String? = nil, backtrace: [String] = []
    ) {
      self.generation = generation
      self.verdict = verdict
      self.ticks = ticks
      self.duration = duration
      self.stall = stall
      self.callback = callback
      self.reason = reason
      self.location = location
      self.backtrace = backtrace
    }

    public var isRejection: Bool { verdict != .ok && verdict != .skipped }
  }

  /// The rejection of a generation, which may not run.
  public struct Rejection: Sendable {
    public var generation: UInt64
    /// Such as `load`, `preflight`, `migration`, `after_reload`.
    public var stage: String
    public var reason: String
    /// The crash that caused it, which is also reported as `crashHandled`.
    public var crash: Crash?
    /// Whether it was to take over after another generation crashed.
    public var isTakeover: Bool
    /// Where the error was thrown that caused it; nil if that is not known.
    public var details: Deferred<CrashDetails>?

    public init(
      generation: UInt64, stage: String, reason: String, crash: Crash? = nil, isTakeover: Bool = false,
      details: Deferred<CrashDetails>? = nil
    ) {
      self.details = details
      self.generation = generation
      self.stage = stage
      self.reason = reason
      self.crash = crash
      self.isTakeover = isTakeover
    }
  }

  /// Whether a save could be applied without the compiler, because it changed only values of literals.
  public enum LiveOutcome: Sendable, Equatable {
    case live
    /// - Parameters because: why it could not though it changed only literals; nil if it changed more.
    case compiled(because: String?)
  }

  public struct Swap: Sendable {
    public var generation: UInt64
    /// 0 at the start of a run.
    public var from: UInt64
    public var cause: SwapCause
    public var isOptimised: Bool
    public var changedFiles: [String]
    /// The static and global variables that begin with their initial values again, such as `Stats.shots`: each image has
    /// its own.
    public var resetVariables: [String]
    /// When the save was noticed (CLOCK_MONOTONIC, ns); nil if no save caused it.
    public var savedAt: UInt64?
    /// What the reload added to the tick, in nanoseconds.
    public var stall: UInt64
    public var migration: MigrationSummary
    /// The tick of the retained world that was restored with the code; nil if the running world was kept.
    public var restoredTick: UInt64?
    /// Whether the save that caused it needed the compiler; nil if no save did, or if live literals are turned off.
    public var live: LiveOutcome?
    /// The number of saves that the player held until now; 0 if none was. `savedAt` is then when they were requested.
    public var heldSaves: Int
    /// What the game had against it; nil if nothing.
    public var delay: SwapDelay?
    /// False if the first frame had to wait for the terminal: the time until then says nothing about the reload.
    var isPrompt = true

    public init(
      generation: UInt64, from: UInt64, cause: SwapCause, isOptimised: Bool, changedFiles: [String] = [],
      resetVariables: [String] = [], savedAt: UInt64? = nil, stall: UInt64 = 0,
      migration: MigrationSummary = MigrationSummary(),
      restoredTick: UInt64? = nil, live: LiveOutcome? = nil, heldSaves: Int = 0, delay: SwapDelay? = nil
    ) {
      self.delay = delay
      self.heldSaves = heldSaves
      self.live = live
      self.generation = generation
      self.from = from
      self.cause = cause
      self.isOptimised = isOptimised
      self.changedFiles = changedFiles
      self.resetVariables = resetVariables
      self.savedAt = savedAt
      self.stall = stall
      self.migration = migration
      self.restoredTick = restoredTick
    }
  }

  /// A thread that the game began and did not end before a reload.
  public struct OldThread: Sendable, Equatable {
    /// The kernel's number.
    public var thread: Int32
    public var generation: UInt64
    /// The function in which it began, as far as that is known.
    public var function: String?

    public init(thread: Int32, generation: UInt64, function: String?) {
      self.thread = thread
      self.generation = generation
      self.function = function
    }
  }

  public enum RollbackCause: Sendable {
    case player
    /// The player rolled back code and world together.
    case playerWithWorld
    /// The generation that ran crashed or hung.
    case crash(Fault)
  }

  /// Why a generation may not run again.
  public enum Fault: UInt8, Sendable {
    case crashed = 1
    case hung, rejected
  }

  public enum RollbackRefusal: Sendable {
    case noGame
    case noEarlierGeneration
    case newestAlreadyRuns(generation: UInt64)
    case noRetainedWorld(generation: UInt64)
    case quarantined(generation: UInt64, Fault)
  }

  /// What became of a stored file that the game cannot read.
  public struct SetAside: Sendable {
    /// The absolute path that it was renamed to; nil if it was not, or if there is no file.
    public var copy: String?
    /// Why it could not be renamed. It stays, and nothing is written over it in this run.
    public var obstacle: String?

    public init(copy: String?, obstacle: String?) {
      self.copy = copy
      self.obstacle = obstacle
    }
  }

  /// A call into the game that did not return.
  public struct Crash: Sendable {
    public var generation: UInt64
    public var callback: String
    /// Nil if the call took too long and was ended.
    public var signal: Int32?
    /// What happened, known at once.
    public var headline: String
    /// Where and why, known some 20 ms later.
    public var details: Deferred<CrashDetails>

    public init(
      generation: UInt64, callback: String, signal: Int32?, headline: String,
      details: Deferred<CrashDetails>
    ) {
      self.generation = generation
      self.callback = callback
      self.signal = signal
      self.headline = headline
      self.details = details
    }

    public var isHang: Bool { signal == nil }
    public var fault: Fault { isHang ? .hung : .crashed }
  }

  /// Calls into the game that returned an error.
  public struct CallFailure: Sendable, Equatable {
    public var generation: UInt64
    public var callback: String
    /// The error of the last one; nil if the game logged none.
    public var reason: String?
    /// How many calls have failed since the first.
    public var count: Int
    /// Where the first one's error was thrown; nil if that is not known.
    public var details: Deferred<CrashDetails>?

    public init(
      generation: UInt64, callback: String, reason: String?, count: Int = 1,
      details: Deferred<CrashDetails>? = nil
    ) {
      self.details = details
      self.generation = generation
      self.callback = callback
      self.reason = reason
      self.count = count
    }
  }

  /// The consequence of a crash for code and world.
  public enum CrashConsequence: Sendable {
    /// The world is back at the start of the tick; `successor` runs, or nothing does.
    case tickUndone(successor: UInt64?)
    /// `before_reload` failed; the reload continued.
    case reloadContinued
    /// `after_reload` failed in the generation that stays after a rejection.
    case stateKept
    /// `stop` failed.
    case runEnded
    /// The generation was rejected; `running` continues, or nothing runs (0).
    case rejected(running: UInt64)
    /// `start` crashed when the player restarted; the world is unchanged.
    case restartFailed
    /// A callback crashed when the values followed a rename that the author had stated; the world is unchanged.
    case answerFailed
    /// The generation crashed when it was to take over after another crash.
    case couldNotTakeOver
  }

  /// The actions of a migration, counted.
  public struct MigrationSummary: Sendable, Equatable {
    /// Fields by kind of action, for the log.
    public var actions: [String: Int] = [:]
    /// Changed fields by what happened to them: `added`, `restored`, `dropped`, `renamed`, `retyped`, `resized`, `moved`;
    /// and constants of enums: `constant added`, `constant removed`, `constant renamed`, `constant renumbered`.
    public var changes: [String: Int] = [:]
    /// Whether there was any migration.
    public var isMigrated = false
    /// The game's own `migrate` steps that did something.
    public var versionSteps = 0
    /// Nanoseconds that the loop stood still for it.
    public var duration: UInt64 = 0

    public init() {}
  }

  /// What the frames of one second cost. Times are means in nanoseconds.
  public struct FrameSummary: Sendable, Equatable {
    public var shown: UInt64 = 0
    public var skipped: UInt64 = 0
    public var bytes: UInt64 = 0
    public var cells: UInt64 = 0
    public var compose: UInt64 = 0
    public var encode: UInt64 = 0
    public var write: UInt64 = 0
    /// Of the most expensive frame.
    public var worst: UInt64 = 0

    public init() {}
  }
}
