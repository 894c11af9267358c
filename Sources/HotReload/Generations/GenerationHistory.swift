/// The generations of a run in the order of their numbers, and which of them runs.
///
/// Rolling back moves to the nearest earlier one that is not quarantined and forward to the nearest later one. A
/// new generation goes to the end and nothing is ever dropped, so a rollback never loses a way to go.
struct GenerationHistory {
  private(set) var all: [Generation] = []
  private(set) var currentIndex: Int?
  /// Indices in the order in which they last began to run; the last one runs.
  private var order: [Int] = []

  var current: Generation? { currentIndex.map { all[$0] } }
  var newest: Generation? { all.last }

  /// Whether an earlier generation runs than the newest that may.
  var isRolledBack: Bool { later != nil }

  /// The one that a rollback leads to.
  var earlier: Generation? {
    guard let currentIndex else { return nil }
    return all[..<currentIndex].last { !$0.isQuarantined }
  }

  /// The one that going forward leads to.
  var later: Generation? {
    guard let currentIndex else { return nil }
    return all[(currentIndex + 1)...].first { !$0.isQuarantined }
  }

  /// The one to go on with after a crash: that which ran before, and is good.
  var fallback: Generation? {
    order.dropLast().last { !all[$0].isQuarantined }.map { all[$0] }
  }

  func contains(_ generation: Generation) -> Bool { all.contains { $0 === generation } }

  /// All generations from one to another, both included, in the order of that walk; nil if one is not in the history.
  func walk(from start: Generation, to end: Generation) -> [Generation]? {
    guard let first = all.firstIndex(where: { $0 === start }),
      let last = all.firstIndex(where: { $0 === end })
    else { return nil }
    return first <= last ? Array(all[first...last]) : all[last...first].reversed()
  }

  /// In the order in which they last began to run; the last one runs.
  var inOrderOfRunning: [Generation] { order.map { all[$0] } }

  /// Takes up the generations of an earlier host, in the order in which they last began to run. None of them runs yet.
  mutating func restore(_ generations: [Generation]) {
    all = generations.sorted { $0.number < $1.number }
    order = generations.compactMap { generation in all.firstIndex { $0 === generation } }
    currentIndex = nil
  }

  /// Makes `generation` the one that runs. One that is not in the history yet goes to its end.
  mutating func select(_ generation: Generation) {
    let index = all.firstIndex { $0 === generation } ?? all.endIndex
    if index == all.endIndex { all.append(generation) }
    currentIndex = index
    order.removeAll { $0 == index }
    order.append(index)
  }
}
