/// A service of the game, in lists.
public struct ServiceStatus: Sendable, Equatable {
  public enum State: String, Sendable {
    case running
    /// Asked to end, and not ended yet.
    case ending
    case ended
    /// Ended by a crash or an error.
    case failed
  }

  /// `MODULE/NAME`.
  public var name: String
  public var state: State
  /// The generation whose code it runs, or whose code failed; nil if it has ended.
  public var generation: UInt64?
  /// Seconds since it was started; nil if it does not run.
  public var age: Double?
  /// The messages that it has received and sent since the process began.
  public var received: UInt64
  public var sent: UInt64
  /// Messages for it that wait.
  public var waiting: Int
  /// Messages that were dropped: too many waited, or they had another layout.
  public var dropped: UInt64
  /// The generations of threads that did not end in time, and still run.
  public var left: [UInt64]

  public init(
    name: String, state: State, generation: UInt64?, age: Double?, received: UInt64, sent: UInt64,
    waiting: Int, dropped: UInt64, left: [UInt64]
  ) {
    self.name = name
    self.state = state
    self.generation = generation
    self.age = age
    self.received = received
    self.sent = sent
    self.waiting = waiting
    self.dropped = dropped
    self.left = left
  }

  /// The members of its JSON.
  public var json: JSONValue {
    [
      "name": .string(name), "state": .string(state.rawValue),
      "generation": generation.map { .unsigned($0) } ?? .null, "age": age.map { .number($0) } ?? .null,
      "received": .unsigned(received), "sent": .unsigned(sent), "waiting": .integer(Int64(waiting)),
      "dropped": .unsigned(dropped), "left": .array(left.map { .unsigned($0) }),
    ]
  }
}

extension [ServiceStatus] {
  /// What the status line says: how many have failed, and how many run in earlier code than the game. Empty if none has and none does.
  /// - Parameter generation: the running one.
  public func summary(besides generation: UInt64) -> String {
    let failed = count { $0.state == .failed }
    // One that was asked to end is gone in a moment, or is left alone.
    let running = filter { $0.state == .running }.compactMap(\.generation)
    let old = (running + flatMap(\.left)).filter { $0 != generation }
    let generations = Set(old).sorted().map(String.init).joined(separator: ", ")
    return [
      failed > 0 ? "\(Self.text(failed)) failed" : "",
      old.isEmpty ? "" : "\(Self.text(old.count)) in gen \(generations)",
    ].filter { !$0.isEmpty }.joined(separator: " · ")
  }

  private static func text(_ count: Int) -> String { "\(count) service\(count == 1 ? "" : "s")" }
}
