extension ReloadCoordinator {
  /// What becomes of an optimised image of the running source.
  public enum Optimisation: Sendable {
    /// None is built.
    case off
    /// The next run starts with it.
    case nextRun
    /// It is swapped in as soon as it is built: a second reload of each save.
    case atOnce
  }
}
