extension OverlayPresenter {
  /// Shows the panel of a crash, and completes it when the details are known.
  func present(_ crash: HostEvent.Crash, _ consequence: HostEvent.CrashConsequence) {
    switch consequence {
    case .reloadContinued, .stateKept, .runEnded: return presentInPassing(crash, consequence)
    case .tickUndone, .rejected, .restartFailed, .answerFailed, .couldNotTakeOver: break
    }
    let outcome = Overlay.Line(consequence.text, .dim)
    show(.crash, crash.title, completing: crash.details) { details in
      ((details.map(PanelLines.crash) ?? [.init(crash.headline)]) + [outcome], [Problem(crash, details)])
    }
  }

  /// Shows a toast: the reload that follows closes panels, and the code that crashed may not run any more.
  private func presentInPassing(_ crash: HostEvent.Crash, _ consequence: HostEvent.CrashConsequence) {
    crash.details.whenComplete { [self] details in
      onLoop {
        let place = details.location.map { "\($0): " } ?? ""
        self.board.toast("\(crash.title): \(place)\(details.reason)", .bad, seconds: 15)
        self.board.toast(consequence.text, .bad, seconds: 15)
      }
    }
  }

  /// The game runs again after a stopped tick.
  func present(_ tick: HostEvent.StoppedTick, _ how: HostEvent.TickResumption) {
    close(.crash)
    close(.failing(tick.callback))
    let text = how.text(tick.tick)
    if how != .other { toast(text.prefix(1).uppercased() + text.dropFirst()) }
  }

  /// Shows one panel for all calls that fail, with their number.
  func present(_ failure: HostEvent.CallFailure) {
    let times = failure.count == 1 ? "" : " (\(failure.count) times)"
    show(
      .failing(failure.callback), "Generation \(failure.generation): \(failure.callback) fails\(times)",
      completing: failure.details
    ) { details in
      (
        PanelLines.failure(failure.message, details) + [
          .init("It is called again each time; what it did before the error stays. Save to fix it.", .dim)
        ], [Problem(failure, details)]
      )
    }
  }

  /// Shows a panel, and completes it when the place of the error is known.
  func show(
    _ source: Overlay.Panel.Source, _ title: String, completing details: Deferred<HostEvent.CrashDetails>?,
    _ content: @escaping @Sendable (HostEvent.CrashDetails?) -> ([Overlay.Line], [Problem])
  ) {
    let (lines, problems) = content(nil)
    show(source, title, lines, problems)
    details?.whenComplete { [self] details in
      onLoop {
        // The panel may be closed by now, or show another error.
        guard self.board.overlay.panels.contains(where: { $0.source == source && $0.title == title })
        else { return }
        let (lines, problems) = content(details)
        self.show(source, title, lines, problems)
      }
    }
  }
}
