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

  func present(_ delayed: DelayedReload) {
    close(.reload)
    toast("Generation \(delayed.generation) is ready · the game delays it · \(board.hints.applies)")
  }
}

extension HeldSaves {
  /// `held: 3 saves wait · F5 applies`.
  func line(_ keys: KeyHints) -> String { "held: \(text) · \(keys.applies)" }
}

extension DelayedReload {
  /// `waits for the game: 3 s of 10 s · F5 applies`.
  func line(_ keys: KeyHints) -> String { "\(text) · \(keys.applies)" }
}

extension KeyHints {
  /// `F5 applies`.
  fileprivate var applies: String { "\(key(.reload) ?? "hotloop ctl reload") applies" }
}
