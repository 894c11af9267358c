import Glibc

/// System calls that are repeated until all bytes are transferred. If one fails, `errno` has the reason.
public enum FileTransfer {
  /// - Returns: false if a call failed. Some of the bytes may have been written.
  public static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// - Returns: `count` bytes from `offset` on, fewer if the file ends before; nil if a call failed.
  public static func read(_ count: Int, from descriptor: Int32, at offset: Int = 0) -> [UInt8]? {
    var hasFailed = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let read = unsafe pread(
          descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset + filled))
        if read < 0, errno == EINTR { continue }
        hasFailed = read < 0
        guard read > 0 else { return }
        filled += read
      }
    }
    return hasFailed ? nil : bytes
  }
}
