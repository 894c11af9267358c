/// One way in which a layout differs from another. Prints as one line: `Creature.hp: int32 → float`.
public struct LayoutDifference: Hashable, Sendable, CustomStringConvertible {
  /// The struct, or the struct and the field: `Creature`, `Creature.hp`. Named as in the newer layout where it
  /// is there.
  public var path: String
  public var change: Change

  public enum Change: Hashable, Sendable {
    case added(type: String)
    case removed(type: String)
    case retyped(from: String, to: String)
    case moved(from: Int, to: Int)
    /// Bytes of an enum's or a struct's name alone.
    case renamed(from: String)
    case structSize(from: Int, to: Int)
    case structAlignment(from: Int, to: Int)
  }

  public init(path: String, change: Change) {
    self.path = path
    self.change = change
  }

  public var description: String {
    switch change {
    case .added(let type): "\(path): \(type) added"
    case .removed(let type): "\(path): \(type) removed"
    case .retyped(let from, let to): "\(path): \(from) → \(to)"
    case .moved(let from, let to): "\(path): moved from offset \(from) to \(to)"
    case .renamed(let from): "\(path): renamed, was \(from)"
    case .structSize(let from, let to): "\(path): size \(from) → \(to) bytes"
    case .structAlignment(let from, let to): "\(path): alignment \(from) → \(to)"
    }
  }
}

extension Layout {
  /// In what `newer` differs from this layout, in the order of its structs; empty exactly when both are equal.
  /// Fields are matched by name, structs by the fields that hold them.
  /// - Parameter renames: what the game states about names; without it a renamed field is one removed and one
  ///   added.
  public func differences(to newer: Layout, renames: [Rename] = []) -> [LayoutDifference] {
    var comparison = LayoutComparison(old: self, new: newer, renames: renames)
    comparison.compare(0, 0)
    return comparison.differences
  }
}

/// A walk over two layouts side by side.
private struct LayoutComparison {
  let old: Layout
  let new: Layout
  let matching: FieldMatching
  var differences: [LayoutDifference] = []
  private var seen: Set<[Int]> = []

  init(old: Layout, new: Layout, renames: [Rename]) {
    self.old = old
    self.new = new
    matching = FieldMatching(from: old, to: new, renames: renames)
  }

  mutating func compare(_ oldIndex: Int, _ newIndex: Int) {
    guard seen.insert([oldIndex, newIndex]).inserted else { return }
    let before = old.structs[oldIndex]
    let after = new.structs[newIndex]
    if before.name != after.name { note(after.name, .renamed(from: before.name)) }
    var inner: [(Int, Int)] = []
    let known = differences.count
    for pair in matching.pairs(oldIndex, newIndex) {
      switch pair {
      case .added(let field): note("\(after.name).\(field.name)", .added(type: new.typeName(of: field)))
      case .removed(let field): note("\(after.name).\(field.name)", .removed(type: old.typeName(of: field)))
      case .both(let a, let b):
        compare(a, b, owner: after.name)
        if let i = a.type.structIndex, let j = b.type.structIndex { inner.append((i, j)) }
      }
    }
    if before.alignment != after.alignment {
      note(after.name, .structAlignment(from: before.alignment, to: after.alignment))
    }
    // The size follows from the fields; alone it is a difference of its own.
    if before.size != after.size, differences.count == known {
      note(after.name, .structSize(from: before.size, to: after.size))
    }
    for (i, j) in inner { compare(i, j) }
  }

  private mutating func compare(_ a: Layout.Field, _ b: Layout.Field, owner: String) {
    let path = "\(owner).\(b.name)"
    if a.name != b.name { note(path, .renamed(from: a.name)) }
    let from = old.typeName(of: a)
    let to = new.typeName(of: b)
    if from != to {
      note(path, .retyped(from: from, to: to))
    } else if case .enumeration(_, let x) = a.type, case .enumeration(_, let y) = b.type, x != y {
      note(path, .retyped(from: "\(from) (\(x))", to: "\(to) (\(y))"))
    }
    if a.offset != b.offset { note(path, .moved(from: a.offset, to: b.offset)) }
  }

  private mutating func note(_ path: String, _ change: LayoutDifference.Change) {
    differences.append(LayoutDifference(path: path, change: change))
  }
}
