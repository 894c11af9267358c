import CGameABI
import Engine
import GameBuilder
import Glibc
import Timeline
import WorldState

/// Runs code that was compiled beside the running game.
extension ReloadableGame {
  /// How a run of evaluated code ended.
  public enum EvaluationEnd: Sendable {
    /// - Parameter changesWorld: whether the world is another one since.
    case finished(EvaluatedValue, changesWorld: Bool)
    /// The code threw an error. The world is as it was before.
    case failed(reason: String, EvaluatedValue)
    /// It crashed or took too long. The world is as it was before.
    case crashed(Deferred<HostEvent.CrashDetails>, EvaluatedValue)
    /// Another source runs than that of the code.
    case outdated
    case refused(Refusal)
  }

  public func evaluate(_ code: String) -> String? {
    onRequest(.evaluate(code))
    return nil
  }

  /// The code that evaluated code is to be built for; nil if there is no world yet.
  var evaluationSubject: (image: GameImage, sources: SourceTree, sourceHash: String)? {
    guard let current = history.current, !store.state.isEmpty else { return nil }
    return (current.image, current.sources, current.sourceHash)
  }

  /// Runs the code once, at a safe point. If it does not return, or throws, the world is as before. If it changes the world,
  /// that is recorded, and the game derives its data again.
  /// - Parameters:
  ///   - running: the image that `variables` belong to.
  func run(
    _ code: LoadedEvaluation, besides running: GameImage, sharing variables: SharedVariables?
  ) -> EvaluationEnd {
    let current: Generation
    do throws(Refusal) { current = try editable(to: "run code") } catch { return .refused(error) }
    guard current.image === running, current.sourceHash == code.sourceHash,
      current.image.layout == code.image.layout
    else { return .outdated }
    guard unsafe current.image.table.pointee.evaluate != nil else {
      return .refused(
        Refusal("the game was built with an older version of HotLoop's SDK; build it with the present one"))
    }
    do throws(ArenaError) { try store.takeCheckpoint() } catch { return .refused(Refusal("\(error)")) }
    var value = EvaluatedValue()
    var variables = variables
    let suspects = store.memory.journal.suspects
    suspects.begin(.evaluation, .evaluating)
    defer { suspects.end(.evaluating) }
    variables?.lend()
    let outcome = unsafe GameCalls(image: current.image).evaluate(
      store.world.headerPointer, code.run, into: &value)
    variables?.takeBack()
    onGameCalled()
    return end(of: outcome, value, code, current)
  }

  private func end(
    of outcome: CallOutcome, _ value: EvaluatedValue, _ code: LoadedEvaluation, _ current: Generation
  ) -> EvaluationEnd {
    switch outcome {
    case .crashed(let report):
      store.restore()
      return .crashed(crashes.investigate(report, of: code.image.path), value)
    case .failed(let reason, _):
      store.restore()
      return .failed(reason: reason ?? "the code failed", value)
    case .ok, .none: break
    }
    if !store.differsFromCheckpoint { return .finished(value, changesWorld: false) }
    do throws(ArenaError) { try store.world.checkHeader(for: current.image.layout) } catch {
      store.restore()
      return .failed(reason: "\(error)", value)
    }
    // F8 goes back to the world before.
    store.retainCheckpoint(of: current)
    if travel.isNow { travel.mark(.world) }
    dropDerivedData(of: current)
    rebuildDerivedData(of: current)
    keepChange()
    return .finished(value, changesWorld: true)
  }
}

extension GameCalls {
  /// - Parameters:
  ///   - run: see `EvaluationInfo.run`.
  ///   - value: is set if the code ends by itself.
  fileprivate func evaluate(
    _ world: UnsafeMutablePointer<WorldHeader>, _ run: EvaluationRun, into value: inout EvaluatedValue
  ) -> CallOutcome {
    unsafe withUnsafeMutablePointer(to: &value) { value in
      var info = unsafe EvaluationInfo()
      unsafe info.struct_size = UInt32(MemoryLayout<EvaluationInfo>.size)
      unsafe info.run = run
      unsafe info.context = UnsafeMutableRawPointer(value)
      unsafe info.outcome = { context, outcome in
        guard let context = unsafe context, let outcome = unsafe outcome?.pointee else { return }
        unsafe context.assumingMemoryBound(to: EvaluatedValue.self).pointee.take(outcome)
      }
      unsafe info.print = { context, text, length in
        unsafe context?.assumingMemoryBound(to: EvaluatedValue.self).pointee.print(text, length)
      }
      return unsafe withUnsafePointer(to: info) { info in unsafe self.evaluate(world, info) }
    }
  }
}
