import Glibc
import WorldState

/// Appends entries to the file of a recording.
///
/// Used on one thread at a time. Calls block while the system writes.
public final class RecordingWriter: @unchecked Sendable {
  public let path: String
  /// Bytes of the file.
  public private(set) var byteCount = 0

  private let descriptor: Int32
  private var keyframes = KeyframeCoder()
  private var lastSum: UInt64 = 0

  /// Creates a file. An existing recording is replaced, no other file.
  public init(creating path: String) throws(RecordingError) {
    self.path = path
    var status = stat()
    if unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      guard status.st_size == 0 || RecordingReader.isRecording(path) else { throw .otherFile(path: path) }
      // Whoever has the earlier file open keeps it.
      unsafe unlink(path)
    }
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else { throw .lastFailure(of: "open", path: path) }
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .notARegularFile(path: path)
    }
    try write(RecordingFormat.header)
  }

  /// Continues a file after its last complete entry.
  /// - Parameter reader: has read all entries.
  public init(continuing reader: RecordingReader) throws(RecordingError) {
    path = reader.path
    guard !reader.isPart else { throw .otherFile(path: reader.path) }
    descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .lastFailure(of: "open", path: path) }
    byteCount = reader.position
    lastSum = reader.lastSum
    keyframes = reader.keyframes
    guard ftruncate(descriptor, off_t(byteCount)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw .lastFailure(of: "ftruncate", path: path)
    }
  }

  deinit { close(descriptor) }

  /// If this throws, the file ends with the last entry that was written completely.
  public func append(_ entry: RecordingEntry) throws(RecordingError) {
    let content = try entry.encoded(&keyframes)
    let header = BlockHeader(kind: entry.kind.rawValue, content: content, after: lastSum)
    try write(header.bytes + content)
    lastSum = header.contentSum
  }

  /// Returns when everything is on the disk.
  public func sync() throws(RecordingError) {
    // Some file systems do not support it.
    guard fdatasync(descriptor) == 0 || errno == EINVAL else {
      throw .lastFailure(of: "fdatasync", path: path)
    }
  }

  private func write(_ bytes: [UInt8]) throws(RecordingError) {
    guard FileTransfer.write(bytes, to: descriptor) else {
      let error = RecordingError.lastFailure(of: "write", path: path)
      ftruncate(descriptor, off_t(byteCount))
      lseek(descriptor, 0, SEEK_END)
      throw error
    }
    byteCount += bytes.count
  }
}
