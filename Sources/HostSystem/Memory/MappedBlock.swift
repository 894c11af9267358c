import Glibc
import SystemPackage

/// Whole pages of memory: zeroed and private to this process, or the content of a file. They are unmapped with the object.
@safe public final class MappedBlock: @unchecked Sendable {
  /// At the start of a page.
  public let start: UnsafeMutableRawPointer
  /// In bytes.
  public let count: Int
  private let mappedCount: Int

  /// Zeroed memory, which can be written until `seal`.
  public init(zeroed count: Int) throws(Errno) {
    self.count = count
    mappedCount = max(count, 1)
    unsafe start = try Self.map(mappedCount, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
  }

  /// A part of a file, read-only. The file may be removed meanwhile, but must not be changed.
  /// - Parameter offset: a multiple of the size of a page.
  public init(file path: String, at offset: Int, count: Int) throws(FileError) {
    self.count = count
    mappedCount = max(count, 1)
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .noFollow])
      let (size, length) = (mappedCount, count)
      unsafe start = try file.closeAfter {
        // Reading beyond the end of a file would be a bus error.
        guard try Int(file.stat().size) >= offset + length else { throw Errno.ioError }
        return try unsafe Self.map(size, PROT_READ, 0, file.rawValue, offset)
      }
    } catch {
      throw FileError(path: path, errno: (error as? Errno) ?? .ioError, action: .read)
    }
  }

  private static func map(
    _ count: Int, _ protection: Int32, _ flags: Int32, _ file: Int32, _ offset: Int
  ) throws(Errno) -> UnsafeMutableRawPointer {
    let memory = unsafe mmap(nil, count, protection, MAP_PRIVATE | flags, file, offset)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { throw Errno(rawValue: errno) }
    return unsafe memory
  }

  deinit { unsafe munmap(start, mappedCount) }

  /// Makes the memory read-only: writing to it is an invalid access from here on.
  public func seal() { unsafe mprotect(start, mappedCount, PROT_READ) }

  /// Valid as long as this object.
  public var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: start, count: count) }
}
