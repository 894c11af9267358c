import CGameABI
import Foundation
import SeededRandom
import Testing
import WorldState

@testable import Timeline

@Suite("Recordings on disk")
final class RecordingTests {
  private let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "recording-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private var path: String { folder + "/a.run" }

  @Test("All entries are read as they were written")
  func roundTrip() throws {
    let entries = try Self.entries(seed: 1)
    try write(entries)
    let (read, end) = try Self.read(path)
    #expect(read == entries)
    #expect(end == .complete)
  }

  @Test("A file that ends anywhere has lost only the entry it ends in")
  func truncated() throws {
    let entries = try Self.entries(seed: 2, pages: 2)
    try write(entries)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let ends = try Self.ends(path)
    var random = SplitMix64(seed: 2)
    let near = ends.flatMap { [$0 - 1, $0, $0 + 1, $0 + 23, $0 + 24] }
    for size in near + (0..<200).map({ _ in random.below(whole.count) })
    where size >= RecordingFormat.headerSize && size < whole.count {
      try whole[..<size].write(to: URL(fileURLWithPath: path))
      let (read, end) = try Self.read(path)
      let expected = ends.count { $0 <= size }
      try #require(read.count == expected && end == .interrupted, "cut at byte \(size)")
    }
    #expect(ends.last == whole.count)
  }

  @Test("After a loss of power, zeros at the end count as the end")
  func zeros() throws {
    let entries = try Self.entries(seed: 3)
    try write(entries.dropLast())
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(count: 5_000))
    try handle.close()
    let (read, end) = try Self.read(path)
    #expect(read == entries.dropLast())
    #expect(end == .interrupted)
  }

  @Test("Every byte that is changed gives an error, and all that is before it is read")
  func flipped() throws {
    // One of each kind: each change of each of their bytes is a file to read.
    var kinds: Set<UInt32> = []
    try write(try Self.entries(seed: 4, pages: 0).filter { kinds.insert($0.kind.rawValue).inserted })
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let ends = try Self.ends(path)
    var random = SplitMix64(seed: 4)
    for byte in whole.indices {
      var changed = whole
      changed[byte] ^= 1 << UInt8(random.below(8))
      try changed.write(to: URL(fileURLWithPath: path))
      var read = 0
      #expect(throws: RecordingError.self, "byte \(byte)") {
        let reader = try RecordingReader(path)
        while try reader.next() != nil { read += 1 }
      }
      try #require(read == ends.count { $0 <= byte }, "byte \(byte)")
    }
  }

  @Test("Blocks of random content with correct checksums are refused or read, never more")
  func randomBlocks() throws {
    var random = SplitMix64(seed: 5)
    for _ in 0..<500 {
      var bytes = RecordingFormat.header
      var last: UInt64 = 0
      for _ in 0..<3 {
        let content = (0..<random.below(60)).map { _ in
          random.below(3) == 0 ? UInt8(random.below(256)) : UInt8(random.below(3))
        }
        let header = BlockHeader(kind: UInt32(1 + random.below(12)), content: content, after: last)
        bytes += header.bytes + content
        last = header.contentSum
      }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let reader = try RecordingReader(path)
      do throws(RecordingError) {
        while try reader.next() != nil {}
        #expect(reader.end != nil)
      } catch {
        guard case .damaged = error else { throw error }
      }
    }
  }

  @Test("Other files are refused with what they are")
  func others() throws {
    #expect(throws: RecordingError.file(path: path, call: "open", message: "No such file or directory")) {
      try RecordingReader(path)
    }
    #expect(throws: RecordingError.notARegularFile(path: folder)) { try RecordingReader(folder) }
    for text in ["", "HOTLRECD", "HOTLWRLD 1234 5678 9012"] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: RecordingError.notARecording(path: path)) { try RecordingReader(path) }
    }
    var header = RecordingFormat.header
    header[8] = 9
    try Data(header).write(to: URL(fileURLWithPath: path))
    #expect(throws: RecordingError.unknownFormat(path: path, found: 9, known: 1)) {
      try RecordingReader(path)
    }
    #expect(throws: RecordingError.self) { try RecordingWriter(creating: "/dev/null") }
    #expect(FileManager.default.fileExists(atPath: "/dev/null"))
  }

  @Test("Another process continues a recording after its last complete entry")
  func continued() throws {
    let entries = try Self.entries(seed: 6)
    try write(entries.dropLast())
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    // Half of a block.
    try handle.write(contentsOf: Data([6, 0, 0, 0, 200, 0, 0, 0, 1, 2, 3]))
    try handle.close()
    let reader = try RecordingReader(path)
    while try reader.next() != nil {}
    let writer = try RecordingWriter(continuing: reader)
    let more = try Self.entries(seed: 7)
    for entry in more { try writer.append(entry) }
    #expect(try Self.read(path).entries == entries.dropLast() + more)
  }

  @Test("What moves to another place in a recording keeps its meaning")
  func moved() throws {
    let first = try Self.entries(seed: 9)
    var counts = RecordingCounts()
    for entry in first { counts.pass(entry) }
    #expect((counts.codes, counts.files) == (1, 2))
    let moved = RecordingEntry.context(
      RecordedContext(code: 0, assets: [.init(name: "a", content: 1)], stored: [])
    ).moved(by: 10, codes: counts.codes, files: counts.files)
    #expect(
      moved
        == .context(RecordedContext(code: 1, assets: [.init(name: "a", content: 3)], stored: [])))
    #expect(RecordingEntry.branch(position: 4).moved(by: 10, codes: 0, files: 0) == .branch(position: 14))
  }

  // MARK: Support

  private func write(_ entries: some Sequence<RecordingEntry>) throws {
    let writer = try RecordingWriter(creating: path)
    for entry in entries { try writer.append(entry) }
    try writer.sync()
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == writer.byteCount)
  }

  private static func read(_ path: String) throws -> (entries: [RecordingEntry], end: RecordingReader.End?) {
    let reader = try RecordingReader(path)
    var entries: [RecordingEntry] = []
    while let entry = try reader.next() { entries.append(entry) }
    return (entries, reader.end)
  }

  /// Where each entry ends.
  private static func ends(_ path: String) throws -> [Int] {
    let reader = try RecordingReader(path)
    var ends: [Int] = []
    while try reader.next() != nil { ends.append(reader.position) }
    return ends
  }

  /// At least one entry of each kind; worlds that grow and shrink.
  private static func entries(seed: UInt64, pages: Int = 5) throws -> [RecordingEntry] {
    var random = SplitMix64(seed: seed)
    func number() -> Int { Int(random.next() >> 32) }
    func messages() -> TickMessages {
      var messages = TickMessages()
      for _ in 0..<random.below(4) {
        let size = 1 + random.below(9)
        messages.append(
          TickMessages.Run(
            service: "Game/s\(random.below(2))", layout: UInt64(random.below(2)), size: size,
            bytes: (0..<size * (1 + random.below(3))).map { UInt8(truncatingIfNeeded: $0) }))
      }
      return messages
    }
    func tick() -> RecordedTick {
      RecordedTick(
        input: InputSample(
          held: random.next() & random.next(), pressed: random.next() & 3, released: random.next() & 1,
          mouse_column: Int16(random.below(3)), mouse_row: -1, mouse_buttons: UInt32(random.below(2))),
        messages: messages(), dt: 1 / Double(30 + random.below(2)),
        worldHash: UInt32(truncatingIfNeeded: random.next()))
    }
    let layout = try Layout(structs: [
      Layout.Struct(
        name: "World", size: 128, alignment: 8,
        fields: [Layout.Field(name: "header", type: .structure(1), offset: 0)]),
      Layout.Struct(name: "WorldHeader", size: 128, alignment: 8, fields: []),
    ])
    var world = [UInt8](repeating: 7, count: 4096 * pages + 200 + random.below(3_000))
    var entries: [RecordingEntry] = [
      .run(RecordedRun(game: "Wörld", host: "h", revision: "", isFresh: true, seed: .max, time: -1)),
      .code(
        RecordedCode(
          generation: 3, sourceHash: "ab", isOptimised: true, isTweaked: false, actions: ["left", "→"],
          layout: layout)),
      .file([]), .file((0..<300).map { UInt8(truncatingIfNeeded: $0) }),
      .context(
        RecordedContext(
          code: 0, assets: [.init(name: "a/b", content: 1)], stored: [.init(name: "best", content: 0)])),
    ]
    for round in 0..<4 {
      entries.append(.keyframe(RecordedKeyframe(position: number(), isCut: round == 0, world: world)))
      entries.append(.ticks(position: number(), (0..<round * 3).map { _ in tick() }))
      for _ in 0..<20 { world[number() % world.count] = UInt8(truncatingIfNeeded: number()) }
      if round == 1 { world += [UInt8](repeating: 1, count: 5_000) }
      if round == 2 { world.removeLast(min(7_000, world.count - 300)) }
    }
    return entries + [
      .mark(TimelineMark(position: 5, kind: .reload)), .branch(position: number()), .exchange,
      .crash(RecordedCrash(position: 9, tick: tick(), reason: "step crashed")),
      .explanation(position: 9, "step crashed at Game/Player.swift:12: Index out of range"), .end,
    ]
  }
}
