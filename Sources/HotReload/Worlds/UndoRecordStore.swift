import WorldState

/// What migrations kept aside for the way back, by the two layouts: going back restores it, whether by a rollback or
/// because the author undid the edit.
///
/// Bounded: the latest for each pair of layouts, and of those the last 32 and 256 MiB; the latest of all is always kept.
struct KeptResidues {
  static let most = 32
  static let mostBytes = 256 << 20

  /// The latest last.
  private var kept: [Residue] = []

  /// What was kept when a world of `layout` was left for one of `left`.
  func find(goingBackTo layout: Layout, from left: Layout) -> Residue? {
    kept.last { $0.from == layout && $0.to == left }
  }

  mutating func keep(_ residue: Residue) {
    kept.removeAll { $0.from == residue.from && $0.to == residue.to }
    kept.append(residue)
    while kept.count > 1, kept.count > Self.most || bytes > Self.mostBytes { kept.removeFirst() }
  }

  private var bytes: Int { kept.reduce(0) { $0 + $1.byteCount } }
}
