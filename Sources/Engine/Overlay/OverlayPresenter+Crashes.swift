extension OverlayPresenter {
  /// Shows the panel of a crash, and completes it when the details are known.
  func present(_ crash: HostEvent.Crash, _ consequence: HostEvent.CrashConsequence) {
    let title = "Generation \(crash.generation) \(crash.isHang ? "hung" : "crashed") in \(crash.callback)"
    let outcome = text(of: consequence)
    show(.crash, title, [.init(crash.headline), .init(outcome, .dim)])
    crash.details.whenComplete { [self] details in
      onLoop {
        // The panel may be closed by now, or show another crash.
        guard self.board.overlay.panels.contains(where: { $0.source == .crash && $0.title == title })
        else { return }
        self.show(.crash, title, PanelLines.crash(details) + [.init(outcome, .dim)])
      }
    }
  }

  private func text(of consequence: HostEvent.CrashConsequence) -> String {
    switch consequence {
    case .tickUndone(let successor?):
      "The world is as it was before the tick. Generation \(successor) continues; save to try again."
    case .tickUndone(nil): "The world is as it was before the tick, which the next save runs again."
    case .reloadContinued: "The reload continued without it."
    case .rejected(let running):
      "Rejected. Code and world are unchanged; "
        + (running > 0 ? "still running generation \(running)." : "nothing to run yet.")
    case .couldNotTakeOver: "It could not take over."
    }
  }
}
