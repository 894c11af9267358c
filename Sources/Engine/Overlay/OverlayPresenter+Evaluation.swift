extension OverlayPresenter {
  /// Who sent the code sees what became of it. The player sees what changes the game.
  func present(_ evaluation: HostEvent.Evaluation) {
    board.overlay.console.receive(evaluation)
    if board.overlay.showsConsole { return }
    if evaluation.outcome == .crashed {
      toast(evaluation.summary, .bad, seconds: 8)
    } else if evaluation.changesWorld {
      toast(evaluation.summary, .good)
    }
  }
}
