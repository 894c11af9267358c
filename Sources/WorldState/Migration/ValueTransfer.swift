/// Takes values to the new world that the automatic migration alone would lose, and keeps those that it drops or narrows.
///
/// - A field that comes into being takes the newest value that was kept for it, by its path or an earlier one.
/// - A field that was narrowed gets the original, where it still has what the migration made.
/// - A field that came into being without a value follows a rename or a default that is declared later, where it still
///   has what the migration made.
///
/// Each step handles one struct: the world struct, or the elements of one pool. Runs after the automatic migration.
struct ValueTransfer {
  /// What was kept before, with the paths of the new layout. Used values are removed.
  var before: KeptValues
  private(set) var after = KeptValues()
  /// The number of rows that took a kept or a late declared value, by the line of the plan.
  private(set) var restored: [String: RestoredValues] = [:]

  private let narrowed: [String: [Int]]
  private let untouched: [String: [Int]]
  private var dropped: [String: [Int]] = [:]
  private var used: Set<Int> = []

  init(before: KeptValues) {
    self.before = before
    narrowed = Dictionary(grouping: before.narrowed.indices) { before.narrowed[$0].path }
    untouched = Dictionary(grouping: before.untouched.indices) { before.untouched[$0].path }
    dropped = Dictionary(grouping: before.dropped.indices) { before.dropped[$0].field.path }
  }

  /// - Parameters:
  ///   - old: the rows before; nil if the struct is new.
  ///   - new: the same rows after; nil if the struct was dropped.
  mutating func run(_ changes: [ValueChange], from old: ValueRows?, to new: ValueRows?) {
    for change in changes {
      switch change {
      case .carried(let a, let b): if let old, let new { carry(a, b, old, new) }
      case .dropped(let field): if let old { drop(field, old) }
      case .added(let field): if let new { add(field, new, isNewStruct: old == nil) }
      }
    }
  }

  /// What is kept from now on: of what was kept before, the newest up to `limit` bytes, and all that is asked about.
  func finished(limit: Int, asking questioned: QuestionedValues) -> KeptValues {
    var result = after
    var room = limit - after.byteCount
    var earlier: [KeptValues.Dropped] = []
    for index in before.dropped.indices.reversed() where !used.contains(index) {
      let isAskedAbout = questioned.contain(before.dropped[index].field.path)
      room -= before.dropped[index].values.bytes.count
      if room >= 0 || isAskedAbout { earlier.append(before.dropped[index]) }
    }
    result.dropped = earlier.reversed() + after.dropped
    result.pools = before.pools
    return result
  }

  // MARK: Carried

  private mutating func carry(_ a: ValueField, _ b: ValueField, _ old: ValueRows, _ new: ValueRows) {
    let conversion = ValueConversion(from: a, to: b)
    let count = min(a.count, b.count)
    if narrowed[a.path] == nil, untouched[a.path] == nil {
      if !conversion.isExact { keepNarrowed(a, b, old, new, []) }
    } else if narrowed[a.path] != nil || !conversion.isExact {
      var isDone = [Bool](repeating: false, count: old.count * count)
      for index in narrowed[a.path] ?? [] {
        guard let entry = before.narrowed[index].part(0..<count) else { continue }
        carry(entry, a, b, old, new, &isDone)
      }
      if !conversion.isExact {
        for row in untouchedRows(a, old) { for cell in 0..<count { isDone[row * count + cell] = true } }
        keepNarrowed(a, b, old, new, isDone)
      }
    }
    for index in untouched[a.path] ?? [] {
      let entry = before.untouched[index]
      var made = conversion(Array(entry.made.prefix(a.unit * count)))
      if b.count > count { made += new.gather(b.offset, b.length)[made.count..<b.length] }
      declare(
        KeptValues.Untouched(path: b.path, ids: entry.ids, made: made, isAnswered: entry.isAnswered), b, new)
    }
    if a.count > count { drop(a, old, first: count) }
    if b.count > count { add(b, new, first: count) }
  }

  /// Restores originals where the field has what was made of them.
  private mutating func carry(
    _ entry: KeptValues.Narrowed, _ a: ValueField, _ b: ValueField, _ old: ValueRows, _ new: ValueRows,
    _ isDone: inout [Bool]
  ) {
    let matches = unchanged(entry, a, old)
    if matches.isEmpty { return }
    let conversion = ValueConversion(from: entry.original, to: b)
    let originals = entry.values.selected(matches.map(\.index))
    let values = conversion(originals.bytes)
    let (length, count) = (entry.original.count * b.unit, min(a.count, b.count))
    for (place, (_, row)) in matches.enumerated() {
      new.write(
        values[place * length..<(place + 1) * length], to: b.offset + entry.first * b.unit, row: row)
      for cell in entry.range { isDone[row * count + cell] = true }
    }
    if !conversion.isExact {
      keepNarrowed(entry.original, b, entry.first, originals, matches.map(\.row), new)
    }
  }

  /// Indices and rows where a field has what was made of narrowed values.
  private func unchanged(
    _ entry: KeptValues.Narrowed, _ field: ValueField, _ rows: ValueRows
  ) -> [(index: Int, row: Int)] {
    let length = entry.made.length
    let present = rows.gather(field.offset + entry.first * field.unit, length)
    return entry.made.matches(rows.ids).filter { index, row in
      present[row * length..<(row + 1) * length] == entry.made.bytes(at: index)
    }
  }

  /// Where a field that came into being without a value has what was made of it.
  private func untouchedRows(_ field: ValueField, _ rows: ValueRows) -> [Int] {
    guard let indices = untouched[field.path] else { return [] }
    let length = field.length
    let present = rows.gather(field.offset, length)
    return indices.flatMap { index in
      let entry = before.untouched[index]
      return IdentifiedValues(ids: entry.ids, bytes: [], length: 0).matches(rows.ids).map(\.row).filter {
        row in
        present[row * length..<(row + 1) * length] == entry.made[...]
      }
    }
  }

  // MARK: Narrowed

  /// Keeps the numbers of a field that was converted, except for those whose originals are kept already.
  /// - Parameter isDone: by number; empty if there are none.
  private mutating func keepNarrowed(
    _ a: ValueField, _ b: ValueField, _ old: ValueRows, _ new: ValueRows, _ isDone: [Bool]
  ) {
    let count = min(a.count, b.count)
    // Number by number, so that one that changes does not give up the others; very long arrays in parts.
    let part = (count + Self.maxParts - 1) / Self.maxParts
    for first in stride(from: 0, to: count, by: max(1, part)) {
      let range = first..<min(first + part, count)
      let rows =
        isDone.isEmpty
        ? Array(0..<old.count)
        : (0..<old.count).filter { row in range.contains { !isDone[row * count + $0] } }
      if rows.isEmpty { continue }
      let original = a.with(count: range.count)
      let values = IdentifiedValues(
        ids: old.ids, bytes: old.gather(a.offset + first * a.unit, original.length), length: original.length)
      keepNarrowed(original, b, first, values.selected(rows), rows, new)
    }
  }

  private static let maxParts = 1024

  private mutating func keepNarrowed(
    _ original: ValueField, _ b: ValueField, _ first: Int, _ values: IdentifiedValues, _ rows: [Int],
    _ new: ValueRows
  ) {
    let length = b.unit * original.count
    let made = IdentifiedValues(
      ids: new.ids, bytes: new.gather(b.offset + first * b.unit, length), length: length)
    after.narrowed.append(
      KeptValues.Narrowed(
        path: b.path, first: first, original: original, values: values, made: made.selected(rows)))
  }

  // MARK: Dropped

  private mutating func drop(_ field: ValueField, _ old: ValueRows, first: Int = 0) {
    let count = field.count - first
    let length = count * field.unit
    let present = IdentifiedValues(
      ids: old.ids, bytes: old.gather(field.offset + first * field.unit, length), length: length)
    if narrowed[field.path] == nil, untouched[field.path] == nil {
      if old.count > 0 {
        after.dropped.append(KeptValues.Dropped(field: field, first: first, values: present))
      }
      return
    }
    var isDone = [Bool](repeating: false, count: old.count * count)
    var originals: [KeptValues.Dropped] = []
    for index in narrowed[field.path] ?? [] {
      guard let entry = before.narrowed[index].part(first..<field.count) else { continue }
      let matches = unchanged(entry, field, old)
      if matches.isEmpty { continue }
      for (_, row) in matches { for cell in entry.range { isDone[row * count + cell - first] = true } }
      var original = entry.original.with(count: entry.range.upperBound)
      original.path = field.path
      originals.append(
        KeptValues.Dropped(
          field: original, first: entry.first, values: entry.values.selected(matches.map(\.index))))
    }
    for row in untouchedRows(field, old) {
      for cell in 0..<count { isDone[row * count + cell] = true }
    }
    let rows = (0..<old.count).filter { row in (0..<count).contains { !isDone[row * count + $0] } }
    if !rows.isEmpty {
      after.dropped.append(KeptValues.Dropped(field: field, first: first, values: present.selected(rows)))
    }
    // Later ones count more.
    after.dropped += originals
  }

  // MARK: Added

  private mutating func add(_ field: ValueField, _ new: ValueRows, first: Int = 0, isNewStruct: Bool = false)
  {
    let paths = (field.earlierPaths + [field.path]).filter { dropped[$0] != nil }
    var filled: [Int] = []
    var empty = Array(0..<new.count)
    if !paths.isEmpty {
      let count = field.count - first
      var isFilled = [Bool](repeating: false, count: new.count * count)
      for path in paths {
        for index in (dropped[path] ?? []).reversed() { fill(field, new, first, from: index, &isFilled) }
      }
      (filled, empty) = ([], [])
      for row in 0..<new.count {
        let isEmpty = !isFilled[row * count..<(row + 1) * count].contains(true)
        if isEmpty { empty.append(row) } else { filled.append(row) }
      }
    }
    note(field, kept: filled.count, total: new.count)
    // No program has filled the elements of a pool that comes back.
    if isNewStruct, let pattern = field.pattern {
      for row in empty { new.write(pattern[...], to: field.offset, row: row) }
    }
    if first == 0, let row = empty.first {
      let ids = filled.isEmpty ? new.ids : empty.map { new.ids[$0] }
      after.untouched.append(
        KeptValues.Untouched(
          path: field.path, ids: ids, made: new.bytes(field.offset, field.length, row: row)))
    }
  }

  /// Takes numbers from one kept value, where no newer one had any.
  private mutating func fill(
    _ field: ValueField, _ new: ValueRows, _ first: Int, from index: Int, _ isFilled: inout [Bool],
    isLate: Bool = false
  ) {
    let entry = before.dropped[index]
    let range = max(first, entry.first)..<max(max(first, entry.first), min(field.count, entry.field.count))
    // Each element has the value now, or a newer one. A late rename leaves what it does not take.
    if !isLate, entry.field.count <= field.count { used.insert(index) }
    let matches = entry.values.matches(new.ids)
    if range.isEmpty || matches.isEmpty { return }
    let unit = entry.field.unit
    let originals = entry.values.selected(matches.map(\.index))
      .sliced((range.lowerBound - entry.first) * unit..<(range.upperBound - entry.first) * unit)
    let conversion = ValueConversion(from: entry.field, to: field)
    let values = conversion(originals.bytes)
    let count = field.count - first
    var whole: [Int] = []
    for (place, (_, row)) in matches.enumerated() {
      var isWhole = true
      for number in range {
        let cell = row * count + number - first
        if isFilled[cell] {
          isWhole = false
          continue
        }
        isFilled[cell] = true
        let start = (place * range.count + number - range.lowerBound) * field.unit
        new.write(values[start..<start + field.unit], to: field.offset + number * field.unit, row: row)
      }
      if isWhole { whole.append(place) }
    }
    if isLate {
      let taken = Set(whole.map { matches[$0].index })
      before.dropped[index].values = entry.values.selected(
        entry.values.ids.indices.filter { !taken.contains($0) })
    }
    if !conversion.isExact, !whole.isEmpty {
      let rows = whole.map { matches[$0].row }
      keepNarrowed(
        entry.field.with(count: range.count), field, range.lowerBound, originals.selected(whole), rows, new)
    }
  }

  // MARK: Declared later

  /// Applies a rename or a default to the rows that still have what the migration made of the field; a rename that the author
  /// answered to all.
  private mutating func declare(_ entry: KeptValues.Untouched, _ field: ValueField, _ new: ValueRows) {
    let paths = field.earlierPaths.filter { dropped[$0] != nil }
    let isNewDefault = field.pattern.map { $0 != entry.made } ?? false
    guard !paths.isEmpty || isNewDefault else { return after.untouched.append(entry) }
    let present = new.gather(field.offset, field.length)
    let length = field.length
    let ids = IdentifiedValues(ids: entry.ids, bytes: [], length: 0)
    let rows = ids.matches(new.ids).map(\.row).filter { row in
      entry.isAnswered || present[row * length..<(row + 1) * length] == entry.made[...]
    }
    let count = field.count
    var isFilled = [Bool](repeating: true, count: new.count * count)
    for row in rows { for cell in row * count..<(row + 1) * count { isFilled[cell] = false } }
    for path in paths {
      for index in (dropped[path] ?? []).reversed() {
        fill(field, new, 0, from: index, &isFilled, isLate: true)
      }
    }
    let empty = rows.filter { row in !isFilled[row * count..<(row + 1) * count].contains(true) }
    var result = entry
    result.ids = empty.map { new.ids[$0] }
    result.isAnswered = false
    if let pattern = field.pattern, isNewDefault {
      for row in empty { new.write(pattern[...], to: field.offset, row: row) }
      result.made = pattern
    }
    if !empty.isEmpty { after.untouched.append(result) }
    note(field, kept: rows.count - empty.count, defaults: isNewDefault ? empty.count : 0, total: new.count)
  }

  private mutating func note(_ field: ValueField, kept: Int, defaults: Int = 0, total: Int) {
    if kept == 0, defaults == 0 { return }
    var entry = restored[field.action] ?? RestoredValues()
    entry.kept = max(entry.kept, kept)
    entry.defaults = max(entry.defaults, defaults)
    entry.total = max(entry.total, total)
    entry.isDefault = field.pattern != nil
    restored[field.action] = entry
  }
}
