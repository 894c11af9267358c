import CGameABI
import WorldState

/// A world with one pool of records of 32 bytes, and the edits to their struct.
enum RecordWorld {
  typealias Fields = [(name: String, scalar: Scalar)]

  static let original: Fields = [
    ("x", .float), ("y", .float), ("dx", .float), ("dy", .float), ("hp", .int32), ("kind", .int32),
    ("age", .int32), ("owner", .int32),
  ]

  static let edits: [(String, Fields)] = [
    ("reordered", original.reversed()),
    ("one added", original + [("shield", .float)]),
    ("one widened", original.map { $0.name == "hp" ? ("hp", .int64) : $0 }),
  ]

  /// The layout that a C compiler gives these fields.
  static func layout(_ fields: Fields) throws -> Layout {
    let record = structure("Record", fields)
    let header = structure(
      "WorldHeader",
      [
        ("magic", .uint32), ("abi_version", .uint32), ("header_size", .uint32), ("world_version", .uint32),
        ("layout_hash", .uint64), ("bytes_used", .uint64), ("bytes_reserved", .uint64), ("tick", .uint64),
        ("random_0", .uint64), ("random_1", .uint64), ("random_2", .uint64), ("random_3", .uint64),
        ("unused_0", .uint64), ("unused_1", .uint64), ("unused_2", .uint64), ("unused_3", .uint64),
        ("unused_4", .uint64), ("unused_5", .uint64),
      ])
    let world = Layout.Struct(
      name: "World", size: 144, alignment: 8,
      fields: [
        .init(name: "header", type: .structure(1), offset: 0),
        .init(name: "records", type: .pool(2), offset: 128),
      ])
    return try Layout(structs: [world, header, record])
  }

  private static func structure(_ name: String, _ fields: Fields) -> Layout.Struct {
    var end = 0
    var alignment = 1
    var laidOut: [Layout.Field] = []
    for field in fields {
      let size = field.scalar.size
      let offset = (end + size - 1) / size * size
      laidOut.append(.init(name: field.name, type: .scalar(field.scalar), offset: offset))
      end = offset + size
      alignment = max(alignment, size)
    }
    return Layout.Struct(
      name: name, size: (end + alignment - 1) / alignment * alignment, alignment: alignment, fields: laidOut)
  }

  /// Fills the pool with different numbers.
  static func fill(_ arena: Arena, layout: Layout, records: Int) throws {
    try arena.prepareFreshWorld(layout: layout, worldVersion: 1, seed: 1)
    let start = arena.bytesUsed
    let size = records * 32
    let pool = PoolStorage(offset: UInt64(start), count: UInt32(records), capacity: UInt32(records))
    unsafe arena.base.storeBytes(of: pool, toByteOffset: 128, as: PoolStorage.self)
    // Behind the elements are their identities.
    arena.header.bytes_used = UInt64(start + size + 4 * records)
    for index in 0..<records {
      unsafe arena.base.storeBytes(
        of: UInt32(truncatingIfNeeded: index + 1), toByteOffset: start + size + 4 * index, as: UInt32.self)
    }
    arena.header.unused.0 = UInt64(records + 1)
    for word in 0..<size / 4 {
      unsafe arena.base.storeBytes(
        of: UInt32(truncatingIfNeeded: word), toByteOffset: start + word * 4, as: UInt32.self)
    }
  }
}
