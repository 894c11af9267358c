extension OverlayPresenter {
  func presentHold(_ isHolding: Bool) {
    let key = board.hints.key(.reload).map { " · \($0) applies them" } ?? ""
    toast(HostEvent.holdText(isHolding) + (isHolding ? key : ""))
  }

  func present(_ held: HeldSaves) {
    // What was wrong before is mended, though it does not run yet.
    close(.reload)
    toast("Generation \(held.generation) is ready · \(held.line(board.hints))")
  }
}

extension HeldSaves {
  /// `held: 3 saves wait · F5 applies`.
  func line(_ keys: KeyHints) -> String {
    "held: \(text) · \(keys.key(.reload) ?? "hotloop ctl reload") applies"
  }
}
