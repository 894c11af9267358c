/// The name that somebody probably meant who typed another one.
enum Suggestion {
  /// - Returns: the known name that needs the fewest changes, such as ", did you mean 'status'?"; empty if none is close.
  static func text(for typed: String, among known: [String]) -> String {
    let best = known.map { (name: $0, changes: changes(from: typed, to: $0)) }
      .min { ($0.changes, $0.name) < ($1.changes, $1.name) }
    guard let best, best.changes > 0, best.changes <= max(1, typed.count / 3) else { return "" }
    return "; did you mean '\(best.name)'?"
  }

  /// Inserted, removed, replaced or exchanged neighbouring characters (optimal string alignment).
  static func changes(from typed: String, to name: String) -> Int {
    let (a, b) = (Array(typed.lowercased()), Array(name.lowercased()))
    var rows = [Array(0...b.count)]
    for i in stride(from: 1, through: a.count, by: 1) {
      var row = [i]
      for j in stride(from: 1, through: b.count, by: 1) {
        var least = min(
          rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          least = min(least, rows[i - 2][j - 2] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
