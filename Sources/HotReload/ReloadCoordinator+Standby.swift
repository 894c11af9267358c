import GameBuilder
import HostSystem

/// What is started before the next save.
extension ReloadCoordinator {
  /// Prepares for the next save, after the loop has had time to swap and draw.
  func prepareNext() async {
    try? await Task.sleep(for: Self.timeToDraw)
    if Task.isCancelled { return }
    // The reload has just interrupted the game anyway.
    HeapMemory.trim()
    trials.prepareNext()
    await compiler.startStandby()
  }

  private static let timeToDraw = Duration.milliseconds(50)

  /// A program, probably an editor, has opened a source file.
  public func sourceOpened(_ path: String) async { await compiler.sourceOpened(path) }
}
