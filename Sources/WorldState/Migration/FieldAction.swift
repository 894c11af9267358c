/// What a migration does with one field. Prints as one line: `Creature.hp: int32 → float, converted`.
public struct FieldAction: Hashable, Sendable, CustomStringConvertible {
  /// The struct and the field, named as in the new layout where it is there: `Creature.hp`.
  public var path: String
  public var kind: Kind
  /// The field's types; nil where it is not in that layout.
  public var from: String?
  public var to: String?
  /// The field's old name where the game states that it was renamed.
  public var oldName: String?
  /// The old place and the new one where they differ.
  public var oldOffset: Int?
  public var newOffset: Int?

  /// Raw values are the words of the event log.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The same bytes, perhaps at another place.
    case copy
    /// Another type that holds every value of the old one, or rounds it.
    case convert
    /// Another type that cannot hold every value of the old one: what does not fit becomes the nearest that does.
    case saturate
    /// New, and zero.
    case zero
    /// New, and what the game states.
    case `default`
    /// Gone. Kept aside for the way back.
    case drop
    /// A struct that changed within; its own fields follow.
    case recurse
    /// An array of another length: what is in both is carried over.
    case resize
    /// A pool whose elements changed; their fields follow.
    case pool
    /// A type that the old one cannot become: the old value is kept aside, the new one is zero or the default.
    case replace
  }

  /// Whether the action leaves the field as it was, at the same place.
  public var isUnchanged: Bool { kind == .copy && oldName == nil && oldOffset == newOffset && from == to }

  public var description: String {
    var notes = [types]
    switch kind {
    case .copy: if from == to { notes.append("kept") } else { notes.append("same bytes") }
    case .convert: notes.append("converted")
    case .saturate: notes.append("converted; what does not fit becomes the nearest value that does")
    case .zero: notes.append("added, zero")
    case .default: notes.append("added, the game's default")
    case .drop: notes.append("dropped; kept aside for a rollback")
    case .recurse: notes.append("field by field")
    case .resize: notes.append("carried over as far as both go")
    case .pool: notes.append("element by element")
    case .replace: notes.append("cannot be converted; starts anew")
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
