@testable import WorldState

/// What must become of the values of a pool, by the documented rules: a model for random edits. Elements are
/// recognised by the `identity` that the model gives them.
struct ValueModel {
  /// The fields of the element struct `E` and of the struct `N`, of which each element has two.
  var fields: [String: [Field]] = ["E": [], "N": []]
  var rows: [Row] = []

  struct Field: Equatable {
    var name: String
    /// An int8, which cannot represent the values that the model begins with; otherwise an int64.
    var isSmall = false
  }

  struct Row {
    /// By path in the element.
    var values: [String: Int64] = [:]
    var kept: [String: Int64] = [:]
    /// Came into being without a value and was not written since.
    var untouched: Set<String> = []
  }

  static let prefixes = ["E": [""], "N": ["n[0].", "n[1]."]]

  func layout() throws -> Layout {
    try build {
      for owner in ["N", "E"] {
        var list: [LayoutBuilder.Declaration] = (fields[owner] ?? []).map {
          .scalar($0.isSmall ? .int8 : .int64, $0.name)
        }
        if owner == "E" { list.append(.structure("n", "N", count: 2)) } else { list.append(.int16("last")) }
        $0.structure(owner, list)
      }
      $0.world([.pool("es", of: "E"), .int32("score")])
    }
  }

  func has(_ name: String, in owner: String) -> Bool { fields[owner]?.contains { $0.name == name } ?? false }

  /// The value that the field shows.
  func shown(_ row: Row, _ path: String, _ field: Field) -> Int64 {
    let value = row.values[path] ?? 0
    return field.isSmall ? min(127, max(-128, value)) : value
  }

  /// The number of values that a field would take, were it added.
  func kept(_ name: String, in owner: String) -> Int {
    (Self.prefixes[owner] ?? []).map { prefix in rows.count { $0.kept[prefix + name] != nil } }.max() ?? 0
  }

  // MARK: Edits

  /// Changes the fields of a struct to others: some are dropped, some added, some retyped.
  mutating func change(_ owner: String, to new: [Field]) {
    let old = fields[owner] ?? []
    for field in old where !new.contains(where: { $0.name == field.name }) { each(owner, field.name, drop) }
    for field in new where !old.contains(where: { $0.name == field.name }) { each(owner, field.name, add) }
    fields[owner] = new
  }

  /// A declared rename of a field.
  mutating func rename(_ owner: String, _ from: String, _ to: String) {
    guard let index = fields[owner]?.firstIndex(where: { $0.name == from }) else { return }
    fields[owner]?[index].name = to
    for prefix in Self.prefixes[owner] ?? [] {
      for row in rows.indices {
        rows[row].values[prefix + to] = rows[row].values.removeValue(forKey: prefix + from)
        if rows[row].untouched.remove(prefix + from) != nil { rows[row].untouched.insert(prefix + to) }
      }
    }
  }

  /// A rename that is declared after the field came into being. Returns the number of values that it takes.
  mutating func renameLate(_ owner: String, _ from: String, _ to: String) -> Int {
    var most = 0
    for prefix in Self.prefixes[owner] ?? [] {
      var count = 0
      for row in rows.indices {
        guard rows[row].untouched.contains(prefix + to),
          let value = rows[row].kept.removeValue(forKey: prefix + from)
        else { continue }
        rows[row].untouched.remove(prefix + to)
        rows[row].values[prefix + to] = value
        count += 1
      }
      most = max(most, count)
    }
    return most
  }

  /// A default that is declared after the field came into being.
  mutating func setDefault(_ owner: String, _ name: String, _ value: Int64) {
    each(owner, name) { row, path in if row.untouched.contains(path) { row.values[path] = value } }
  }

  private mutating func each(_ owner: String, _ name: String, _ body: (inout Row, String) -> Void) {
    for prefix in Self.prefixes[owner] ?? [] { for row in rows.indices { body(&rows[row], prefix + name) } }
  }

  private func drop(_ row: inout Row, _ path: String) {
    let value = row.values.removeValue(forKey: path)
    if row.untouched.remove(path) == nil { row.kept[path] = value }
  }

  private func add(_ row: inout Row, _ path: String) {
    row.values[path] = row.kept.removeValue(forKey: path)
    if row.values[path] == nil {
      row.values[path] = 0
      row.untouched.insert(path)
    }
  }
}
