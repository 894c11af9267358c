/// Collapses lines that are repeated in quick succession, such as one per tick, to the first and a count.
///
/// Several lines may take turns. Lines that are repeated slowly, such as one per jump, stay. A line that is written comes after
/// all that happened before it: the repetitions until then are counted first. Pure: it is told the time.
public struct RepeatedLines: Sendable {
  /// A line is a repetition if its last occurrence is more recent than this (ns): some ticks.
  static let quick: UInt64 = 250_000_000
  /// Number of different lines that may take turns.
  static let capacity = 8

  private struct Entry {
    var line: LogLine
    var last: UInt64
    /// Since the line, or one that came after it, was written; and how many of these were written as a count.
    var repetitions = 0
    var reported = 0
  }

  /// In the order of their first occurrence.
  private var recent: [Entry] = []

  public init() {}

  /// Whether there are repetitions that no count has mentioned; `expire` will return it later.
  public var isPending: Bool { recent.contains { $0.repetitions > $0.reported } }

  /// - Parameter now: ns; must not decrease from call to call.
  /// - Returns: what to write.
  public mutating func add(_ line: LogLine, at now: UInt64) -> [LogLine] {
    var result = expire(at: now)
    if let index = recent.firstIndex(where: { $0.line == line }) {
      recent[index].last = now
      recent[index].repetitions += 1
      // A lasting flood shows that it lasts.
      if Self.milestones.contains(recent[index].repetitions) { result += report(&recent[index]) }
      return result
    }
    for index in recent.indices {
      result += report(&recent[index])
      (recent[index].repetitions, recent[index].reported) = (0, 0)
    }
    if recent.count == Self.capacity { recent.removeFirst() }
    recent.append(Entry(line: line, last: now))
    return result + [line]
  }

  /// Ends the series that have stopped, and returns their counts.
  public mutating func expire(at now: UInt64) -> [LogLine] {
    end { now - min($0.last, now) >= Self.quick }
  }

  /// Ends all series.
  public mutating func finish() -> [LogLine] { end { _ in true } }

  private mutating func end(_ hasEnded: (Entry) -> Bool) -> [LogLine] {
    guard recent.contains(where: hasEnded) else { return [] }
    var result: [LogLine] = []
    for var entry in recent where hasEnded(entry) { result += report(&entry) }
    recent.removeAll(where: hasEnded)
    return result
  }

  private func report(_ entry: inout Entry) -> [LogLine] {
    guard entry.repetitions > entry.reported else { return [] }
    entry.reported = entry.repetitions
    var line = entry.line
    if entry.repetitions > 1 { line.text = "… repeated \(entry.repetitions) times: \(line.text)" }
    return [line]
  }

  private static let milestones: Set<Int> = [100, 1000, 10_000, 100_000, 1_000_000]
}
