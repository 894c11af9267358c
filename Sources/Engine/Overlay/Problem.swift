/// One thing that is wrong now: what a panel is about, in parts. `hotloop ctl status` lists them.
public struct Problem: Sendable, Equatable {
  /// The raw value is what `hotloop ctl status` writes.
  public enum Kind: String, Sendable {
    /// A message of the compiler, the linker or SwiftPM.
    case build
    /// A generation that may not run.
    case rejected
    case crash
    /// A callback that returns an error each time it is called.
    case failing
    case world, asset, keys
    /// A declaration that could not be written into the source.
    case declaration
    /// Threads that run code of generations that were replaced.
    case threads
    /// A service that crashed, failed or did not end.
    case service
    /// A step that depends on something outside the world.
    case nondeterministic
    /// The package folder is not where it was.
    case package
  }

  public var kind: Kind
  public var severity = HostEvent.Diagnostic.Severity.error
  public var message: String
  /// Relative to the package.
  public var file: String?
  /// From 1; nil if unknown.
  public var line: Int?
  public var column: Int?
  public var notes: [String] = []
  /// The generation that it is about.
  public var generation: UInt64?
  /// Of a rejection: `load`, `preflight`, `migration` and so on.
  public var stage: String?
  public var callback: String?
  /// Functions with file and line, innermost first.
  public var backtrace: [String] = []
  /// How many calls have failed.
  public var count: Int?

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

extension Problem {
  init(_ diagnostic: HostEvent.Diagnostic) {
    self.init(.build, diagnostic.message)
    severity = diagnostic.severity
    file = diagnostic.file
    line = diagnostic.line > 0 ? diagnostic.line : nil
    column = diagnostic.column > 0 ? diagnostic.column : nil
    notes = diagnostic.notes
  }

  init(_ kind: Kind, _ problem: FileProblem) {
    self.init(kind, problem.message)
    file = problem.file
    line = problem.line > 0 ? problem.line : nil
  }

  init(_ trial: HostEvent.Preflight) {
    self.init(.rejected, trial.reason ?? "no reason was given")
    generation = trial.generation
    stage = "preflight"
    callback = trial.callback
    backtrace = trial.backtrace
    locate(trial.location)
  }

  init(_ rejection: HostEvent.Rejection, _ details: HostEvent.CrashDetails? = nil) {
    self.init(.rejected, rejection.reason)
    generation = rejection.generation
    stage = rejection.stage
    locate(details)
  }

  /// - Parameter details: nil as long as they are not known.
  init(_ crash: HostEvent.Crash, _ details: HostEvent.CrashDetails?) {
    self.init(.crash, details?.reason ?? crash.headline)
    generation = crash.generation
    callback = crash.callback
    locate(details)
  }

  init(_ failure: HostEvent.CallFailure, _ details: HostEvent.CrashDetails? = nil) {
    self.init(.failing, failure.message)
    generation = failure.generation
    callback = failure.callback
    count = failure.count
    locate(details)
  }

  init(_ threads: [HostEvent.OldThread]) {
    self.init(.threads, threads.text)
    severity = .warning
    generation = threads.map(\.generation).min()
    count = threads.count
  }

  /// - Parameter details: nil as long as they are not known.
  init(_ change: HostEvent.ServiceChange, _ details: HostEvent.CrashDetails?) {
    self.init(.service, "\(change.title): \(details?.reason ?? change.reason)")
    severity = change.kind == .crashed || change.kind == .failed ? .error : .warning
    generation = change.generation
    locate(details)
  }

  init(_ event: HostEvent.Nondeterminism) {
    self.init(.nondeterministic, event.finding)
    severity = .warning
    generation = event.generation
    callback = "step"
    notes = [HostEvent.Nondeterminism.advice]
    locate(event.location)
  }

  private mutating func locate(_ details: HostEvent.CrashDetails?) {
    backtrace = details?.backtrace ?? []
    locate(details?.location)
  }

  /// - Parameter location: `Game/Player.swift:12`.
  private mutating func locate(_ location: String?) {
    guard let location, let colon = location.lastIndex(of: ":") else { return }
    file = String(location[..<colon])
    line = Int(location[location.index(after: colon)...])
  }
}
