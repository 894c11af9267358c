/// The first tick and the first frame of a generation in this process. If the process dies in one of them, the generation
/// is blamed, and the run continues in the world from before the swap.
///
/// A death between these calls has another cause, such as a signal from outside.
struct Probation {
  let suspect: Suspect
  var hasStepped = false
  var hasDrawn = false
  /// A paused game draws without ticks, and in a terminal that is too small it ticks without being drawn.
  var ticks = 0

  init(of generation: Generation) { suspect = generation.suspect }

  var isOver: Bool { hasStepped && hasDrawn || ticks > 2 }
}

extension ReloadableGame {
  /// Before the call of a callback.
  func beginProbation(of callback: Callback) {
    guard let probation else { return }
    store.memory.journal.suspects.begin(probation.suspect, .entering)
  }

  /// After the call, however it ended.
  func endProbation(of callback: Callback) {
    guard probation != nil else { return }
    store.memory.journal.suspects.end(.entering)
    if callback == .step {
      probation?.hasStepped = true
      probation?.ticks += 1
    } else {
      probation?.hasDrawn = true
    }
    if probation?.isOver == true {
      probation = nil
      store.forgetEarlierWorld()
    }
  }
}
