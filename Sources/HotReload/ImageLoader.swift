import Engine
import GameBuilder

/// Tries an image in another process and loads it here.
struct ImageLoader: Sendable {
  let trials: TrialRunner
  let services: HostServices
  /// Where the image is recorded while its code runs here.
  let journal: RunJournal

  enum Outcome {
    case loaded(GameImage)
    case rejected(HostEvent.Rejection)
    /// The dynamic loader does not accept the file; it must be built again.
    case notLoadable(HostEvent.Rejection)
    /// A newer save superseded it.
    case superseded
  }

  /// - Parameters:
  ///   - built: its file was checked when it was linked, or found.
  ///   - runsTicks: whether the trial runs ticks after the load.
  /// - Returns: also the verdict of the ticks, if some were to run.
  func load(
    _ built: BuiltImage, number: UInt64, cause: SwapCause, runsTicks: Bool
  ) async -> (outcome: Outcome, verdict: HostEvent.Preflight?) {
    do {
      // The game itself can only report that something is there.
      if let hidden = built.hiddenFields.first { throw LoadError.defect("\(hidden)") }
      // The copy of the world is made while the child loads the image.
      let prepared = runsTicks ? Task { await trials.prepare(built, number: number, cause: cause) } : nil
      // All trials share one memory file: a superseded one must not write to it during the next.
      defer { prepared?.cancel() }
      guard let trial = await trials.load(built) else { return (.superseded, nil) }
      defer { trial.end() }
      if let failure = trial.failure { throw failure }
      async let verdict = trials.run(trial, prepared, number: number)
      // At the same time as the trial's ticks.
      let image = try loadHere(built, number)
      let report = await verdict
      if Task.isCancelled { return (.superseded, nil) }
      guard let report, report.isRejection else { return (.loaded(image), report) }
      return (.rejected(rejection(number, "preflight", report.reason ?? "no reason was given")), report)
    } catch {
      if Task.isCancelled { return (.superseded, nil) }
      let rejection = rejection(number, "load", "\(error)")
      if case LoadError.notLoadable = error { return (.notLoadable(rejection), nil) }
      return (.rejected(rejection), nil)
    }
  }

  private func loadHere(_ built: BuiltImage, _ number: UInt64) throws -> GameImage {
    journal.suspects.begin(
      Suspect(number: number, sourceHash: built.sourceHash, isOptimised: built.optimised), .loading)
    defer { journal.suspects.end(.loading) }
    return try GameImage.load(
      path: built.path, services: services, for: .reloads(sources: Array(built.sources.files.keys)))
  }

  /// Enters a copy of a live image, whose code has been tried with other values.
  func enter(_ copy: LiveCopy, _ edit: LiveEdit, _ built: BuiltImage, number: UInt64) throws -> GameImage {
    journal.suspects.begin(
      Suspect(number: number, sourceHash: built.sourceHash, isOptimised: false), .loading)
    defer { journal.suspects.end(.loading) }
    return try copy.enter(edit, services: services)
  }

  private func rejection(_ number: UInt64, _ stage: String, _ reason: String) -> HostEvent.Rejection {
    HostEvent.Rejection(generation: number, stage: stage, reason: reason)
  }
}
