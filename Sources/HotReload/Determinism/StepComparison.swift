import Engine
import WorldState

/// Compares the world after a tick with the one that the same tick gave in another process.
enum StepComparison {
  /// Differences that are looked for: a report names a few, and counts the rest.
  private static let limit = 1_000

  /// - Parameters:
  ///   - again: the other process's. It is not trusted: any bytes may be in it.
  ///   - kept: the kept values that the other process created otherwise.
  ///   - fields: receives all differences that were found.
  /// - Returns: nil if both are the same world.
  static func difference(
    of world: Arena, and again: Arena, layout: Layout, generation: UInt64, tick: UInt64,
    kept: [WorldDifference] = [], fields: inout [WorldDifference]
  ) -> HostEvent.Nondeterminism? {
    let isSame = world.hasSameBytes(as: again)
    if isSame, kept.isEmpty { return nil }
    var event = HostEvent.Nondeterminism(generation: generation, tick: tick)
    if !isSame { compare(world, again, layout, &event, &fields) }
    // The cause before what comes of it.
    fields = kept + fields
    if !kept.isEmpty { event.gap = nil }
    event.count = fields.count
    event.differences = Array(fields.prefix(DeterminismReports.maxFields))
    return event
  }

  private static func compare(
    _ world: Arena, _ again: Arena, _ layout: Layout, _ event: inout HostEvent.Nondeterminism,
    _ fields: inout [WorldDifference]
  ) {
    // A copy, because the other process may still write to its own.
    let first = unsafe world.withBytes { unsafe Array($0) }
    let second = unsafe again.withBytes { unsafe Array($0) }
    do {
      try unsafe first.withUnsafeBytes { first in
        try unsafe second.withUnsafeBytes { second in
          let reader = try unsafe WorldReader(layout: layout, bytes: first)
          fields = worldDiff(reader, try unsafe WorldReader(layout: layout, bytes: second), limit: limit)
          // The arenas have one size; that of the running world is another.
          fields.removeAll { $0.path == "header.bytes_reserved" }
          let offset = unsafe zip(first, second).enumerated().first { $0.element.0 != $0.element.1 }?.offset
          if fields.isEmpty { event.gap = reader.place(ofGapAt: offset ?? min(first.count, second.count)) }
        }
      }
    } catch {
      event.failure = "gave a world that cannot be read: \(error)"
    }
  }
}
