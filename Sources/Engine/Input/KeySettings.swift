/// The screen on which the player gives actions other keys: what is chosen, and what the next key press means. Facts and
/// rules only; `KeySettingsPainter` shows it, `KeyBinder` carries it out.
public struct KeySettings: Sendable, Equatable {
  public enum Mode: Sendable, Equatable {
    /// Keys move the choice.
    case choosing
    /// The next key becomes the action's only key, or one more.
    case replacing, adding
  }

  /// What a key press asks for.
  public enum Outcome: Sendable, Equatable {
    case nothing, close
    case bind(KeyBindings.Target, [Key])
  }

  /// The index of the chosen entry in the list of bindings.
  public private(set) var selection = 0
  public private(set) var mode = Mode.choosing
  /// What came of the last key, such as a conflict.
  public internal(set) var message = ""
  public internal(set) var messageIsBad = false

  public init() {}

  /// - Parameter bindings: those that hold now; the list shows `bindings.listed`.
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
      message = "\(key) already does \(other.name); take it away there first"
      messageIsBad = true
      return .nothing
    }
    if mode == .replacing { return .bind(entry.target, [key]) }
    return entry.keys.contains(key) ? .nothing : .bind(entry.target, entry.keys + [key])
  }
}

extension KeyBindings {
  /// The entries as people are shown them: the game's actions first.
  public var listed: [Entry] {
    entries.filter { !$0.target.isHost } + entries.filter { $0.target.isHost }
  }
}
