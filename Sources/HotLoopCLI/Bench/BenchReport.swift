import Engine
import Foundation

/// What a benchmark found, as a table for people and as JSON for tools.
struct BenchReport {
  var figures: [BenchFigure] = []

  /// What was measured on: figures mean nothing without it.
  static var machine: String {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let system = ProcessInfo.processInfo.operatingSystemVersionString
    return "\(processor), \(cores) cores, \(system), \(buildFlavour)"
  }

  private static var processor: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
      ?? "unknown processor"
  }

  private static var buildFlavour: String {
    #if DEBUG
      "a debug build (build with -c release to measure)"
    #else
      "a release build"
    #endif
  }

  var table: String {
    var rows = [["case", "figure", "value", "floor", "ratio"]]
    for one in figures {
      rows.append([
        one.name, one.figure, Self.text(one.value) + " " + one.unit,
        one.floor.map { Self.text($0) + " " + one.unit } ?? "", one.ratio.map { Self.text($0) + "×" } ?? "",
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// A list of objects with bench, case, figure, value, unit, floor and ratio; the last two null where there are none.
  var json: String {
    JSONValue.array(
      figures.map { one in
        [
          "bench": .string(one.bench), "case": .string(one.name), "figure": .string(one.figure),
          "value": .number(one.value), "unit": .string(one.unit),
          "floor": one.floor.map { .number($0) } ?? .null, "ratio": one.ratio.map { .number($0) } ?? .null,
        ]
      }
    ).line
  }

  /// Prints the table, and writes the JSON if a file for it is given.
  func deliver(json path: String?) throws {
    print("on \(Self.machine)\n")
    print(table)
    guard let path else { return }
    do {
      try Data((json + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandError("\(path) cannot be written: \(error.localizedDescription)")
    }
  }

  private static func text(_ value: Double) -> String { String(format: "%.2f", value) }
}
