/// The screen on which the player changes key bindings: the selection, and what the next key press means.
///
/// Pure. `KeySettingsPainter` draws it, `InputRouter` carries out its outcomes.
public struct KeySettings: Sendable, Equatable {
  public enum Mode: Sendable, Equatable {
    /// Keys move the selection.
    case choosing
    /// The next key replaces the action's keys, or is added to them.
    case replacing, adding
  }

  /// What a key press asks for.
  public enum Outcome: Sendable, Equatable {
    case nothing, close
    case bind(KeyBindings.Target, [Key])
  }

  /// Index of the selected entry in `KeyBindings.listed`.
  public private(set) var selection = 0
  public private(set) var mode = Mode.choosing
  /// The result of the last key, such as a conflict. May be empty.
  public private(set) var message = ""
  public private(set) var messageIsBad = false

  public init() {}

  mutating func showProblem(_ text: String) {
    message = text
    messageIsBad = true
  }

  /// - Parameter bindings: the bindings in force.
  public mutating func press(_ key: Key, bindings: KeyBindings) -> Outcome {
    let entries = bindings.listed
    guard !entries.isEmpty else { return .close }
    selection = min(selection, entries.count - 1)
    message = ""
    messageIsBad = false
    if mode == .choosing { return choose(key, entries, bindings) }
    defer { mode = .choosing }
    if key == Key(.escape) { return .nothing }
    return bind(key, entries[selection], bindings)
  }

  private mutating func choose(_ key: Key, _ entries: [KeyBindings.Entry], _ bindings: KeyBindings) -> Outcome
  {
    let entry = entries[selection]
    switch key {
    case Key(.up): selection = (selection + entries.count - 1) % entries.count
    case Key(.down): selection = (selection + 1) % entries.count
    case Key(.home): selection = 0
    case Key(.end): selection = entries.count - 1
    case Key(.enter): mode = .replacing
    case Key(.character("+")), Key(.insert): mode = .adding
    case Key(.delete), Key(.backspace):
      if !entry.keys.isEmpty { return .bind(entry.target, entry.keys.dropLast()) }
    case Key(.escape), Key(.character("c"), .control): return .close
    default: if bindings[key] == .host(.settings) { return .close }
    }
    return .nothing
  }

  private mutating func bind(_ key: Key, _ entry: KeyBindings.Entry, _ bindings: KeyBindings) -> Outcome {
    if let other = bindings.entries.first(where: { $0.keys.contains(key) && $0.target != entry.target }) {
      showProblem("\(key) is already bound to \(other.name); remove it there first")
      return .nothing
    }
    if mode == .replacing { return .bind(entry.target, [key]) }
    return entry.keys.contains(key) ? .nothing : .bind(entry.target, entry.keys + [key])
  }
}
