import CGameABI

extension Snapshot {
  /// The fields whose values differ. Of two layouts, those that both have, without the header.
  /// - Parameters:
  ///   - other: whose values stand behind those of this world.
  ///   - ignored: paths that are not compared if the layouts differ.
  public func differences(
    from other: Snapshot, ignoring ignored: Set<String> = []
  ) -> [WorldDifference] {
    let found =
      (try? read { mine throws(WorldError) in
        try other.read { theirs throws(WorldError) in worldDiff(mine, theirs) }
      }) ?? []
    if layout.hash != other.layout.hash {
      return found.filter {
        $0.before != nil && $0.after != nil && !$0.path.hasPrefix("header.") && !ignored.contains($0.path)
      }
    }
    let header = MemoryLayout<WorldHeader>.size
    if found.isEmpty, bytes.dropFirst(header) != other.bytes.dropFirst(header) {
      return [WorldDifference(path: "bytes that belong to no field", before: nil, after: nil)]
    }
    return found
  }
}
