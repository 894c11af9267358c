import Engine
import GameBuilder
import HostSystem

/// The code that was sent so far.
struct Evaluations {
  var count = 0
  /// What it has declared.
  var helpers: [EvaluationHelper] = []
  /// One after another: what the first one declares is there for the second.
  let turns = TaskTurns()
  /// Whether better images of the newest generation are to be built afterwards.
  var owesRefinement = false
  /// The functions that were reported as not being in the source.
  var reported: [String] = []
}

/// Runs code that is sent to the running game.
extension ReloadCoordinator {
  /// Times that code is built again because another source runs meanwhile.
  private static let attempts = 3
  /// Before it is.
  private static let timeForSaves = Duration.milliseconds(100)
  /// How often a build in progress is looked at.
  private static let interval = Duration.milliseconds(5)

  /// Compiles code as a part of the running source, and runs it once at a safe point.
  /// - Parameters:
  ///   - code: an expression, statements or declarations. What it declares can be used by later code.
  ///   - file: a file of the game (absolute path) whose private declarations the code uses; nil for none.
  @discardableResult
  public func evaluate(_ code: String, file: String? = nil) async -> EvaluationResult {
    let turns = evaluations.turns
    await turns.begin()
    let result = await run(code, file: file)
    turns.end()
    if evaluations.owesRefinement { refineIfIdle() }
    evaluations.owesRefinement = false
    events.emit(.evaluated(result.event(for: code)))
    return result
  }

  private func run(_ code: String, file: String?) async -> EvaluationResult {
    evaluations.count += 1
    let number = evaluations.count
    // The first build must not be ended.
    guard newest != nil else { return .refused(ReloadableGame.noWorld) }
    await endBackground()
    var code = code
    do throws(BuildError) {
      if let sent = try await compiler.redefine(code, file: file) {
        if let held = await heldSaves {
          await compiler.takeBack(sent)
          return .refused("it would be built into the files, of which \(held.text) to be applied")
        }
        if let failure = await run(sent) {
          await compiler.takeBack(sent)
          return failure
        }
        if sent.rest.allSatisfy(\.isWhitespace) { return .redefined(sent.names) }
        code = sent.rest
      }
    } catch {
      return failure(error)
    }
    var request = EvaluationRequest(text: code, file: file, helpers: evaluations.helpers, number: number)
    for attempt in 1...Self.attempts {
      request.helpers = evaluations.helpers
      if let result = await self.attempt(request, mayBePast: attempt == Self.attempts) { return result }
      // A save may not have been seen yet.
      try? await Task.sleep(for: Self.timeForSaves)
      await endBackground()
    }
    return .refused(
      "the running code is not that of the files, and more than the contents of Swift files differs; go forward, or save a "
        + "build that runs")
  }

  /// Forgets what was declared, and goes back to the functions of the files.
  /// - Returns: the number of declarations and functions.
  public func forgetEvaluations() async -> Int {
    let count = evaluations.helpers.count + compiler.sentFunctions.count
    evaluations.helpers = []
    if await compiler.takeBackAll() {
      build(BuildRequest(), Origin(cause: .save, isRequested: await heldSaves == nil))
    }
    return count
  }

  private var heldSaves: HeldSaves? {
    get async { await gateway.value { $0.heldSaves } ?? nil }
  }

  /// Builds, tries and proposes the game with functions that were sent. A save supersedes it, as it does another build.
  /// - Returns: nil, or why it does not run.
  private func run(_ sent: SentFunctions) async -> EvaluationResult? {
    let work = Task { await build(sent) }
    building = Task {
      await withTaskCancellationHandler {
        _ = await work.value
      } onCancel: {
        work.cancel()
      }
    }
    return await work.value
  }

  private func build(_ sent: SentFunctions) async -> EvaluationResult? {
    let start = monotonicNow
    trials.prepareNext()
    var request = BuildRequest(isBackground: true)
    request.isAnswered = true
    let built: BuiltImage
    do throws(BuildError) { built = try await compiler.build(request) } catch {
      return failure(error, sent)
    }
    switch await take(built, Origin(cause: .save, savedAt: start, isAnswered: true, isRequested: true)) {
    case .proposed:
      evaluations.owesRefinement = true
      return nil
    case .known: return nil
    case .rejected(let rejection):
      return .refused("the game with it did not pass its trial: \(rejection.reason)")
    case .superseded: return .refused("a save came first; send it again")
    }
  }

  /// Tells which functions are not those of the files, if these are others than before.
  func reportSent() {
    let names = compiler.sentFunctions
    if names == evaluations.reported { return }
    evaluations.reported = names
    events.emit(.sentFunctions(names))
  }

  /// Forgets earlier declarations that do not compile any more: the game has changed since.
  /// - Returns: whether there were some.
  private func forgets(_ error: BuildError) -> Bool {
    guard case .rejected(let diagnostics) = error else { return false }
    let stale = evaluations.helpers.filter { helper in
      diagnostics.contains { $0.severity == .error && helper.isMeant(by: $0) }
    }
    evaluations.helpers.removeAll(where: stale.contains)
    for helper in stale {
      let problem = diagnostics.first(where: helper.isMeant)?.message ?? ""
      events.emit(
        .evaluated(
          HostEvent.Evaluation(
            code: helper.head, outcome: .rejected,
            text: "forgotten, because it does not fit the game any more: \(problem)",
            changesWorld: false)))
    }
    return !stale.isEmpty
  }

  private func failure(_ error: BuildError, _ sent: SentFunctions? = nil) -> EvaluationResult {
    guard case .rejected(let diagnostics) = error else { return .refused("\(error)") }
    let located = diagnostics.map { sent?.located($0) ?? $0 }.map(reporter.hostDiagnostic)
    // A bracket too many or too few is noticed in what is around the code.
    return .rejected(
      located.map { $0.file?.hasPrefix(EvaluationImage.folder) == true ? $0.aboutWholeCode : $0 })
  }

  /// Waits for builds that somebody waits for, and ends the others: they go on afterwards.
  private func endBackground() async {
    while foreground > 0 || openBuild != nil {
      try? await Task.sleep(for: Self.interval)
    }
    if activity > 0 { evaluations.owesRefinement = true }
    building?.cancel()
    await building?.value
  }

  /// - Returns: nil if another source runs than that which the code was built for.
  /// - Parameter mayBePast: whether the code may be built for earlier sources than those of the files. Not at once: a save may
  ///   not have been seen.
  private func attempt(_ request: EvaluationRequest, mayBePast: Bool) async -> EvaluationResult? {
    guard let subject = await gateway.value({ $0.evaluationSubject }) ?? nil else {
      return .refused(ReloadableGame.noWorld)
    }
    let image: EvaluationImage?
    do throws(BuildError) {
      image = try await compiler.evaluationImage(
        request, of: (subject.sources, subject.sourceHash), mayBePast: mayBePast)
    } catch {
      return forgets(error) ? nil : failure(error)
    }
    guard let built = image else { return nil }
    defer { DiskFile.remove(built.path) }
    guard built.sourceHash == subject.sourceHash else { return nil }
    if built.isDeclaration {
      evaluations.helpers = built.helpers
      return .declared(built.declarations)
    }
    let loaded: LoadedEvaluation
    do throws(LoadError) { loaded = try LoadedEvaluation(built, services: loader.services) } catch {
      return .refused("\(error)")
    }
    let variables = loaded.variables(sharedWith: subject.image)
    let end = await gateway.value { $0.run(loaded, besides: subject.image, sharing: variables) }
    switch end {
    case nil, .outdated: return nil
    case .finished(let value, let changesWorld):
      evaluations.helpers = built.helpers
      return .finished(value, changesWorld: changesWorld)
    case .failed(let reason, let value): return .failed(reason: reason, output: value.output)
    case .crashed(let details, let value):
      return .crashed(
        await withCheckedContinuation { waiting in
          details.whenComplete { waiting.resume(returning: $0) }
        }.withoutCaller, output: value.output)
    case .refused(let refusal): return .refused(refusal.description)
    }
  }
}

extension HostEvent.CrashDetails {
  /// Without the places in what calls the code.
  fileprivate var withoutCaller: HostEvent.CrashDetails {
    func isInside(_ place: String) -> Bool { place.contains(EvaluationImage.folder) }
    return HostEvent.CrashDetails(
      reason: reason, location: location.flatMap { isInside($0) ? nil : $0 },
      backtrace: backtrace.filter { !isInside($0) })
  }
}

extension HostEvent.Diagnostic {
  fileprivate var aboutWholeCode: HostEvent.Diagnostic {
    var whole = self
    (whole.file, whole.line, whole.column) = ("eval", 0, 0)
    return whole
  }
}
