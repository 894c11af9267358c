extension OverlayPresenter {
  /// The run begins with what somebody else has shared.
  func present(_ moment: HostEvent.OpenedMoment) {
    let back = moment.ticks > 0 ? "← back through \(moment.ticks) ticks, " : ""
    // Without a problem and without waiting, the run goes on: its length is fixed.
    let resume =
      moment.problem == nil ? "" : board.hints.key(.pause).map { " · \($0) resumes" } ?? " · paused"
    toast(
      "The shared moment, tick \(moment.tick)\(moment.stands ? " · \(back)Enter plays on" : resume)", .good,
      seconds: 15)
    if let problem = moment.problem { toast("No earlier ticks: \(problem)", .bad, seconds: 15) }
    if moment.differences.isEmpty { return }
    let count = moment.differences.count
    toast(
      count == 1
        ? "Its code differs from yours: \(moment.differences[0].text)"
        : "Its code differs from yours in \(count) files: see the log, or hotloop share show",
      .bad, seconds: 15)
  }
}
