import Glibc

/// A mapping of a memory file between two inaccessible pages: code that runs off either end faults instead of
/// corrupting other memory. Only this file and `PagePool` map memory of worlds.
///
/// The corresponding C functions are `memfd_create`, `ftruncate`, `mmap`, `madvise` and `munmap`.
@safe struct ArenaMapping: ~Copyable {
  let descriptor: Int32
  let base: UnsafeMutableRawPointer
  let size: Int

  /// The size of a page of this machine, in bytes.
  static let pageSize = sysconf(Int32(_SC_PAGESIZE))
  /// MADV_POPULATE_WRITE, which the C library's module lacks.
  static let populateWrite: Int32 = 23

  /// Creates and maps a memory file of `size` bytes. Pages use memory once they are touched.
  init(name: String, size: Int) throws(ArenaError) {
    guard size > 0, size % Self.pageSize == 0 else { throw .badReservation(bytes: size) }
    let descriptor = makeMemoryFile(name: name)
    guard descriptor >= 0 else { throw .lastFailure(of: "memfd_create") }
    guard ftruncate(descriptor, size) == 0 else {
      let failure = ArenaError.lastFailure(of: "ftruncate")
      close(descriptor)
      throw failure
    }
    try self.init(adopting: descriptor, size: size)
  }

  /// Maps a memory file that another process created. Owns the descriptor from here on, also if this throws.
  /// - Parameter isPrivate: whether what is written stays in this process (copy on write).
  init(inherited descriptor: Int32, isPrivate: Bool = false) throws(ArenaError) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .lastFailure(of: "fstat") }
    let size = Int(status.st_size)
    guard size > 0, size % Self.pageSize == 0 else {
      close(descriptor)
      throw .badReservation(bytes: size)
    }
    try self.init(adopting: descriptor, size: size, isPrivate: isPrivate)
  }

  private init(adopting descriptor: Int32, size: Int, isPrivate: Bool = false) throws(ArenaError) {
    let page = Self.pageSize
    let (total, overflow) = size.addingReportingOverflow(2 * page)
    guard !overflow else {
      close(descriptor)
      throw .badReservation(bytes: size)
    }
    // Reserve both guard pages and the range in one call, then map the file over the middle.
    let whole = unsafe mmap(nil, total, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let whole = unsafe whole, unsafe whole != MAP_FAILED else {
      let failure = ArenaError.lastFailure(of: "mmap")
      close(descriptor)
      throw failure
    }
    let sharing = isPrivate ? MAP_PRIVATE | MAP_NORESERVE : MAP_SHARED
    let middle = unsafe mmap(
      whole + page, size, PROT_READ | PROT_WRITE, sharing | MAP_FIXED, descriptor, 0)
    guard let middle = unsafe middle, unsafe middle != MAP_FAILED else {
      let failure = ArenaError.lastFailure(of: "mmap")
      unsafe munmap(whole, total)
      close(descriptor)
      throw failure
    }
    self.descriptor = descriptor
    self.size = size
    unsafe self.base = middle
  }

  deinit {
    unsafe munmap(base - Self.pageSize, size + 2 * Self.pageSize)
    close(descriptor)
  }

  /// Maps the pages up to `end` ahead of time. Does nothing on systems without this call (Linux before 5.14).
  func populate(to end: Int) {
    _ = unsafe madvise(base, roundedUp(end, to: Self.pageSize), Self.populateWrite)
  }

  /// Zeroes a range. Returns whole pages of a large range to the system.
  func zero(from start: Int, to end: Int) {
    guard start < end else { return }
    // Below this size, clearing is cheaper than the call and the page faults that follow.
    let smallest = 1 << 20
    let firstPage = roundedUp(start, to: Self.pageSize)
    let lastPage = end / Self.pageSize * Self.pageSize
    if lastPage - firstPage >= smallest,
      unsafe madvise(base + firstPage, lastPage - firstPage, MADV_REMOVE) == 0
    {
      unsafe memset(base + start, 0, firstPage - start)
      unsafe memset(base + lastPage, 0, end - lastPage)
    } else {
      unsafe memset(base + start, 0, end - start)
    }
  }
}

/// A new memory file, not inherited across exec; -1 with errno set on failure.
///
/// `memfd_create` is looked up by name because the C library's module lacks it. `shm_open` is no alternative: its files
/// lie in /dev/shm, which containers keep small.
private func makeMemoryFile(name: String) -> Int32 {
  typealias MemfdCreate = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32
  guard let symbol = unsafe dlsym(nil, "memfd_create") else {
    errno = ENOSYS
    return -1
  }
  // The type is that of memfd_create(2).
  let memfdCreate = unsafe unsafeBitCast(symbol, to: MemfdCreate.self)
  let closeOnExec: UInt32 = 1
  return unsafe memfdCreate(name, closeOnExec)
}

extension ArenaError {
  /// The error of the last system call of this thread, from errno.
  static func lastFailure(of call: String) -> ArenaError {
    let code = errno
    return .system(call: call, code: code, message: systemMessage(code))
  }
}

/// The system's description of an errno.
public func systemMessage(_ code: Int32) -> String {
  unsafe strerror(code).map { unsafe String(cString: $0) } ?? "unknown error"
}
