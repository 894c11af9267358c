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
        try unsafe plan.apply(from: bytes, to: arena, worldVersion: worldVersion)
      }
    }
    return try result.get()
  }
}
