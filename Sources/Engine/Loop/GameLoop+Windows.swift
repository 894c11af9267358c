/// Connects the loop with the windows that are attached to it. The loop's thread.
extension GameLoop {
  /// What was done in a window. It is not taken if the inputs before it took too long.
  /// - Returns: 0 if it was taken, otherwise after how many nanoseconds to send it again.
  @discardableResult
  public func receive(_ input: WindowInput, from outlet: any WindowOutlet) -> UInt64 {
    let start = clock.now()
    let wait = windowBudget.wait(at: start)
    if wait > 0 { return wait }
    defer { windowBudget.charge(from: start, to: clock.now()) }
    if let command = windows.receive(input, from: outlet, bindings) { perform(command) }
    return 0
  }

  /// After the frame, in what is left of the time before the next tick.
  func readWindows() {
    if windows.count == 0 { return }
    let now = clock.now()
    let left = max(pacer.nextDeadline, now) - now
    if windows.read(bindings, left: left, isPaused: pacer.isPaused) { clock.wake() }
  }
}
