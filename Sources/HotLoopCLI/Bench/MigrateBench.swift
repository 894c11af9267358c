import ArgumentParser
import CGameABI
import Engine
import Glibc
import HostSystem
import WorldState

/// `hotloop bench migrate`: what a migration costs beside a plain copy of the same bytes.
struct MigrateBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract:
      "Migrate a pool of 1,000,000 records of 32 bytes, beside memcpy of the same bytes in the same run.")

  @Flag(help: "Fewer rounds.")
  var quick = false

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  static let records = 1_000_000

  func run() throws {
    let old = try RecordWorld.layout(RecordWorld.original)
    let cases = try RecordWorld.edits.map { name, fields in
      (name: name, plan: try MigrationPlan(from: old, to: RecordWorld.layout(fields)))
    }
    let source = try Arena(name: "bench source")
    let target = try Arena(name: "bench target")
    try RecordWorld.fill(source, layout: old, records: Self.records)

    var copying = Samples()
    var migrating = [Samples](repeating: Samples(), count: cases.count)
    // The first round touches every page of the target and is not counted.
    for round in 0...(quick ? 10 : 100) {
      let copy = unsafe measure { unsafe memcpy(target.base, source.base, source.bytesUsed) }
      if round > 0 { copying.add(nanoseconds: copy) }
      for (index, one) in cases.enumerated() {
        let time = try measure { _ = try one.plan.apply(from: source, to: target) }
        if round > 0 { migrating[index].add(nanoseconds: time) }
      }
    }
    try report(copying, cases.map(\.name), migrating).deliver(json: json)
  }

  private func measure<R>(_ work: () throws -> R) rethrows -> UInt64 {
    let start = MonotonicClock.now()
    _ = try work()
    return MonotonicClock.now() - start
  }

  private func report(_ copying: Samples, _ names: [String], _ migrating: [Samples]) -> BenchReport {
    var report = BenchReport()
    func add(_ name: String, _ samples: Samples, floor: Samples?) {
      report.figures.append(
        BenchFigure(
          bench: "migrate", name: name, figure: "median", value: samples.median, unit: "ms",
          floor: floor?.median))
      report.figures.append(
        BenchFigure(
          bench: "migrate", name: name, figure: "p99", value: samples.p99, unit: "ms", floor: floor?.p99))
    }
    add("memcpy", copying, floor: nil)
    for (name, samples) in zip(names, migrating) { add(name, samples, floor: copying) }
    return report
  }
}

/// A world with one pool of records of 32 bytes, and the edits that are made to them.
private enum RecordWorld {
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

  /// Laid out as a C compiler does.
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
    var placed: [Layout.Field] = []
    for field in fields {
      let size = field.scalar.size
      let offset = (end + size - 1) / size * size
      placed.append(.init(name: field.name, type: .scalar(field.scalar), offset: offset))
      end = offset + size
      alignment = max(alignment, size)
    }
    return Layout.Struct(
      name: name, size: (end + alignment - 1) / alignment * alignment, alignment: alignment, fields: placed)
  }

  /// A world whose pool is full of numbers that differ.
  static func fill(_ arena: Arena, layout: Layout, records: Int) throws {
    try arena.prepareFreshWorld(layout: layout, worldVersion: 1, seed: 1)
    let start = arena.bytesUsed
    let size = records * 32
    let pool = PoolStorage(offset: UInt64(start), count: UInt32(records), capacity: UInt32(records))
    unsafe arena.base.storeBytes(of: pool, toByteOffset: 128, as: PoolStorage.self)
    arena.header.bytes_used = UInt64(start + size)
    for word in 0..<size / 4 {
      unsafe arena.base.storeBytes(
        of: UInt32(truncatingIfNeeded: word), toByteOffset: start + word * 4, as: UInt32.self)
    }
  }
}
