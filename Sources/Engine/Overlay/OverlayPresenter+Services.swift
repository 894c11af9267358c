extension OverlayPresenter {
  func present(_ change: HostEvent.ServiceChange) {
    if !change.isProblem {
      if change.kind == .started { board.overlay.serviceProblems[change.service] = nil }
      return
    }
    let problem = Problem(change, nil)
    board.overlay.serviceProblems[change.service] = problem
    guard let details = change.details else { return show(change, at: nil, change.reason) }
    details.whenComplete { [self] details in
      onLoop {
        // It may have been started again meanwhile.
        if self.board.overlay.serviceProblems[change.service] == problem {
          self.board.overlay.serviceProblems[change.service] = Problem(change, details)
        }
        self.show(change, at: details.location, details.reason)
      }
    }
  }

  private func show(_ change: HostEvent.ServiceChange, at location: String?, _ reason: String) {
    let title = change.title.prefix(1).uppercased() + change.title.dropFirst()
    let place = location.map { "\($0): " } ?? ""
    board.toast(reason.isEmpty ? title : "\(title): \(place)\(reason)", .bad, seconds: 15)
  }
}
