/// The names of the keys of a game's actions, as `HostTable.key_names` gives them to the game.
public struct KeyNames: Sendable {
  /// By the bit of the action: UTF-8, separated by line feeds.
  private let texts: [Int: [UInt8]]

  /// Of a host without keys.
  public init() { texts = [:] }

  public init(_ bindings: KeyBindings) {
    var names: [Int: [String]] = [:]
    for entry in bindings.entries {
      if case .game(let bit) = entry.target { names[bit, default: []] += entry.keys.map(\.description) }
    }
    texts = names.mapValues { Array($0.joined(separator: "\n").utf8) }
  }

  /// Writes at most `capacity` bytes.
  /// - Parameter names: NULL only measures.
  /// - Returns: the number of bytes of all names of the action.
  public func write(_ action: UInt32, to names: UnsafeMutablePointer<CChar>?, capacity: Int) -> Int {
    let text = texts[Int(action)] ?? []
    guard let names = unsafe names else { return text.count }
    for (index, byte) in text.prefix(capacity).enumerated() {
      unsafe names[index] = CChar(bitPattern: byte)
    }
    return text.count
  }
}
