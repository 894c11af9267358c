import Glibc

/// A fixed number of memory pages, for the undo log of a checkpoint and for keyframes. Pages are identified by their index.
///
/// A released page stays mapped and is handed out again first: writing to it costs no page fault. Memory is used only for
/// pages that were handed out at least once. Confined to one thread.
@safe public final class PagePool {
  /// Bytes. Independent of the system's page size, which is a multiple of it.
  public static let pageSize = 4096
  /// Pages that the system maps in one call, which costs a fraction of as many page faults.
  private static let batch = 64

  private let base: UnsafeMutableRawPointer
  private let pageCount: Int
  /// Released pages; the last one is handed out next.
  private var free: [UInt32] = []
  /// Pages below this index were handed out at least once.
  private var used = 0

  /// Returns nil if the system has no address space for it.
  public init?(pageCount: Int) {
    let size = pageCount * Self.pageSize
    let base = unsafe mmap(
      nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let base = unsafe base, unsafe base != MAP_FAILED else { return nil }
    // The first write to a huge page would clear 2 MiB at once.
    _ = unsafe madvise(base, size, MADV_NOHUGEPAGE)
    unsafe self.base = base
    self.pageCount = pageCount
  }

  deinit { unsafe munmap(base, pageCount * Self.pageSize) }

  /// Returns nil if all pages are in use.
  public func allocate() -> UInt32? {
    if let page = free.popLast() { return page }
    guard used < pageCount else { return nil }
    if used % Self.batch == 0 {
      let size = min(Self.batch, pageCount - used) * Self.pageSize
      _ = unsafe madvise(base + used * Self.pageSize, size, ArenaMapping.populateWrite)
    }
    used += 1
    return UInt32(used - 1)
  }

  public func release(_ page: UInt32) { free.append(page) }

  /// The first byte of a page that is in use.
  public func address(of page: UInt32) -> UnsafeMutableRawPointer { unsafe base + Int(page) * Self.pageSize }
}
