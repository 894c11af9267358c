import Testing

@testable import WorldState

/// The rules of conversions at their edges, as docs/world.md states them.
struct ConversionRuleTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var input: WorldValue
    var chain: [Scalar]
    var output: WorldValue
    var clamped = 0
    var testDescription: String { "\(chain.map(\.description).joined(separator: " → ")) of \(input)" }
  }

  static let cases: [Case] = [
    // Beyond 2^24 and 2^53, to the nearest; ties to even.
    Case(input: .unsigned(.max), chain: [.uint64, .float], output: .float(0x1p64)),
    Case(input: .unsigned((1 << 24) + 1), chain: [.uint64, .float], output: .float(0x1p24)),
    Case(input: .unsigned((1 << 24) + 3), chain: [.uint64, .float], output: .float(0x1.000004p24)),
    // One rounding, not two: through a double it would be 2^60.
    Case(
      input: .unsigned((1 << 60) + (1 << 36) + 1), chain: [.uint64, .float], output: .float(0x1.000002p60)),
    Case(input: .integer((1 << 53) + 1), chain: [.int64, .double], output: .double(0x1p53)),
    Case(input: .integer(-(1 << 53) - 3), chain: [.int64, .double], output: .double(-0x1.0000000000002p53)),
    Case(input: .integer(.max), chain: [.int64, .double, .int64], output: .integer(.max), clamped: 1),
    Case(input: .unsigned(.max), chain: [.uint64, .float, .uint64], output: .unsigned(.max), clamped: 1),
    // A chain clamps where a value first leaves the range.
    Case(input: .double(1e300), chain: [.double, .float, .int8], output: .integer(127), clamped: 2),
    Case(input: .double(-1e300), chain: [.double, .float, .int8], output: .integer(-128), clamped: 2),
    Case(input: .double(1e-300), chain: [.double, .float, .int8], output: .integer(0)),
    Case(input: .double(-0.0), chain: [.double, .float, .double], output: .double(-0.0)),
    // Infinities and NaN.
    Case(input: .double(.infinity), chain: [.double, .float], output: .float(.infinity)),
    Case(input: .double(.infinity), chain: [.double, .float, .int8], output: .integer(127), clamped: 1),
    Case(input: .float(-.infinity), chain: [.float, .uint16], output: .unsigned(0), clamped: 1),
    Case(input: .float(.nan), chain: [.float, .int64], output: .integer(0), clamped: 1),
    Case(input: .double(.nan), chain: [.double, .float, .uint8], output: .unsigned(0), clamped: 1),
    Case(input: .double(.nan), chain: [.double, .bool], output: .bool(true)),
    // Negative to unsigned.
    Case(input: .integer(-1), chain: [.int8, .uint64], output: .unsigned(0), clamped: 1),
    Case(input: .integer(.min), chain: [.int64, .uint8], output: .unsigned(0), clamped: 1),
    Case(input: .float(-0.9), chain: [.float, .uint8], output: .unsigned(0)),
    Case(input: .double(-1), chain: [.double, .uint64], output: .unsigned(0), clamped: 1),
    Case(input: .bool(true), chain: [.bool, .uint64, .float, .bool], output: .bool(true)),
  ]

  @Test("Numbers at the edges of their types", arguments: cases)
  func edges(one: Case) throws {
    var world = try TestWorld(try build { $0.world([.scalar(one.chain[0], "a"), .bool("last")]) })
    try unsafe one.input.store(as: one.chain[0], at: world.arena.base + world.offset("a"))
    var clamped = 0
    for scalar in one.chain.dropFirst() {
      let (next, migration) = try world.migrated(
        to: try build { $0.world([.scalar(scalar, "a"), .bool("last")]) })
      clamped += migration.report.saturated["World.a"] ?? 0
      world = next
    }
    let found = try world.value("a")
    #expect(found.isSame(as: one.output), "\(found)")
    #expect(clamped == one.clamped)
  }

  @Test("The plan prints the rule of each conversion")
  func printed() throws {
    for (from, to, rule) in [
      (Scalar.int32, Scalar.uint8, "values out of range become the nearest of 0…255"),
      (.uint8, .int8, "values out of range become the nearest of -128…127"),
      (.int8, .int64, "every value is exact"), (.int64, .double, "rounded to the nearest, exact up to ±2^53"),
      (.uint32, .float, "rounded to the nearest, exact up to ±2^24"),
      (.int16, .float, "every value is exact"),
      (
        .double, .int16,
        "fractions are truncated; values out of range become the nearest of -32768…32767; NaN becomes 0"
      ),
      (.double, .float, "rounded to the nearest; too large ones become the largest finite float"),
      (.float, .bool, "0 becomes false, anything else true"), (.bool, .int8, "false becomes 0, true 1"),
    ] {
      let plan = try MigrationPlan(
        from: try build { $0.world([.scalar(from, "a")]) }, to: try build { $0.world([.scalar(to, "a")]) })
      #expect(plan.description.hasPrefix("World.a: \(from) → \(to), converted (\(rule)"), "\(plan)")
      let arrays = try MigrationPlan(
        from: try build { $0.world([.scalar(from, "a", count: 2)]) },
        to: try build { $0.world([.scalar(to, "a", count: 3)]) })
      #expect(arrays.description.contains(rule), "\(arrays)")
    }
  }
}
