import CWorldMemory
import Glibc

/// The worlds that a checkpoint held at earlier moments, as an undo log of pages.
///
/// Retaining a world copies nothing. Before the checkpoint overwrites a page of its arena for the first time since then, it
/// saves the old content of that page with the newest retained world. A page of an older world is therefore found with
/// that world or with the next newer one that has it; if no newer one has it, it is still in the arena.
///
/// Bounded: `maxCount` worlds, and 256 MiB of saved pages. The oldest world is released first; the newest one is always
/// kept. Confined to the checkpoint's thread.
@safe final class RetainedWorlds {
  static let maxCount = 8

  private let arena: Arena
  private let maxBytes: Int
  /// Nil until the first world is retained.
  private var pool: PagePool?
  /// The newest last.
  private var worlds: [RetainedWorld] = []

  /// - Parameter maxBytes: limits the saved pages of all worlds together; a single world may exceed it.
  init(arena: Arena, maxBytes: Int = 256 << 20) {
    self.arena = arena
    self.maxBytes = maxBytes
  }

  /// Retains the world that the arena holds. Returns nil if the system has no address space for the undo log.
  func retain(layout: Layout) -> RetainedWorld? {
    // The pages of a single world always fit.
    pool = pool ?? PagePool(pageCount: max(maxBytes, arena.bytesReserved) / PagePool.pageSize)
    guard pool != nil else { return nil }
    while worlds.count >= Self.maxCount { release(worlds[0]) }
    // An older world may be larger; its pages that are still in the arena are saved with this one.
    let byteCount = worlds.reduce(arena.bytesUsed) { max($0, $1.byteCount) }
    let world = RetainedWorld(
      layout: layout, byteCount: arena.bytesUsed,
      pageCount: roundedUp(byteCount, to: PagePool.pageSize) / PagePool.pageSize)
    worlds.append(world)
    return world
  }

  /// Whether the newest retained world still has pages in the arena.
  var hasUnsavedPages: Bool { worlds.last.map { $0.unsavedCount > 0 } ?? false }

  /// Saves what the newest retained world still needs of these bytes of the arena, which are about to be overwritten.
  func willOverwrite(_ bytes: Range<Int>) {
    guard hasUnsavedPages, let newest = worlds.last else { return }
    let first = bytes.lowerBound / PagePool.pageSize
    let end = min(
      roundedUp(bytes.upperBound, to: PagePool.pageSize) / PagePool.pageSize, newest.savedPages.count)
    guard first < end else { return }
    for page in first..<end where newest.savedPages[page] == 0 {
      let (copy, address) = unsafe allocatePage()
      unsafe memcpy(address, arena.base + page * PagePool.pageSize, PagePool.pageSize)
      newest.save(page, as: copy)
    }
  }

  /// Copies a retained world out.
  func bytes(of world: RetainedWorld) -> [UInt8] {
    guard let pool, let index = worlds.firstIndex(where: { $0 === world }) else {
      preconditionFailure("a world that was released cannot be read")
    }
    let size = PagePool.pageSize
    return unsafe [UInt8](unsafeUninitializedCapacity: world.byteCount) { buffer, filled in
      guard let target = buffer.baseAddress else { return }
      for page in 0..<world.pageCount {
        let start = page * size
        var source = unsafe arena.base + start
        if let newer = worlds[index...].first(where: { $0.savedPages[page] != 0 }) {
          unsafe source = pool.address(of: newer.savedPages[page] - 1)
        }
        unsafe memcpy(target + start, source, min(size, world.byteCount - start))
      }
      filled = world.byteCount
    }
  }

  /// Gives up a world. Does nothing if that was done before.
  func release(_ world: RetainedWorld) {
    guard let index = worlds.firstIndex(where: { $0 === world }) else { return }
    worlds.remove(at: index)
    let saved = world.savedPages
    world.savedPages = []
    world.isAvailable = false
    let older = index > 0 ? worlds[index - 1] : nil
    // Backwards, so that the pool hands them out in ascending order.
    for page in saved.indices.reversed() where saved[page] != 0 {
      let copy = saved[page] - 1
      if let older, page < older.savedPages.count, older.savedPages[page] == 0 {
        older.save(page, as: copy)
      } else {
        pool?.release(copy)
      }
    }
  }

  private func allocatePage() -> (UInt32, UnsafeMutableRawPointer) {
    while let pool {
      if let page = pool.allocate() { return unsafe (page, pool.address(of: page)) }
      precondition(worlds.count > 1, "the pool holds all pages of one world")
      release(worlds[0])
    }
    preconditionFailure("there are no retained worlds without a pool")
  }
}
