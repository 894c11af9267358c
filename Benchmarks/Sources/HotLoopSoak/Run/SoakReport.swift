import Engine

/// Counts the edits of a soak, and measures what they cost the host.
struct SoakReport {
  private(set) var edits = 0
  private var kinds: [String: Int] = [:]
  /// Number of complete checks that passed.
  var checks = 0
  private(set) var descriptorsAtStart: Int?
  private var descriptorsAtEnd = 0
  private var memoryAtStart = 0
  private var memoryAtEnd = 0
  private var generationsAtStart = 0
  private var generations = 0
  private var largestImage = 0
  private var events: [(name: String, count: Int)] = []
  private var seconds = 0.0

  /// Memory that a host may gain besides its images: for builds, retained worlds and crashes.
  private static let slackBytes = 64 << 20

  mutating func count(_ edit: SoakEdit) {
    edits += 1
    kinds[edit.kind, default: 0] += 1
  }

  mutating func begin(_ host: SoakHost) {
    descriptorsAtStart = host.descriptors
    memoryAtStart = host.residentBytes
    host.readEvents()
    generationsAtStart = Self.generations(host)
  }

  mutating func end(_ host: SoakHost, largestImage: Int, seconds: Double) {
    descriptorsAtEnd = host.descriptors
    memoryAtEnd = host.residentBytes
    generations = Self.generations(host)
    self.largestImage = largestImage
    self.seconds = seconds
    let names = [
      "swapped", "build-failed", "rejected", "crashed", "hung", "rolled-back", "asset-rejected", "unchanged",
    ]
    events = names.map { ($0, host.count($0)) }
  }

  /// Every build has a number, even if it never ran.
  private static func generations(_ host: SoakHost) -> Int {
    host.events.compactMap { $0["generation"]?.integer }.max() ?? 0
  }

  var growth: Int { memoryAtEnd - memoryAtStart }
  var maxGrowth: Int { (generations - generationsAtStart) * largestImage * 6 / 5 + Self.slackBytes }
  var growthRule: String {
    "\(generations - generationsAtStart) images of 1.2 × \(largestImage >> 10) KiB and \(Self.slackBytes >> 20) MiB"
  }

  var text: String {
    let survived = events.reduce(0) { $0 + (["crashed", "hung"].contains($1.name) ? $1.count : 0) }
    var lines = [
      "\(edits) edits in \(Int(seconds.rounded())) s; \(checks) complete checks passed",
      "crashes survived: \(survived); generations: \(generations)",
      "memory: \(memoryAtStart >> 20) → \(memoryAtEnd >> 20) MiB, "
        + "allowed \((memoryAtStart + maxGrowth) >> 20) MiB (\(growthRule))",
      "file descriptors: \(descriptorsAtStart ?? 0) → \(descriptorsAtEnd)",
      "events: " + events.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }.joined(separator: ", "),
      "edits by kind:",
    ]
    lines += kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { kind, count in
      "  \(String(repeating: " ", count: max(0, 4 - "\(count)".count)))\(count) \(kind)"
    }
    return lines.joined(separator: "\n")
  }
}
