import CGameABI
import Timeline
import WorldState

/// A complete recording in memory, of which a test plays the last branch.
final class TestRecording {
  /// As the test names it.
  let name: String
  private let content: RecordedTimeline<UnboundContext>
  private let arena: Arena

  /// The memory for a recording.
  private static let maxBytes = 4 << 30

  /// - Parameters:
  ///   - name: as the test gives it: relative to its package.
  ///   - file: of the test.
  /// - Throws: if not all of it can be read.
  init(_ name: String, near file: String) throws {
    self.name = name
    let path = PackageFolder.path(of: name, near: file) ?? name
    arena = try Arena(name: "hotloop recorded world", bytesReserved: worldSize)
    let content = RecordedTimeline(unbound: path, maxBytes: Self.maxBytes, worldBytes: worldSize)
    guard let content else {
      throw RecordingError.file(path: path, call: "mmap", message: "there is not enough address space")
    }
    self.content = content
    let reader = try RecordingReader(path)
    while let entry = try reader.next() { try content.take(entry, at: reader.position) }
    guard !content.timeline.isEmpty, !content.runs.isEmpty else { throw RecordingError.empty(path: path) }
    guard reader.end == .complete else {
      throw UnplayableRecording(
        recording: name, tick: nil,
        reason: "it has no end: the program that recorded was killed, or is still recording")
    }
  }

  var timeline: Timeline<UnboundContext> { content.timeline }
  /// Positions whose worlds all follow from the first, in order.
  var stretches: [Range<Int>] { content.stretches }
  /// What `start` got for the first world; nil if that came from elsewhere.
  var freshSeed: UInt64? { content.freshSeed }

  /// The code that was recorded for the world at a position.
  func code(at position: Int) -> RecordedCode {
    content.codes[Int(timeline.context(at: position).recorded.code)]
  }

  /// The files that the game saw at a position.
  func files(
    at position: Int, _ kind: KeyPath<RecordedContext, [RecordedContext.File]>
  ) -> [String: [UInt8]] {
    let files = timeline.context(at: position).recorded[keyPath: kind]
    return Dictionary(files.map { ($0.name, content.files[Int($0.content)]) }) { first, _ in first }
  }

  /// A copy of the recorded world of a keyframe.
  func world(ofKeyframe position: Int) throws -> Snapshot {
    try timeline.copyKeyframe(at: position, to: arena)
    return try Snapshot(of: arena, layout: code(at: position).layout)
  }

  /// The number of the tick at a position, which counts from the start of the world.
  func tick(at position: Int) throws -> Int {
    let keyframe = timeline.keyframe(before: position)
    return try Int(world(ofKeyframe: keyframe).header.tick) + position - keyframe
  }

  // MARK: What happened besides

  /// Why the tick at a position could not be finished when it was recorded; nil if it could.
  func crash(at position: Int) -> String? {
    content.crashes.first { $0.position == position }.map { $0.explanation ?? $0.reason }
  }

  /// Where the code was replaced, or had values of literals that no source has; ascending.
  private(set) lazy var codeChanges: [(position: Int, what: String)] = {
    var found: [(position: Int, what: String)] = []
    var context = timeline.context(at: timeline.start)
    var last = code(at: timeline.start)
    if last.isTweaked { found.append((timeline.start, Self.tweaked)) }
    for position in timeline.start..<timeline.end where timeline.context(at: position) !== context {
      context = timeline.context(at: position)
      let code = code(at: position)
      if code.sourceHash != last.sourceHash { found.append((position, "the code was reloaded")) }
      if code.isTweaked, !last.isTweaked { found.append((position, Self.tweaked)) }
      last = code
    }
    return found
  }()

  private static let tweaked = "values of literals were changed by hand, which no recording has"

  func unplayable(at position: Int, _ reason: String) throws -> UnplayableRecording {
    UnplayableRecording(recording: name, tick: try tick(at: position), reason: reason)
  }
}
