import Glibc
import WorldState

/// The file of a shared moment. What it says of its sizes is compared with the file before anything is read.
///
/// Used on one thread at a time.
public final class MomentFile {
  public let path: String
  private let descriptor: Int32
  private let entries: [MomentSection: Entry]

  private struct Entry {
    var range: Range<Int>
    var sum: UInt64
  }

  /// Reads the header.
  public init(_ path: String) throws(MomentError) {
    self.path = path
    // Do not block on a pipe; it is rejected below.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .lastFailure(of: "open", path: path) }
    self.descriptor = descriptor
    do throws(MomentError) { entries = try Self.entries(of: descriptor, path) } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// Whether a file begins as a shared moment does, of whatever format.
  public static func isMoment(_ path: String) -> Bool {
    do throws(MomentError) {
      _ = try MomentFile(path)
      return true
    } catch {
      switch error {
      case .file, .notARegularFile, .notAMoment: return false
      default: return true
      }
    }
  }

  /// The content of a section.
  /// - Throws: if a byte of it was changed.
  public func content(of section: MomentSection) throws(MomentError) -> [UInt8] {
    guard let entry = entries[section] else { preconditionFailure("a file has all sections") }
    guard
      let content = FileTransfer.read(entry.range.count, from: descriptor, at: entry.range.lowerBound)
    else { throw .lastFailure(of: "read", path: path) }
    guard content.count == entry.range.count else {
      throw .file(path: path, call: "read", message: "it became shorter meanwhile")
    }
    guard StableHasher.hash(of: content) == entry.sum else {
      throw .damaged(path: path, reason: "the checksum of its \(section.rawValue) is wrong")
    }
    return content
  }

  /// The bytes of the file that are a recording.
  var run: Range<Int> {
    guard let entry = entries[.run] else { preconditionFailure("a file has all sections") }
    return entry.range
  }

  private static func entries(
    of descriptor: Int32, _ path: String
  ) throws(MomentError) -> [MomentSection: Entry] {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .lastFailure(of: "fstat", path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
    let size = Int(status.st_size)
    guard let header = FileTransfer.read(min(size, MomentFormat.headerSize), from: descriptor) else {
      throw .lastFailure(of: "read", path: path)
    }
    guard header.count >= MomentFormat.entriesAt, header.starts(with: MomentFormat.magic) else {
      throw .notAMoment(path: path)
    }
    func number(_ offset: Int, _ count: Int) -> UInt64 {
      header[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    let format = UInt32(number(8, 4))
    guard format == MomentFormat.version else {
      throw .unknownFormat(path: path, found: format, known: MomentFormat.version)
    }
    guard header.count == MomentFormat.headerSize else {
      throw .damaged(path: path, reason: "it ends after \(size) bytes, within its header")
    }
    let sum = StableHasher.hash(of: Array(header[..<MomentFormat.checksumAt]))
    guard sum == number(MomentFormat.checksumAt, 8),
      number(12, 4) == UInt64(MomentSection.allCases.count)
    else { throw .damaged(path: path, reason: "the checksum of its header is wrong") }

    var entries: [MomentSection: Entry] = [:]
    var end = UInt64(MomentFormat.headerSize)
    for (index, section) in MomentSection.allCases.enumerated() {
      let offset = MomentFormat.entriesAt + index * MomentFormat.entrySize
      let (length, sum) = (
        number(offset + MomentFormat.nameSize, 8), number(offset + MomentFormat.nameSize + 8, 8)
      )
      guard Array(header[offset..<offset + MomentFormat.nameSize]) == MomentFormat.name(of: section),
        length <= section.maxSize ?? .max
      else { throw .damaged(path: path, reason: "its header has unknown sections") }
      let (next, overflow) = end.addingReportingOverflow(length)
      guard !overflow, next <= UInt64(Int.max) else {
        throw .damaged(path: path, reason: "its header has sizes of no file")
      }
      entries[section] = Entry(range: Int(end)..<Int(next), sum: sum)
      end = next
    }
    guard end == UInt64(size) else { throw .wrongLength(path: path, found: size, expected: end) }
    return entries
  }
}
