import Glibc
import WorldState

/// A world that `WorldPages` keeps.
final class StoredWorld {
  /// For each page of the world, the page that holds its content.
  let pages: [UInt32]
  /// Size of the world.
  let byteCount: Int

  init(pages: [UInt32], byteCount: Int) {
    self.pages = pages
    self.byteCount = byteCount
  }
}

/// Copies of worlds, which share pages: a page of a world that is equal to that of an earlier world is stored once.
///
/// Confined to one thread.
final class WorldPages {
  static let pageSize = PagePool.pageSize

  private let pool: PagePool
  /// How many stored worlds use a page.
  private var uses: [UInt32] = []
  private var lent: [(shared: SharedWorld, pages: [UInt32])] = []
  /// The memory of all stored worlds.
  private(set) var byteCount = 0

  /// - Parameter maxBytes: the pool never holds more.
  /// - Returns: nil if the system has no address space for it.
  init?(maxBytes: Int) {
    guard let pool = PagePool(pageCount: max(1, maxBytes / Self.pageSize)) else { return nil }
    self.pool = pool
  }

  /// Stores the world of an arena.
  /// - Parameters:
  ///   - earlier: a stored world to share pages with.
  ///   - changed: what may differ from it, in bytes; nil for everything.
  /// - Returns: nil if the pool is full. Nothing was stored then.
  func store(_ arena: Arena, sharing earlier: StoredWorld?, changed: [Range<Int>]?) -> StoredWorld? {
    let size = arena.bytesUsed
    let count = roundedUp(size, to: Self.pageSize) / Self.pageSize
    var pages = Array((earlier?.pages ?? []).prefix(count))
    for page in pages { uses[Int(page)] += 1 }
    let isComplete = unsafe arena.withBytes { bytes in
      var shared = pages.count
      for range in changed ?? [0..<size] {
        let first = range.lowerBound / Self.pageSize
        for index in first..<min(roundedUp(range.upperBound, to: Self.pageSize) / Self.pageSize, shared) {
          guard unsafe replace(&pages[index], by: content(of: index, in: bytes)) else { return false }
        }
      }
      while shared < count {
        guard let page = unsafe allocate(content(of: shared, in: bytes)) else { return false }
        pages.append(page)
        shared += 1
      }
      return true
    }
    guard isComplete else {
      release(pages)
      return nil
    }
    byteCount += pages.count * MemoryLayout<UInt32>.size
    return StoredWorld(pages: pages, byteCount: size)
  }

  /// Copies a stored world to an arena.
  func copy(_ world: StoredWorld, to arena: Arena) throws(ArenaError) {
    try arena.copy(from: bytes(of: world))
  }

  func bytes(of world: StoredWorld) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: world.byteCount) { buffer, filled in
      guard let target = buffer.baseAddress else { return }
      for (index, page) in world.pages.enumerated() {
        let start = index * Self.pageSize
        unsafe memcpy(
          target + start, pool.address(of: page), min(Self.pageSize, world.byteCount - start))
      }
      filled = world.byteCount
    }
  }

  /// Gives up a world, which must not be used any more.
  func remove(_ world: StoredWorld) {
    byteCount -= world.pages.count * MemoryLayout<UInt32>.size
    release(world.pages)
  }

  // MARK: Sharing

  /// Lends the pages of a world to another thread.
  func share(_ world: StoredWorld) -> SharedWorld {
    takeBack()
    for page in world.pages { uses[Int(page)] += 1 }
    let shared = unsafe SharedWorld(
      addresses: world.pages.map { unsafe UnsafeRawPointer(pool.address(of: $0)) }, byteCount: world.byteCount
    )
    lent.append((shared, world.pages))
    return shared
  }

  /// Takes the pages back that are not read any more.
  private func takeBack() {
    lent.removeAll { entry in
      // Asked once: another thread may return it at any time.
      guard entry.shared.isReturned else { return false }
      release(entry.pages)
      return true
    }
  }

  // MARK: Pages

  private func content(of page: Int, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let start = page * Self.pageSize
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + Self.pageSize, bytes.count)])
  }

  /// Makes `page` one that has this content. Returns false if the pool is full; `page` is as it was then.
  private func replace(_ page: inout UInt32, by content: UnsafeRawBufferPointer) -> Bool {
    let isEqual = unsafe memcmp(pool.address(of: page), content.baseAddress!, content.count) == 0
    if isEqual { return true }
    guard let other = unsafe allocate(content) else { return false }
    release([page])
    page = other
    return true
  }

  private func allocate(_ content: UnsafeRawBufferPointer) -> UInt32? {
    guard let page = pool.allocate() else { return nil }
    if page >= uses.count { uses += repeatElement(0, count: Int(page) + 1 - uses.count) }
    uses[Int(page)] = 1
    byteCount += Self.pageSize
    unsafe memcpy(pool.address(of: page), content.baseAddress!, content.count)
    return page
  }

  private func release(_ pages: [UInt32]) {
    // Backwards, so that the pool hands them out in ascending order.
    for page in pages.reversed() {
      uses[Int(page)] -= 1
      if uses[Int(page)] > 0 { continue }
      pool.release(page)
      byteCount -= Self.pageSize
    }
  }
}
