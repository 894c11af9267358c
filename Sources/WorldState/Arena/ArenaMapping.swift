import Glibc

/// A shared mapping of a memory file between two pages that nobody may touch, so that code which runs off either
/// end stops there instead of writing into something else. The only file that maps memory.
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

  /// Makes a memory file of `size` bytes and maps it. None of it uses memory before it is touched.
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

  /// Maps a memory file that another process made. Owns the descriptor from here on, also where it throws.
  init(inherited descriptor: Int32) throws(ArenaError) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .lastFailure(of: "fstat") }
    let size = Int(status.st_size)
    guard size > 0, size % Self.pageSize == 0 else {
      close(descriptor)
      throw .badReservation(bytes: size)
    }
    try self.init(adopting: descriptor, size: size)
  }

  private init(adopting descriptor: Int32, size: Int) throws(ArenaError) {
    let page = Self.pageSize
    let (total, overflow) = size.addingReportingOverflow(2 * page)
    guard !overflow else {
      close(descriptor)
      throw .badReservation(bytes: size)
    }
    // One reservation takes the place of both guard pages; the file is then mapped over its middle.
    let whole = unsafe mmap(nil, total, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let whole = unsafe whole, unsafe whole != MAP_FAILED else {
      let failure = ArenaError.lastFailure(of: "mmap")
      close(descriptor)
      throw failure
    }
    let middle = unsafe mmap(
      whole + page, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, descriptor, 0)
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

  /// Has the pages up to `end` there before they are written to. Systems that cannot do so (Linux before 5.14) leave it.
  func populate(to end: Int) {
    _ = unsafe madvise(base, roundedUp(end, to: Self.pageSize), Self.populateWrite)
  }

  /// Makes a range read as zero. Whole pages of it are given back to the system.
  func zero(from start: Int, to end: Int) {
    guard start < end else { return }
    // Below this, clearing is cheaper than a call and the page faults that follow it.
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

/// A new memory file that other programs do not inherit, or -1 with errno set.
///
/// `memfd_create` is looked up by name because the C library's module leaves it out. Not `shm_open`: its files
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
  /// The error that the last system call of this thread left in errno.
  static func lastFailure(of call: String) -> ArenaError {
    let code = errno
    return .system(call: call, code: code, message: systemMessage(code))
  }
}

/// The system's own words for an errno.
func systemMessage(_ code: Int32) -> String {
  unsafe strerror(code).map { unsafe String(cString: $0) } ?? "unknown error"
}
