/// One call of the game's own migration: from one world version to the next, up or down.
public struct VersionStep: Hashable, Sendable {
  public var from: UInt32
  public var to: UInt32

  /// The calls that lead from one version to another, in order; none where both are the same. They run after the
  /// automatic migration, with the old world beside the new one.
  /// - Parameter most: how many steps are taken one by one. Versions further apart were not counted up by an
  ///   author; the last step then leads the rest of the way.
  public static func chain(from: UInt32, to: UInt32, most: Int = 1000) -> [VersionStep] {
    var steps: [VersionStep] = []
    var version = from
    while version != to {
      let next = steps.count + 1 < most ? (version < to ? version + 1 : version - 1) : to
      steps.append(VersionStep(from: version, to: next))
      version = next
    }
    return steps
  }
}
