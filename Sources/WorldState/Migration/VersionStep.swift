/// One call of the game's own migration, from a world version to the next higher or lower one.
public struct VersionStep: Hashable, Sendable {
  public var from: UInt32
  public var to: UInt32

  /// The calls from one version to another, in order; empty if both are equal. They run after the automatic migration, with
  /// the old world beside the new one.
  /// - Parameter maxSteps: limit for single steps. Versions further apart were not incremented by hand; the last step then
  ///   covers the rest.
  public static func chain(from: UInt32, to: UInt32, maxSteps: Int = 1000) -> [VersionStep] {
    var steps: [VersionStep] = []
    var version = from
    while version != to {
      let next = steps.count + 1 < maxSteps ? (version < to ? version + 1 : version - 1) : to
      steps.append(VersionStep(from: version, to: next))
      version = next
    }
    return steps
  }
}
