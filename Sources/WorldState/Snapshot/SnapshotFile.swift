import Glibc

extension Snapshot {
  /// Writes the snapshot to a file atomically. An existing file is replaced once the new one is on disk; if this throws, it
  /// is unchanged.
  ///
  /// The corresponding C functions are `open`, `write`, `fsync` and `rename`.
  /// - Returns: the size of the file in bytes.
  @discardableResult
  public func write(to path: String) throws(SnapshotError) -> Int {
    let content = encoded
    // Unique among all writers of the same file, in any process.
    let temporary = "\(path).\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .lastFailure(of: "open", path: temporary) }
    do throws(SnapshotError) {
      defer { close(descriptor) }
      guard FileTransfer.write(content, to: descriptor) else {
        throw .lastFailure(of: "write", path: temporary)
      }
      guard fsync(descriptor) == 0 else { throw .lastFailure(of: "fsync", path: temporary) }
      guard unsafe rename(temporary, path) == 0 else { throw .lastFailure(of: "rename", path: path) }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    try syncDirectory(of: path)
    return content.count
  }

  /// Reads a file that `write(to:)` wrote. Throws for any invalid content.
  public init(contentsOf path: String) throws(SnapshotError) {
    // Do not block on a pipe; it is rejected below.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .lastFailure(of: "open", path: path) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .lastFailure(of: "fstat", path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
    guard let content = FileTransfer.read(Int(status.st_size), from: descriptor) else {
      throw .lastFailure(of: "read", path: path)
    }
    try self.init(encoded: content)
  }
}

/// Makes the rename durable: a directory is synced like a file.
private func syncDirectory(of path: String) throws(SnapshotError) {
  let slash = path.lastIndex(of: "/")
  let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .lastFailure(of: "open", path: directory) }
  defer { close(descriptor) }
  // Some file systems do not support this for a directory and return EINVAL.
  guard fsync(descriptor) == 0 || errno == EINVAL else { throw .lastFailure(of: "fsync", path: directory) }
}

extension SnapshotError {
  /// The error of the last system call of this thread, from errno.
  fileprivate static func lastFailure(of call: String, path: String) -> SnapshotError {
    .file(path: path, call: call, message: systemMessage(errno))
  }
}
