import WorldState

extension HostEvent {
  /// A tick that was stepped a second time, in another process, from the same world with the same input and files, and gave
  /// another world.
  public struct Nondeterminism: Sendable, Equatable {
    public var generation: UInt64
    /// The number of the tick in its world.
    public var tick: UInt64
    /// The first fields that differ: the running world's value, and that of the other process.
    public var differences: [WorldDifference] = []
    /// How many differ.
    public var count = 0
    /// If no field differs: where the first byte lies that does.
    public var gap: String?
    /// If the second step did not return: why, as the rest of a sentence.
    public var failure: String?
    /// `Game/Player.swift:12`, where it did not.
    public var location: String?

    public init(generation: UInt64, tick: UInt64) {
      self.generation = generation
      self.tick = tick
    }
  }

  /// A tick that was stepped a second time.
  public struct StepCheck: Sendable, Equatable {
    public var generation: UInt64
    public var tick: UInt64
    public var isSame: Bool
    /// Nanoseconds, in the other process and on the way.
    public var duration: UInt64

    public init(generation: UInt64, tick: UInt64, isSame: Bool, duration: UInt64) {
      self.generation = generation
      self.tick = tick
      self.isSame = isSame
      self.duration = duration
    }
  }
}

extension HostEvent.Nondeterminism {
  /// What it means.
  var title: String { "Generation \(generation): step depends on something outside the world" }

  /// What was found, in one line.
  var finding: String {
    "tick \(tick), stepped again in another process from the same world with the same input, \(result)"
  }

  private var result: String {
    if let failure { return failure + (location.map { " (\($0))" } ?? "") }
    if let gap {
      return
        "gave other bytes, all of which belong to no field (the first: \(gap)): padding that was not initialised"
    }
    let more = count > differences.count ? ", and \(count - differences.count) more" : ""
    return "gave other values: " + differences.map(\.stepText).joined(separator: ", ") + more
  }

  /// Where to look.
  static let advice =
    "Usual causes: the order of a Set or Dictionary, the clock, a static or global variable, memory that was not "
    + "initialised. Rewinding and recordings show something else then; docs/time-travel.md says how to fix each"

  /// For the screen, which has no room for more.
  var summary: String {
    let what =
      failure ?? gap.map { "padding, \($0)" }
      ?? differences.first.map(\.path).map { first in
        count > 1 ? "\(first) and \(count - 1) more" : first
      }
    return title + (what.map { ": \($0)" } ?? "")
  }

  var members: [String: JSONValue] {
    [
      "generation": .unsigned(generation), "world-tick": .unsigned(tick),
      "differences": .array(
        differences.map {
          [
            "path": .string($0.path), "value": $0.before.map { .string($0) } ?? .null,
            "again": $0.after.map { .string($0) } ?? .null,
          ]
        }),
      "count": .integer(Int64(count)), "gap": gap.map { .string($0) } ?? .null,
      "failure": failure.map { .string($0) } ?? .null, "location": location.map { .string($0) } ?? .null,
    ]
  }
}

extension WorldDifference {
  /// `sparks[3].age 10 and then 7`.
  fileprivate var stepText: String { "\(path) \(before ?? "(not there)") and then \(after ?? "(not there)")" }
}

extension HostEvent.StepCheck {
  var members: [String: JSONValue] {
    [
      "generation": .unsigned(generation), "world-tick": .unsigned(tick), "same": .bool(isSame),
      "ms": .number(Double(duration) / 1e6),
    ]
  }
}
