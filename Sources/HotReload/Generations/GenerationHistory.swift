/// The generations of a run in the order of their numbers, and which of them runs.
///
/// Rolling back moves to the nearest earlier generation that is not quarantined, going forward to the nearest later one.
/// A new generation is appended, and nothing is ever removed.
struct GenerationHistory {
  private(set) var all: [Generation] = []
  private(set) var currentIndex: Int?
  /// Indices in the order in which they last started to run; the last one runs.
  private var order: [Int] = []

  var current: Generation? { currentIndex.map { all[$0] } }
  var newest: Generation? { all.last }

  /// The target of a rollback.
  var earlier: Generation? {
    guard let currentIndex else { return nil }
    return all[..<currentIndex].last { !$0.isQuarantined }
  }

  /// The target of going forward.
  var later: Generation? {
    guard let currentIndex else { return nil }
    return all[(currentIndex + 1)...].first { !$0.isQuarantined }
  }

  /// The generation to continue with after a crash: the last one that ran before and is not quarantined.
  var fallback: Generation? {
    order.dropLast().last { !all[$0].isQuarantined }.map { all[$0] }
  }

  func contains(_ generation: Generation) -> Bool { index(of: generation) != nil }

  /// All images of one source have one number.
  private func index(of generation: Generation) -> Int? { all.firstIndex { $0.number == generation.number } }

  /// The newest image of a generation; nil if it is not in the history.
  func latest(of generation: Generation) -> Generation? { index(of: generation).map { all[$0] } }

  /// Replaces the image of a generation, from its next run on.
  mutating func replace(with generation: Generation) {
    if let index = index(of: generation) { all[index] = generation }
  }

  /// All generations from one to another, both included, in that order; nil if one is not in the history.
  func walk(from start: Generation, to end: Generation) -> [Generation]? {
    guard let first = index(of: start), let last = index(of: end)
    else { return nil }
    return first <= last ? Array(all[first...last]) : all[last...first].reversed()
  }

  /// In the order in which they last started to run; the last one runs.
  var inOrderOfRunning: [Generation] { order.map { all[$0] } }

  /// Restores the generations of an earlier host, in the order in which they last started to run. None of them runs yet.
  mutating func restore(_ generations: [Generation]) {
    all = generations.sorted { $0.number < $1.number }
    order = generations.compactMap { generation in all.firstIndex { $0 === generation } }
    currentIndex = nil
  }

  /// Makes `generation` the one that runs, and appends it if it is new.
  mutating func select(_ generation: Generation) {
    let index = index(of: generation) ?? all.endIndex
    if index == all.endIndex { all.append(generation) } else { all[index] = generation }
    currentIndex = index
    order.removeAll { $0 == index }
    order.append(index)
  }
}
