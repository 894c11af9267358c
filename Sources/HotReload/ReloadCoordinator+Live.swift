import Engine
import GameBuilder
import HostSystem

/// Saves that need no compiler, and the builds behind them.
extension ReloadCoordinator {
  /// Applies a save that changed only values of literals: a copy of the code that was built gets these values.
  ///
  /// It runs on from the next safe point, before any tool runs. The compiler then builds the source as after any other save.
  /// - Returns: whether it did. If not, the origin has the reason, and the compiler comes first.
  func applyLive(_ origin: inout Origin) -> Bool {
    let number = lastNumber + 1
    let present = tweaks.present.flatMap { [nil, newest?.image.path].contains($0.image) ? $0 : nil }
    switch live?.apply(at: origin.savedAt ?? monotonicNow, number: number, present, unless: isKnown) {
    case nil: return false
    case .needsCompiler(let reason):
      origin.live = .compiled(because: reason)
      return false
    case .applied(let image, let built):
      origin.live = .live
      propose(Generation(number: number, image: image, built: built, after: newest), built, origin)
    case .runs(let edit, let built): adopt(edit, built)
    }
    refineInBackground()
    return true
  }

  /// A build in progress refines its image when it is done.
  func refineIfIdle() { if activity == 0 { refineInBackground() } }

  func refineInBackground(isRetry: Bool = false) {
    if !isRetry { endRetries() }
    let superseded = building
    superseded?.cancel()
    buildCount += 1
    openBuild = nil
    building = Task {
      await superseded?.value
      await refine()
    }
  }

  /// Whether a source must not run, or runs already.
  private func isKnown(_ sourceHash: String) -> Bool {
    newest?.sourceHash == sourceHash
      || trialHistory.reasonAgainst(sourceHash: sourceHash, isOptimised: false) != nil
  }
}
