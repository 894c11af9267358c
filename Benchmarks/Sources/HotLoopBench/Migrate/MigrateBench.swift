import ArgumentParser
import Glibc
import HostSystem
import WorldState

/// `hotloop bench migrate`: what a migration costs, with a plain copy of the same bytes as the floor.
struct MigrateBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract:
      "Migrate a pool of 1,000,000 records of 32 bytes. Floor: memcpy of the same bytes in the same run.")

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
    // The first round touches every page of the target, so it is not counted.
    for round in 0...(quick ? 10 : 100) {
      let copy = unsafe measure { unsafe memcpy(target.base, source.base, source.bytesUsed) }
      if round > 0 { copying.add(nanoseconds: copy) }
      for (index, one) in cases.enumerated() {
        let time = try measure { _ = try one.plan.apply(from: source, to: target) }
        if round > 0 { migrating[index].add(nanoseconds: time) }
      }
    }
    try report(copying, cases.map(\.name), migrating).publish(json: json)
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
