import WorldState

extension HostEvent {
  /// What an answer did to the running world.
  public struct AnswerEffect: Sendable, Equatable {
    /// The number of worlds or elements that took an old value, of those that have the field.
    public var restored = 0
    public var total = 0

    public init(restored: Int = 0, total: Int = 0) {
      self.restored = restored
      self.total = total
    }
  }

  /// The declaration of a rename in the game's source.
  public struct Declaration: Sendable, Equatable {
    /// What is declared, as it is written in the source.
    public var text: String
    /// Where it was written; nil if it was not.
    public var place: Place?
    /// Why it was not written.
    public var obstacle: String?

    public init(text: String, place: Place) {
      self.text = text
      self.place = place
    }

    public init(text: String, obstacle: String) {
      self.text = text
      self.obstacle = obstacle
    }
  }
}

extension HostEvent.AnswerEffect {
  /// `the value is back`, `12 of 15 values are back`.
  var message: String {
    switch (restored, total) {
    case (0, _): "nothing that had one of its values is left"
    case (1, 1): "the value is back"
    default: restored == total ? "\(restored) values are back" : "\(restored) of \(total) values are back"
    }
  }
}

extension RenameQuestion {
  /// `World.hp (int32) → World.health (float)`.
  var pairText: String { "\(oldPath) (\(oldType)) → \(newPath) (\(newType))" }

  /// Members of the event log and of `hotloop ctl`.
  public var members: [String: JSONValue] {
    [
      "from": .string(oldPath), "to": .string(newPath), "from_type": .string(oldType),
      "to_type": .string(newType),
    ]
  }

  /// Whether `hotloop ctl answer` means this question by a text: the new field, the old field, or both.
  public func isMeant(by text: String) -> Bool {
    [newPath, oldPath, "\(oldPath):\(newPath)"].contains(text)
  }
}

extension HostEvent.Declaration {
  /// What the author has to do with the text.
  var request: String {
    text.hasPrefix(".")
      ? "add it to `renames` in the game's source" : "write it into the type that is the game"
  }

  public var members: [String: JSONValue] {
    [
      "declaration": .string(text), "path": place.map { .string($0.path) } ?? .null,
      "line": place.map { .integer(Int64($0.line)) } ?? .null,
      "reason": obstacle.map { .string($0) } ?? .null,
    ]
  }
}
