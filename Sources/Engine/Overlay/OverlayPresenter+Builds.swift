/// Builds that are tried again.
extension OverlayPresenter {
  func present(_ retry: HostEvent.BuildRetry) {
    // Otherwise the source runs, and a better image of it is what failed.
    guard board.overlay.hasPanel(.build) else { return }
    setBuild("build failed · \(retry.text)", isBad: true)
    let key = board.hints.key(.reload).map { " or \($0)" } ?? ""
    let text = retry.text.prefix(1).uppercased() + retry.text.dropFirst()
    board.overlay.extendPanel(.build, by: .init("\(text); a save\(key) tries at once.", .dim))
  }
}
