import Engine
import Foundation

/// The kept values of a running host, as a table for people.
enum KeptText {
  /// - Parameter values: as the host lists them.
  static func lines(_ values: [JSONValue]) -> [String] {
    if values.isEmpty { return ["no values are kept"] }
    let rows = values.map { value -> [String] in
      let count = value["count"]?.integer.map { "[\($0)]" } ?? ""
      let text = { (name: String) in value[name]?.string ?? "?" }
      return [
        "\(text("module"))/\(text("key"))", text("type") + count,
        KeptItem.sizeText(Int(value["bytes"]?.integer ?? 0)), KeptItem.ageText(value["age"]?.double ?? 0),
        "build \(value["generation"]?.integer ?? 0)", "\(text("file")):\(value["line"]?.integer ?? 0)",
      ]
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
  }
}
