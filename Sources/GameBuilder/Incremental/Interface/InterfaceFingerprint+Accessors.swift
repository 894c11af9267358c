// The braces of a computed property.

extension InterfaceFingerprint {
  /// The body of a getter, or accessors with a body each.
  mutating func readAccessors() -> Bool {
    guard let end = closingBracket(of: position) else { return false }
    let start = position
    guard position + 1 < end, mayBeginAccessor(tokens[position + 1]) else { return skipBody(isPlain: true) }
    let before = (interface: interface.count, bodies: bodies.count)
    appendToken()
    while position < end {
      guard readAccessor(before: end) else {
        // Observers and anything unknown are part of the interface.
        interface.removeLast(interface.count - before.interface)
        bodies.removeLast(bodies.count - before.bodies)
        position = start
        return appendGroup()
      }
    }
    appendToken()
    return true
  }

  private static let accessorWords: Set<String> = [
    "get", "set", "read", "modify", "yielding", "borrow", "mutate", "willSet", "didSet", "init", "mutating",
    "nonmutating", "consuming", "borrowing", "nonisolated", "async",
  ]

  private func mayBeginAccessor(_ token: SwiftTokens.Token) -> Bool {
    if token.kind == .mark(UInt8(ascii: "@")) || token.kind == .mark(UInt8(ascii: "#")) { return true }
    guard token.kind == .word else { return false }
    let word = source.string(token)
    return word.hasPrefix("_") || word.hasPrefix("unsafe") || Self.accessorWords.contains(word)
  }

  /// `get { … }`, `nonmutating set(value) { … }`, `get async throws { … }`.
  private mutating func readAccessor(before end: Int) -> Bool {
    if isWord("mutating") || isWord("nonmutating") { appendToken() }
    guard position < end, isWord("get") || isWord("set") || isWord("_read") || isWord("_modify") else {
      return false
    }
    var isPlain = isWord("get") || isWord("set")
    appendToken()
    while position < end {
      if isMark("{") { return skipBody(isPlain: isPlain) }
      if isMark("(") {
        guard appendGroup() else { return false }
        continue
      }
      guard isWord("async") || isWord("throws") else { return false }
      if isWord("async") { isPlain = false }
      appendToken()
    }
    return false
  }
}
