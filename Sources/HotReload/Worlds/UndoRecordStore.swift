import WorldState

/// The undo records of migrations, by their layouts. A migration back to the old layout restores from its record, after a
/// rollback as well as after an edit that was undone.
///
/// Bounded: the newest record for each pair of layouts, at most `maxCount` records and `maxBytes`. The newest record is
/// always kept.
struct UndoRecordStore {
  static let maxCount = 32
  static let maxBytes = 256 << 20

  /// The newest last.
  private var records: [UndoRecord] = []

  /// The record of the migration from `layout` to `current`.
  func find(goingBackTo layout: Layout, from current: Layout) -> UndoRecord? {
    records.last { $0.from == layout && $0.to == current }
  }

  mutating func add(_ record: UndoRecord) {
    records.removeAll { $0.from == record.from && $0.to == record.to }
    records.append(record)
    while records.count > 1, records.count > Self.maxCount || byteCount > Self.maxBytes {
      records.removeFirst()
    }
  }

  private var byteCount: Int { records.reduce(0) { $0 + $1.byteCount } }
}
