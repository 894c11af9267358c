import Glibc
import WorldState

extension MomentFile {
  /// Writes a file atomically. If this throws, nothing is there that was not there before.
  ///
  /// The corresponding C functions are `open`, `write`, `fsync` and `link`.
  /// - Parameters:
  ///   - content: of a section. The sections are asked for one after another.
  ///   - path: where no file is.
  /// - Returns: the size of the file in bytes.
  @discardableResult
  public static func write(
    to path: String, content: (MomentSection) -> [UInt8]
  ) throws(MomentError) -> Int {
    let contents = MomentSection.allCases.map(content)
    for (section, content) in zip(MomentSection.allCases, contents)
    where UInt64(content.count) > section.maxSize ?? .max {
      throw .tooLarge(section: section, bytes: content.count)
    }
    // Unique among all writers of the same file, in any process.
    let temporary = "\(path).\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .lastFailure(of: "open", path: temporary) }
    defer {
      close(descriptor)
      unsafe unlink(temporary)
    }
    let parts = [MomentFormat.header(of: contents)] + contents
    for part in parts {
      guard FileTransfer.write(part, to: descriptor) else { throw .lastFailure(of: "write", path: path) }
    }
    guard fsync(descriptor) == 0 else { throw .lastFailure(of: "fsync", path: path) }
    try publish(temporary, at: path)
    return parts.reduce(0) { $0 + $1.count }
  }

  /// Gives a file its name, unless there is one of that name.
  private static func publish(_ temporary: String, at path: String) throws(MomentError) {
    if unsafe link(temporary, path) == 0 { return }
    if errno == EEXIST { throw .exists(path: path) }
    // Some file systems have no links.
    guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno), unsafe access(path, F_OK) != 0,
      unsafe rename(temporary, path) == 0
    else { throw .lastFailure(of: "link", path: path) }
  }
}
