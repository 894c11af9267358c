/// Connects the loop with the windows that are attached to it. The loop's thread.
extension GameLoop {
  /// What was done in a window.
  public func receive(_ input: WindowInput, from outlet: any WindowOutlet) {
    if let command = windows.receive(input, from: outlet, bindings) { perform(command) }
  }

  /// After the frame, in what is left of the time before the next tick.
  func readWindows() {
    if windows.count == 0 { return }
    let now = clock.now()
    let left = max(pacer.nextDeadline, now) - now
    if windows.read(bindings, left: left, isPaused: pacer.isPaused) { clock.wake() }
  }
}
