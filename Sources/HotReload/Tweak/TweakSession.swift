import GameBuilder

/// The values of literals that the player has changed and not written yet, and how to undo it. Pure.
struct TweakSession {
  struct Change: Equatable {
    let id: LiveLiteral.ID
    var from: String
    var to: String
  }

  /// The literals of the running generation, with the texts that are in its files.
  private(set) var source: LiveSource
  /// The texts that are not those of the files.
  private(set) var values: [LiveLiteral.ID: String] = [:]
  private var done: [Change] = []
  private var undone: [Change] = []
  /// When the last change was made (ns).
  private var lastTime: UInt64 = 0
  /// The values that a frame was drawn with.
  private var proven: [LiveLiteral.ID: String] = [:]
  private var isProven = true
  /// Since the last such frame.
  private var retreats = 0

  /// Steps that follow each other within this time (ns) are undone together.
  private static let pause: UInt64 = 700_000_000

  init(_ source: LiveSource) { self.source = source }

  /// The present text; nil if the literal has no slot.
  func text(of id: LiveLiteral.ID) -> String? { values[id] ?? source.text(of: id) }

  /// - Returns: nil if that is its text already.
  mutating func set(_ id: LiveLiteral.ID, to text: String, at now: UInt64) throws(LiteralChange) -> Change? {
    try source.check(text, of: id)
    guard let old = self.text(of: id), old != text else { return nil }
    let change = Change(id: id, from: old, to: text)
    if let last = done.last, last.id == id, last.to == old, now < lastTime + Self.pause {
      done[done.count - 1].to = text
    } else {
      done.append(change)
    }
    lastTime = now
    undone = []
    put(text, id)
    return change
  }

  mutating func undo() -> Change? {
    guard let change = done.popLast() else { return nil }
    undone.append(change)
    lastTime = 0
    return move(change.id, to: change.from)
  }

  mutating func redo() -> Change? {
    guard let change = undone.popLast() else { return nil }
    done.append(change)
    lastTime = 0
    return move(change.id, to: change.to)
  }

  /// Back to the text in the file, as a change that can be undone.
  mutating func revert(_ ids: [LiveLiteral.ID]) -> [Change] {
    lastTime = 0
    return ids.compactMap { id in
      guard let value = values[id], let written = source.text(of: id) else { return nil }
      let change = Change(id: id, from: value, to: written)
      done.append(change)
      put(written, id)
      return change
    }
  }

  private mutating func move(_ id: LiveLiteral.ID, to text: String) -> Change? {
    guard let old = self.text(of: id) else { return nil }
    put(text, id)
    return Change(id: id, from: old, to: text)
  }

  private mutating func put(_ text: String, _ id: LiveLiteral.ID) {
    values[id] = text == source.text(of: id) ? nil : text
    isProven = false
  }

  // MARK: Other sources

  /// Another version of the sources runs, and literals keep the values that were not written: those that still exist and have
  /// the same text in the files as before. The text of a file that was saved meanwhile is newer than a value here.
  /// - Returns: the values that are dropped for that.
  mutating func adopt(_ next: LiveSource) -> [Change] {
    var dropped: [Change] = []
    let kept = next.kept(values, of: source)
    let counterparts = next.counterparts(of: values.keys, in: source)
    for (id, value) in values {
      let own = counterparts[id]
      if let own, kept[own] != nil || next.text(of: own) == value { continue }
      let text = own.flatMap(next.text) ?? source.text(of: id)
      dropped.append(Change(id: id, from: value, to: text ?? ""))
    }
    let unchanged = Set(next.files.filter { next.hasSameCode(as: source, in: $0) })
    done.removeAll { !unchanged.contains($0.id.path) || next.text(of: $0.id) == nil }
    undone.removeAll { !unchanged.contains($0.id.path) || next.text(of: $0.id) == nil }
    proven = next.kept(proven, of: source)
    source = next
    values = kept
    lastTime = 0
    return dropped
  }

  // MARK: Crashes

  /// The game has drawn a frame with the present values.
  mutating func prove() {
    retreats = 0
    guard !isProven else { return }
    proven = values
    isProven = true
  }

  /// After a crash: takes back what no frame was drawn with; if that is nothing, the last change; after that, everything.
  mutating func retreat() -> [Change] {
    let suspects = Set(values.keys).union(proven.keys).filter { values[$0] != proven[$0] }
    var changes: [Change] = []
    if retreats > 0 {
      for id in values.keys { changes += change(id, to: source.text(of: id)) }
    } else if !suspects.isEmpty {
      for id in suspects { changes += change(id, to: proven[id] ?? source.text(of: id)) }
    } else if let last = done.popLast() {
      changes += change(last.id, to: last.from)
    }
    if changes.isEmpty, retreats == 0 {
      for id in values.keys { changes += change(id, to: source.text(of: id)) }
    }
    retreats += 1
    proven = values
    isProven = true
    lastTime = 0
    return changes
  }

  private mutating func change(_ id: LiveLiteral.ID, to text: String?) -> [Change] {
    guard let text, let old = self.text(of: id), old != text else { return [] }
    put(text, id)
    return [Change(id: id, from: old, to: text)]
  }
}
