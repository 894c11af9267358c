extension HostEvent {
  /// A shared moment that the run began with.
  public struct OpenedMoment: Sendable, Equatable {
    public var path: String
    /// Of its world.
    public var tick: UInt64 = 0
    /// Recorded ticks before it that can be gone back to.
    public var ticks = 0
    /// Why fewer than the file has can be gone back to; nil if all can be.
    public var problem: String?
    /// Whether the run waits there, as at an earlier tick that is gone back to; otherwise it is paused, or goes on.
    public var stands = false
    /// How the sources of whoever shared it differ from those of this clone.
    public var differences: [SourceDifference]

    public init(path: String, differences: [SourceDifference]) {
      self.path = path
      self.differences = differences
    }

    /// Files that are named on one line.
    private static let named = 10

    /// `2 files differ from this clone: Game/A.swift (+1 -2), Game/B.swift (only there)`.
    public var differencesText: String {
      if differences.isEmpty { return "its sources are those of this clone" }
      let count = differences.count == 1 ? "1 file differs" : "\(differences.count) files differ"
      let more = differences.count - Self.named
      let names = differences.prefix(more > 1 ? Self.named : differences.count).map(\.text)
      return "\(count) from this clone: \(names.joined(separator: ", "))"
        + (more > 1 ? " and \(more) more" : "")
    }
  }

  /// A file that is another one in two clones.
  public struct SourceDifference: Sendable, Equatable {
    public enum Kind: String, Sendable {
      case changed
      case onlyThere = "only-there"
      case onlyHere = "only-here"
    }

    public var path: String
    public var kind: Kind
    /// Lines that the sharer's file has and this clone's does not, and the other way round; nil if they were not compared.
    public var added: Int?
    public var removed: Int?

    public init(path: String, kind: Kind, added: Int? = nil, removed: Int? = nil) {
      self.path = path
      self.kind = kind
      self.added = added
      self.removed = removed
    }

    public var text: String {
      var words = [kind == .onlyThere ? "only there" : kind == .onlyHere ? "only here" : ""]
      if let added, added > 0 { words.append("+\(added)") }
      if let removed, removed > 0 { words.append("-\(removed)") }
      let details = words.filter { !$0.isEmpty }.joined(separator: " ")
      return details.isEmpty ? path : "\(path) (\(details))"
    }

    var json: JSONValue {
      [
        "path": .string(path), "kind": .string(kind.rawValue),
        "added": added.map { .integer(Int64($0)) } ?? .null,
        "removed": removed.map { .integer(Int64($0)) } ?? .null,
      ]
    }
  }

  /// What came of computing the last seconds before a shared moment again, in the code of this clone.
  public struct ReplayedMoment: Sendable, Equatable {
    public enum Outcome: String, Sendable {
      /// The world at the moment is the shared one.
      case same
      case different
      /// It could not be computed.
      case failed
    }

    public var path: String
    public var outcome: Outcome
    /// The first tick that makes another world; nil if none does, or if it is not known.
    public var tick: UInt64?
    /// What differs, or why it is not known.
    public var reason: String

    public init(path: String, outcome: Outcome, tick: UInt64?, reason: String) {
      self.path = path
      self.outcome = outcome
      self.tick = tick
      self.reason = reason
    }

    public var text: String {
      switch outcome {
      case .same: "computed again in this code, the recorded ticks lead to the same world"
      case .different:
        "computed again in this code, the recorded ticks lead to another world"
          + (tick.map { ", from tick \($0) on" } ?? "") + (reason.isEmpty ? "" : ": \(reason)")
          + ". The shared world is shown"
      case .failed: "whether this code leads to the same world is not known: \(reason)"
      }
    }
  }
}
