/// Waits until a condition holds, without blocking a thread that other tests need.
///
/// Hundreds of tests may be ready to run before this task continues, which can take minutes. So attempts are what is limited: each
/// counts for the pause before it, and for a tenth of a second at most, however long it took. On a quiet machine it gives up after two
/// minutes.
///
/// - Parameters:
///   - pause: The time between two attempts.
///   - condition: Is evaluated at least a thousand times, unless it holds before or throws.
/// - Returns: Whether the condition holds. False if the task was cancelled.
public func eventually(
  every pause: Duration = .milliseconds(1), _ condition: () throws -> Bool
) async rethrows -> Bool {
  var left = Duration.seconds(120)
  while true {
    if try condition() { return true }
    guard left > .zero else { return false }
    let start = ContinuousClock.now
    do { try await Task.sleep(for: pause) } catch { return false }
    left -= min(ContinuousClock.now - start, max(pause, .milliseconds(100)))
  }
}
