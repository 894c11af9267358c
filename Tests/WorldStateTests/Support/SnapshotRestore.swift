@testable import WorldState

extension Snapshot {
  /// Migrates the world of the snapshot into an arena.
  /// - Parameters:
  ///   - plan: from the layout of the snapshot.
  ///   - worldVersion: version in the new header; nil keeps the old one.
  @discardableResult
  func restore(
    into arena: Arena, by plan: MigrationPlan, worldVersion: UInt32? = nil
  ) throws(MigrationError) -> MigrationResult {
    let result: Result<MigrationResult, MigrationError> = unsafe bytes.withUnsafeBytes { bytes in
      Result { () throws(MigrationError) in
        try unsafe plan.apply(from: bytes, to: arena, worldVersion: worldVersion, recordsUndo: false)
      }
    }
    return try result.get()
  }
}

extension LossTable {
  /// Whether a migration and the migration back restore every byte without an undo record.
  var isEmpty: Bool { world.units.isEmpty && pools.allSatisfy(\.units.isEmpty) }
}
