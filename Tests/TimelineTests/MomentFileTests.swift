import Foundation
import SeededRandom
import Testing
import WorldState

@testable import Timeline

@Suite("Files of shared moments")
final class MomentFileTests {
  private let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "moment-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private var path: String { folder + "/a.share" }

  private static func content(_ section: MomentSection) -> [UInt8] {
    switch section {
    case .about: Array("{}".utf8)
    case .world: (0..<100).map { UInt8($0) }
    case .run: []
    case .sources: Array("sources of a game".utf8)
    }
  }

  private func whole() throws -> Data {
    try? FileManager.default.removeItem(atPath: path)
    try MomentFile.write(to: path, content: Self.content)
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  private func readAll() throws(MomentError) {
    let file = try MomentFile(path)
    for section in MomentSection.allCases { _ = try file.content(of: section) }
  }

  @Test("Each section is read as it was written, and nothing else is in the folder")
  func roundTrip() throws {
    let size = try MomentFile.write(to: path, content: Self.content)
    let file = try MomentFile(path)
    for section in MomentSection.allCases { #expect(try file.content(of: section) == Self.content(section)) }
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == size)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.share"])
    #expect(MomentFile.isMoment(path))
  }

  @Test("Each byte that is changed gives an error")
  func flipped() throws {
    let whole = try whole()
    var random = SplitMix64(seed: 1)
    for byte in whole.indices {
      var changed = whole
      changed[byte] ^= 1 << UInt8(random.below(8))
      try changed.write(to: URL(fileURLWithPath: path))
      #expect(throws: MomentError.self, "byte \(byte)") { try readAll() }
    }
  }

  @Test("A file that ends anywhere, or goes on, is refused")
  func length() throws {
    let whole = try whole()
    for size in 0..<whole.count {
      try whole[..<size].write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: MomentError.self, "\(size) bytes") { try readAll() }
      // Known as soon as the header is whole.
      guard size >= MomentFormat.headerSize else { continue }
      #expect(error == .wrongLength(path: path, found: size, expected: UInt64(whole.count)))
    }
    try (whole + Data([0])).write(to: URL(fileURLWithPath: path))
    #expect(
      throws: MomentError.wrongLength(path: path, found: whole.count + 1, expected: UInt64(whole.count))
    ) { try readAll() }
  }

  @Test(
    "Sizes that the file cannot have are refused before anything is read",
    arguments: [UInt64.max, UInt64(Int.max), 1 << 40])
  func sizes(size: UInt64) throws {
    for section in MomentSection.allCases.indices {
      var bytes = Array(try whole())
      let offset = MomentFormat.entriesAt + section * MomentFormat.entrySize + MomentFormat.nameSize
      for index in 0..<8 { bytes[offset + index] = UInt8(truncatingIfNeeded: size >> UInt64(8 * index)) }
      try Data(sealed(bytes)).write(to: URL(fileURLWithPath: path))
      #expect(throws: MomentError.self) { _ = try MomentFile(path) }
    }
  }

  /// With the checksum of the header as it is now.
  private func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let sum = StableHasher.hash(of: Array(bytes[..<MomentFormat.checksumAt]))
    for index in 0..<8 {
      bytes[MomentFormat.checksumAt + index] = UInt8(truncatingIfNeeded: sum >> UInt64(8 * index))
    }
    return bytes
  }

  @Test("A newer format and other files are told apart")
  func others() throws {
    var bytes = Array(try whole())
    bytes[8] = 9
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(throws: MomentError.unknownFormat(path: path, found: 9, known: 1)) { _ = try MomentFile(path) }
    #expect(MomentFile.isMoment(path))
    try Data("HOTLWRLD and more bytes than a header".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: MomentError.notAMoment(path: path)) { _ = try MomentFile(path) }
    #expect(!MomentFile.isMoment(path) && !MomentFile.isMoment(folder) && !MomentFile.isMoment("/dev/null"))
    #expect(throws: MomentError.notARegularFile(path: folder)) { _ = try MomentFile(folder) }
  }

  @Test("An existing file stays as it is, also one that is a link to nowhere")
  func existing() throws {
    try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: MomentError.exists(path: path)) {
      try MomentFile.write(to: path, content: Self.content)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    let link = folder + "/link.share"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder + "/gone")
    #expect(throws: MomentError.exists(path: link)) {
      try MomentFile.write(to: link, content: Self.content)
    }
    #expect(!FileManager.default.fileExists(atPath: folder + "/gone"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a.share", "link.share"])
  }

  @Test("The recording in it is read in place; it is no recording to replace or to append to")
  func recording() throws {
    let run = folder + "/a.run"
    let writer = try RecordingWriter(creating: run)
    try writer.append(.mark(TimelineMark(position: 0, kind: .save)))
    try writer.append(.end)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: run)))
    try MomentFile.write(to: path) { $0 == .run ? bytes : Self.content($0) }
    let reader = try RecordingReader(path)
    #expect(try reader.next() == .mark(TimelineMark(position: 0, kind: .save)))
    #expect(try reader.next() == .end)
    #expect(try reader.next() == nil && reader.end == .complete)
    #expect(!RecordingReader.isRecording(path) && RecordingReader.isRecording(run))
    #expect(throws: RecordingError.otherFile(path: path)) { _ = try RecordingWriter(continuing: reader) }
    #expect(throws: RecordingError.otherFile(path: path)) { _ = try RecordingWriter(creating: path) }
  }
}
