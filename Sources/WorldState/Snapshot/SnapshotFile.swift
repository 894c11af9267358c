import Glibc

extension Snapshot {
  /// Writes the snapshot to a file: whole, or not at all. A file of that name is replaced once the new one is on
  /// the disk; where this throws, it is as it was.
  ///
  /// The corresponding C functions are `open`, `write`, `fsync` and `rename`.
  public func write(to path: String) throws(SnapshotError) {
    // No other writer of the same file, in this process or another, has this name.
    let temporary = "\(path).\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .lastFailure(of: "open", path: temporary) }
    do throws(SnapshotError) {
      defer { close(descriptor) }
      try writeAll(encoded, to: descriptor, path: temporary)
      guard fsync(descriptor) == 0 else { throw .lastFailure(of: "fsync", path: temporary) }
      guard unsafe rename(temporary, path) == 0 else { throw .lastFailure(of: "rename", path: path) }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    try syncDirectory(of: path)
  }

  /// Reads a file that `write(to:)` wrote. Whatever is in the file, this gives a whole snapshot or an error.
  public init(contentsOf path: String) throws(SnapshotError) {
    // Opening must not wait for the other end of a pipe; a pipe is refused below.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .lastFailure(of: "open", path: path) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .lastFailure(of: "fstat", path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
    try self.init(encoded: try readAll(Int(status.st_size), from: descriptor, path: path))
  }
}

/// Makes the new name last: a directory is written out like a file.
private func syncDirectory(of path: String) throws(SnapshotError) {
  let slash = path.lastIndex(of: "/")
  let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .lastFailure(of: "open", path: directory) }
  defer { close(descriptor) }
  // Some file systems cannot do this for a directory and say EINVAL; then there is nothing more to be done.
  guard fsync(descriptor) == 0 || errno == EINVAL else { throw .lastFailure(of: "fsync", path: directory) }
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(SnapshotError) {
  var done = 0
  while done < bytes.count {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe write(descriptor, $0.baseAddress! + done, bytes.count - done)
    }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { throw .lastFailure(of: "write", path: path) }
    done += count
  }
}

/// Reads what is there, up to `size` bytes.
private func readAll(_ size: Int, from descriptor: Int32, path: String) throws(SnapshotError) -> [UInt8] {
  var failure: SnapshotError?
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
    while filled < size {
      let count = unsafe read(descriptor, buffer.baseAddress! + filled, size - filled)
      if count < 0, errno == EINTR { continue }
      if count < 0 { failure = .lastFailure(of: "read", path: path) }
      guard count > 0 else { return }
      filled += count
    }
  }
  if let failure { throw failure }
  return bytes
}

extension SnapshotError {
  /// The error that the last system call of this thread left in errno.
  fileprivate static func lastFailure(of call: String, path: String) -> SnapshotError {
    .file(path: path, call: call, message: systemMessage(errno))
  }
}
