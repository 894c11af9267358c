/// Generations that were swapped in, and their first frames.
extension OverlayPresenter {
  func present(_ swap: HostEvent.Swap) {
    close(.reload)
    close(.crash)
    if swap.cause == .save { close(.declaration) }
    changeSent { $0.run(swap.generation) }
    if swap.live == .live {
      close(.build)
      setBuild("live")
    }
    for callback in ["step", "draw"] { close(.failing(callback)) }
    if swap.from != swap.generation { pendingFirstFrame = swap }
    if swap.cause == .tweak, let reset = swap.resetText { toast(reset, seconds: 6) }
  }

  func presentFirstFrame(of generation: UInt64, time: UInt64) {
    guard let swap = pendingFirstFrame, swap.generation == generation else { return }
    pendingFirstFrame = nil
    var text = "Generation \(generation)"
    switch swap.cause {
    case .start, .crash: text += " runs"
    case .rollback: text += " runs again"
    case .force: text += " · forced · " + files(of: swap)
    case .save, .optimised, .tweak: text += swap.savedAt == nil ? " runs" : " · " + files(of: swap)
    }
    if let held = swap.heldText { text += " · " + held }
    if let delay = swap.delay { text += " · " + delay.text }
    if let tick = swap.restoredTick { text += " with its world of tick \(tick)" }
    text += suffix(swap.migration)
    if let latency = swap.latencyText(at: time) { text += " · " + latency }
    toast(text, swap.cause == .rollback ? .plain : .good)
    if let reset = swap.resetText { toast(reset, seconds: 6) }
  }

  private func files(of swap: HostEvent.Swap) -> String {
    if swap.changedFiles.isEmpty { return "nothing changed" }
    let names = swap.changedFiles.map(name)
    return names.count <= 3 ? names.joined(separator: ", ") : "\(names.count) files"
  }
}
