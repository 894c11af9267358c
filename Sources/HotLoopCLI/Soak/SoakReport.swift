import Engine

/// What a soak did, and what it cost the host.
struct SoakReport {
  private(set) var edits = 0
  private var kinds: [String: Int] = [:]
  /// How often everything was looked at.
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

  /// What a host may take besides its images: what builds, kept worlds and crashes leave behind.
  private static let slack = 64 << 20

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

  /// Numbers are given to all that was built, whether or not it came to run.
  private static func generations(_ host: SoakHost) -> Int {
    host.story.compactMap { $0["generation"]?.integer }.max() ?? 0
  }

  var growth: Int { memoryAtEnd - memoryAtStart }
  var growthAllowed: Int { (generations - generationsAtStart) * largestImage * 6 / 5 + Self.slack }
  var memoryRule: String {
    "\(generations - generationsAtStart) images of 1.2 × \(largestImage >> 10) KiB and \(Self.slack >> 20) MiB"
  }

  var text: String {
    let survived = events.reduce(0) { $0 + (["crashed", "hung"].contains($1.name) ? $1.count : 0) }
    var lines = [
      "\(edits) edits in \(Int(seconds.rounded())) s; \(checks) times everything was looked at and in order",
      "crashes survived: \(survived); generations: \(generations)",
      "memory: \(memoryAtStart >> 20) → \(memoryAtEnd >> 20) MiB, "
        + "allowed \((memoryAtStart + growthAllowed) >> 20) MiB (\(memoryRule))",
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
