/// Which functions of the running code are not in the source: those that were sent to it. An earlier generation that runs again
/// has others, or none.
struct SentNames {
  /// Of the newest build.
  private var newest: [String] = []
  /// By generation, if there are some.
  private var earlier: [UInt64: [String]] = [:]
  private var lastGeneration: UInt64 = 0
  private(set) var shown: [String] = []

  /// Functions were sent, or their file was saved. A build with them follows, if that makes a difference.
  mutating func set(_ names: [String]) {
    newest = names
    shown = names
  }

  /// The running code is that of the newest build.
  mutating func confirm() {
    earlier[lastGeneration] = newest.isEmpty ? nil : newest
    shown = newest
  }

  mutating func run(_ generation: UInt64) {
    if generation > lastGeneration {
      lastGeneration = generation
      confirm()
    } else {
      shown = earlier[generation] ?? []
    }
  }
}
