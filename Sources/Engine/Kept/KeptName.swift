/// What a kept value is found by: a key, unique within a module of the game.
public struct KeptName: Hashable, Sendable, CustomStringConvertible {
  public let module: String
  public let key: String

  public init(module: String, key: String) { (self.module, self.key) = (module, key) }

  /// Both, as in lists and commands: `Game/noise`.
  public var description: String { "\(module)/\(key)" }

  static let maxKeyLength = 200

  /// Why there can be no value of this name; nil if there can.
  var defect: String? {
    let isText = { (text: String) in
      (1...Self.maxKeyLength).contains(text.utf8.count) && !text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }
    if isText(key), isText(module) { return nil }
    return
      "'\(key)' cannot be the key of a kept value: use 1 to \(Self.maxKeyLength) bytes without control characters"
  }
}
