/// The screen on which the player changes key bindings: the selection, and what the next key press means.
///
/// Pure. `KeySettingsPainter` draws it, `InputRouter` carries out its outcomes.
public struct KeySettings: Sendable, Equatable {
  public enum Mode: Sendable, Equatable {
    /// Keys move the selection.
    case choosing
    /// The next key replaces the chosen key, or is added to the action's keys.
    case replacing, adding
    /// Enter resets all keys.
    case confirmingReset
  }

  /// What a key press asks for.
  public enum Outcome: Sendable, Equatable {
    case nothing, close
    case bind(KeyChanges)
  }

  /// Index of the selected entry in `KeyBindings.listed`.
  public private(set) var selection = 0
  /// Index of the chosen key among those of the selected entry; 0 if it has none.
  public private(set) var keyIndex = 0
  public private(set) var mode = Mode.choosing
  /// The result of the last key, such as a conflict. May be empty.
  public private(set) var message = ""
  public private(set) var messageIsBad = false

  public init() {}

  mutating func showProblem(_ text: String) {
    message = text
    messageIsBad = true
  }

  /// - Parameters:
  ///   - bindings: the bindings in force.
  ///   - defaults: the keys to which a reset returns.
  public mutating func press(_ key: Key, bindings: KeyBindings, defaults: KeyDefaults = KeyDefaults())
    -> Outcome
  {
    let entries = bindings.listed
    guard !entries.isEmpty else { return .close }
    selection = min(selection, entries.count - 1)
    let entry = entries[selection]
    keyIndex = max(0, min(keyIndex, entry.keys.count - 1))
    message = ""
    messageIsBad = false
    if mode == .choosing { return choose(key, entry, bindings, defaults) }
    defer { mode = .choosing }
    if key == Key(.escape) { return .nothing }
    guard mode == .confirmingReset else { return bind(key, entry, bindings) }
    return key == Key(.enter) ? reset(defaults.changes(of: bindings)) : .nothing
  }

  private mutating func choose(
    _ key: Key, _ entry: KeyBindings.Entry, _ bindings: KeyBindings, _ defaults: KeyDefaults
  ) -> Outcome {
    let count = bindings.entries.count
    switch key {
    case Key(.up): select((selection + count - 1) % count)
    case Key(.down): select((selection + 1) % count)
    case Key(.home): select(0)
    case Key(.end): select(count - 1)
    case Key(.left): keyIndex = max(0, keyIndex - 1)
    case Key(.right): keyIndex = max(0, min(keyIndex + 1, entry.keys.count - 1))
    case Key(.enter): mode = .replacing
    case Key(.character("+")), Key(.insert): mode = .adding
    case Key(.delete), Key(.backspace): return remove(from: entry)
    case Key(.character("r")): return reset(entry, bindings, defaults)
    case Key(.character("R")): mode = .confirmingReset
    case Key(.escape), Key(.character("c"), .control): return .close
    default: if bindings[key] == .host(.settings) { return .close }
    }
    return .nothing
  }

  private mutating func select(_ index: Int) {
    selection = index
    keyIndex = 0
  }

  private mutating func remove(from entry: KeyBindings.Entry) -> Outcome {
    guard !entry.keys.isEmpty else { return .nothing }
    if entry.target == .host(.quit), entry.keys.count == 1 {
      showProblem("\(entry.keys[0]) is the last key that quits; add another one first")
      return .nothing
    }
    var keys = entry.keys
    keys.remove(at: keyIndex)
    keyIndex = max(0, min(keyIndex, keys.count - 1))
    return .bind([.init(target: entry.target, keys: keys)])
  }

  private mutating func reset(_ entry: KeyBindings.Entry, _ bindings: KeyBindings, _ defaults: KeyDefaults)
    -> Outcome
  {
    let changes = defaults.changes(of: entry.target, in: bindings)
    for key in changes.flatMap(\.keys) {
      if isBoundElsewhere(key, entry, bindings) { return .nothing }
    }
    return reset(changes)
  }

  private mutating func reset(_ changes: KeyChanges) -> Outcome {
    message = changes.isEmpty ? "these are the default keys" : "reset to the default keys"
    keyIndex = 0
    return changes.isEmpty ? .nothing : .bind(changes)
  }

  private mutating func bind(_ key: Key, _ entry: KeyBindings.Entry, _ bindings: KeyBindings) -> Outcome {
    if isBoundElsewhere(key, entry, bindings) || entry.keys.contains(key) { return .nothing }
    var keys = entry.keys
    if mode == .replacing, !keys.isEmpty {
      keys[keyIndex] = key
    } else {
      keys.append(key)
      keyIndex = keys.count - 1
    }
    return .bind([.init(target: entry.target, keys: keys)])
  }

  /// Says so if it is.
  private mutating func isBoundElsewhere(
    _ key: Key, _ entry: KeyBindings.Entry, _ bindings: KeyBindings
  ) -> Bool {
    guard let other = bindings.entries.first(where: { $0.keys.contains(key) && $0.target != entry.target })
    else { return false }
    showProblem("\(key) is already bound to \(other.owned); remove it there first")
    return true
  }
}
