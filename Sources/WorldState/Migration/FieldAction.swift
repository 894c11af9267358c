/// What a migration does with one field. The description is one line: `Creature.hp: int32 → float, converted`.
public struct FieldAction: Hashable, Sendable, CustomStringConvertible {
  /// Struct and field, by their new names if they have any: `Creature.hp`.
  public var path: String
  public var kind: Kind
  /// Type in the old and in the new layout; nil if the layout lacks the field.
  public var from: String?
  public var to: String?
  /// The old name, if the game declares a rename.
  public var oldName: String?
  /// What becomes of the values of another number type.
  public var rule: String?
  /// The old and the new offset, if they differ.
  public var oldOffset: Int?
  public var newOffset: Int?
  /// The values that it took beyond those of the old world; nil before the migration, or if there are none.
  public var restored: RestoredValues?

  /// Raw values appear in the event log.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The same bytes, possibly at another offset.
    case copy
    /// Another type that represents or rounds every old value.
    case convert
    /// Another type with a smaller range: values out of range become the nearest one in range.
    case saturate
    /// An enum of which constants changed: by their names.
    case constants
    /// Added; zero.
    case zero
    /// Added; the game's declared default.
    case `default`
    /// Took values that were kept when it was removed, under this or an earlier name.
    case restore
    /// Removed. The undo record keeps it.
    case drop
    /// A struct whose fields changed; they are listed too.
    case recurse
    /// An array of another length: the common elements are carried over.
    case resize
    /// A pool whose element struct changed; its fields are listed too.
    case pool
    /// An incompatible type: the undo record keeps the old value, the new one is zero or the default.
    case replace
  }

  /// Whether the field keeps its value, name, type and offset.
  public var isUnchanged: Bool {
    kind == .copy && oldName == nil && oldOffset == newOffset && from == to && restored == nil
  }

  /// The action with the values that a migration restored.
  func with(_ restored: RestoredValues?) -> FieldAction {
    guard let restored else { return self }
    var action = self
    action.restored = restored
    switch kind {
    case .zero, .default, .replace: action.kind = .restore
    case .copy where oldName == nil: action.kind = restored.kept > 0 ? .restore : .default
    default: break
    }
    return action
  }

  public var description: String {
    var notes = [types]
    switch kind {
    case .copy: if from == to { notes.append("kept") } else { notes.append("same bytes") }
    case .convert, .saturate: notes.append("converted")
    case .constants: notes.append("by the names of its constants")
    case .zero: notes.append("added, zero")
    case .default: notes.append(restored == nil ? "added, the game's default" : "kept")
    case .restore: notes.append(from == nil ? "added" : from == to ? "kept" : "cannot be converted")
    case .drop: notes.append("dropped; kept for a rollback")
    case .recurse: notes.append("field by field")
    case .resize: notes.append("the common elements are \(rule == nil ? "carried over" : "converted")")
    case .pool: notes.append("element by element")
    case .replace: notes.append("cannot be converted; reset")
    }
    if let rule { notes[notes.count - 1] += " (\(rule))" }
    if let restored {
      if restored.kept > 0 { notes.append("an earlier value restored\(restored.place(of: restored.kept))") }
      if restored.defaults > 0 {
        notes.append("the game's default\(restored.place(of: restored.defaults))")
      }
      let rest = restored.total - restored.kept - restored.defaults
      if rest > 0, kind == .restore, from != to {
        notes.append((restored.isDefault ? "the game's default" : "zero") + " in the other \(rest)")
      }
    }
    if let oldName { notes.append("renamed, was \(oldName)") }
    if let oldOffset, let newOffset { notes.append("moved from offset \(oldOffset) to \(newOffset)") }
    return "\(path): \(notes.joined(separator: ", "))"
  }

  private var types: String {
    switch (from, to) {
    case (let from?, let to?): from == to ? to : "\(from) → \(to)"
    case (let type?, nil), (nil, let type?): type
    case (nil, nil): "?"
    }
  }
}

extension RestoredValues {
  /// ` in 3 of 5`; empty if there is only one value, or all have it.
  fileprivate func place(of count: Int) -> String { count == total ? "" : " in \(count) of \(total)" }
}
