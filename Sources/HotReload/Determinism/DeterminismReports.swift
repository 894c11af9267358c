import Engine
import WorldState

/// What was reported, so that each thing is reported once per generation.
struct DeterminismReports {
  /// A game in which everything depends on the clock would fill the log.
  static let maxReports = 4
  /// Fields that one report names.
  static let maxFields = 6

  private struct Reported {
    var things: Set<String> = []
    var count = 0
  }

  private var reported: [UInt64: Reported] = [:]
  private var unchecked: Set<UInt64> = []

  /// - Returns: whether it names something that was not reported of this generation. It counts as reported from then on.
  mutating func isNew(_ event: HostEvent.Nondeterminism, fields: [WorldDifference]) -> Bool {
    var things = Set(fields.map { Self.field($0.path) })
    // What a tick that did not return or gave other padding has, a later one may have elsewhere.
    if event.failure != nil { things.insert("failure") }
    if event.gap != nil { things.insert("gap") }
    var known = reported[event.generation, default: Reported()]
    let isNew = !things.isSubset(of: known.things) && known.count < Self.maxReports
    known.things.formUnion(things)
    if isNew { known.count += 1 }
    reported[event.generation] = known
    return isNew
  }

  /// - Returns: whether this is the first reason for which ticks of this generation are not checked.
  mutating func isNewUnchecked(_ generation: UInt64) -> Bool { unchecked.insert(generation).inserted }

  /// The path without indices: the same field of all elements is one.
  static func field(_ path: String) -> String {
    var result = ""
    var depth = 0
    for character in path {
      if character == "[" { depth += 1 }
      if depth == 0 { result.append(character) }
      if character == "]" { depth -= 1 }
    }
    return result
  }
}
