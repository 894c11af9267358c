import Glibc
import WorldState

/// Reads the entries of a recording in order; also of the one in a shared moment.
///
/// Used on one thread at a time.
public final class RecordingReader {
  public enum End: Equatable {
    /// The run ended as it should.
    case complete
    /// The process that recorded was killed: the file ends without, or within, an entry.
    case interrupted
  }

  public let path: String
  /// The bytes that were read.
  public private(set) var position = RecordingFormat.headerSize
  /// How the recording ends; nil until the last entry was read.
  public private(set) var end: End?

  private let descriptor: Int32
  /// Where the recording begins in its file.
  private let base: Int
  private let size: Int
  private(set) var lastSum: UInt64 = 0
  private(set) var keyframes = KeyframeCoder()
  private var lastKind: BlockKind?

  public init(_ path: String) throws(RecordingError) {
    self.path = path
    // Do not block on a pipe; it is rejected below.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .lastFailure(of: "open", path: path) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .lastFailure(of: "fstat", path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
    let part = try Self.partOfMoment(path, descriptor) ?? 0..<Int(status.st_size)
    (base, size) = (part.lowerBound, part.count)
    let header = try read(min(size, RecordingFormat.headerSize), at: 0)
    guard header.count == RecordingFormat.headerSize, header.starts(with: RecordingFormat.magic) else {
      throw .notARecording(path: path)
    }
    let format = header[8..<12].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard format == RecordingFormat.version, header == RecordingFormat.header else {
      throw .unknownFormat(path: path, found: format, known: RecordingFormat.version)
    }
  }

  deinit { close(descriptor) }

  /// Whether it is a part of a shared moment, which nothing is appended to.
  var isPart: Bool { base > 0 }

  /// The bytes of the recording if the file is a shared moment.
  private static func partOfMoment(_ path: String, _ descriptor: Int32) throws(RecordingError) -> Range<Int>?
  {
    guard let begin = FileTransfer.read(MomentFormat.magic.count, from: descriptor),
      begin == MomentFormat.magic
    else { return nil }
    do throws(MomentError) { return try MomentFile(path).run } catch { throw .moment(error) }
  }

  /// Whether a file begins as a recording does. A shared moment does not.
  public static func isRecording(_ path: String) -> Bool {
    do throws(RecordingError) {
      return try !RecordingReader(path).isPart
    } catch {
      if case .unknownFormat = error { return true }
      return false
    }
  }

  /// - Returns: nil at the end, which `end` describes.
  /// - Throws: if a byte was changed. All entries before it were returned.
  public func next() throws(RecordingError) -> RecordingEntry? {
    if end != nil { return nil }
    let rest = size - position
    if rest == 0 { return finish(lastKind == .end ? .complete : .interrupted) }
    guard rest >= RecordingFormat.blockHeaderSize else { return finish(.interrupted) }
    let bytes = try read(RecordingFormat.blockHeaderSize, at: position)
    guard let header = BlockHeader(bytes, after: lastSum) else {
      // Where a computer lost its power, the file may have its new size, but not its new content.
      if try isZero(from: position) { return finish(.interrupted) }
      throw damaged("a header does not match its checksum")
    }
    let start = position + RecordingFormat.blockHeaderSize
    guard size - start >= Int(header.size) else { return finish(.interrupted) }
    let content = try read(Int(header.size), at: start)
    guard header.isOf(content) else { throw damaged("an entry does not match its checksum") }
    let entry = try entry(header.kind, content)
    position = start + content.count
    lastSum = header.contentSum
    lastKind = entry.kind
    return entry
  }

  private func entry(_ kind: UInt32, _ content: [UInt8]) throws(RecordingError) -> RecordingEntry {
    do throws(MalformedBlock) {
      if let entry = try RecordingEntry(kind: kind, content, &keyframes) { return entry }
    } catch {
      throw damaged(error.reason)
    }
    throw damaged("an entry of the unknown kind \(kind); a newer version of HotLoop may have written it")
  }

  private func finish(_ end: End) -> RecordingEntry? {
    self.end = end
    return nil
  }

  private func damaged(_ reason: String) -> RecordingError {
    .damaged(path: path, byte: position, reason: reason)
  }

  private func isZero(from start: Int) throws(RecordingError) -> Bool {
    var start = start
    while start < size {
      let bytes = try read(min(size - start, 1 << 20), at: start)
      if bytes.contains(where: { $0 != 0 }) { return false }
      start += bytes.count
    }
    return true
  }

  private func read(_ count: Int, at offset: Int) throws(RecordingError) -> [UInt8] {
    guard let bytes = FileTransfer.read(count, from: descriptor, at: base + offset) else {
      throw .lastFailure(of: "read", path: path)
    }
    guard bytes.count == count else {
      throw .file(path: path, call: "read", message: "it became shorter meanwhile")
    }
    return bytes
  }
}
