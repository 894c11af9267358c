import Engine
import GameBuilder
import HostSystem

/// The code that was sent so far.
struct Evaluations {
  var count = 0
  /// What it has declared.
  var helpers: [EvaluationHelper] = []
}

/// Runs code that is sent to the running game.
extension ReloadCoordinator {
  /// Times that code is built again because another source runs meanwhile.
  private static let attempts = 3
  /// Before it is.
  private static let pause = Duration.milliseconds(100)
  /// How often a build in progress is looked at.
  private static let interval = Duration.milliseconds(5)

  /// Compiles code as a part of the running source, and runs it once at a safe point.
  /// - Parameters:
  ///   - code: an expression, statements or declarations. What it declares can be used by later code.
  ///   - file: a file of the game (absolute path) whose private declarations the code uses; nil for none.
  public func evaluate(_ code: String, file: String? = nil) async -> EvaluationResult {
    let result = await run(code, file: file)
    events.emit(.evaluated(result.event(for: code)))
    return result
  }

  private func run(_ code: String, file: String?) async -> EvaluationResult {
    evaluations.count += 1
    let number = evaluations.count
    await endBackground()
    defer { refineIfIdle() }
    let request = EvaluationRequest(text: code, file: file, helpers: evaluations.helpers, number: number)
    for _ in 0..<Self.attempts {
      if let result = await attempt(request) { return result }
      // A save may not have been seen yet.
      try? await Task.sleep(for: Self.pause)
      await endBackground()
    }
    return .refused(
      "the running code is not that of the files: after a rollback, a crash or a rejected build, the code before it runs; "
        + "go forward, or save a build that runs")
  }

  /// Forgets what was declared.
  /// - Returns: the number of declarations.
  public func forgetEvaluations() -> Int {
    defer { evaluations.helpers = [] }
    return evaluations.helpers.count
  }

  /// Waits for builds that somebody waits for, and ends the others: they go on afterwards.
  private func endBackground() async {
    while foreground > 0 {
      guard (try? await Task.sleep(for: Self.interval)) != nil else { return }
    }
    building?.cancel()
    await building?.value
  }

  /// - Returns: nil if another source runs than that which the code was built for.
  private func attempt(_ request: EvaluationRequest) async -> EvaluationResult? {
    guard let subject = await gateway.value({ $0.evaluationSubject }) ?? nil else {
      return .refused("there is no world yet; the game is still being built, or its build failed")
    }
    let built: EvaluationImage
    do throws(BuildError) { built = try await compiler.evaluationImage(request) } catch {
      guard case .rejected(let diagnostics) = error else { return .refused("\(error)") }
      return .rejected(diagnostics.map(reporter.hostDiagnostic))
    }
    defer { DiskFile.remove(built.path) }
    guard built.sourceHash == subject.sourceHash else { return nil }
    if built.isDeclaration {
      evaluations.helpers = built.helpers
      return .declared
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
    case .crashed(let details):
      return .crashed(
        await withCheckedContinuation { waiting in details.whenComplete { waiting.resume(returning: $0) } }
          .withoutCaller)
    case .refused(let refusal): return .refused(refusal.description)
    }
  }
}

extension HostEvent.CrashDetails {
  /// Without the places in what calls the code.
  fileprivate var withoutCaller: HostEvent.CrashDetails {
    func isInside(_ place: String) -> Bool { place.contains("/evaluation/") }
    return HostEvent.CrashDetails(
      reason: reason, location: location.flatMap { isInside($0) ? nil : $0 },
      backtrace: backtrace.filter { !isInside($0) })
  }
}
