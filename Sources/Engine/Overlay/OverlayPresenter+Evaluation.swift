extension OverlayPresenter {
  /// Who sent the code sees what became of it. The player sees what changes the game.
  func present(_ evaluation: HostEvent.Evaluation) {
    if evaluation.outcome == .crashed {
      toast(evaluation.summary, .bad, seconds: 8)
    } else if evaluation.changesWorld {
      toast(evaluation.summary, .good)
    }
  }
}
