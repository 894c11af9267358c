/// A world that a checkpoint held at an earlier moment; see `WorldCheckpoint.retain`.
public final class RetainedWorld {
  public let layout: Layout
  /// Size of the world.
  public let byteCount: Int
  /// False once it was released, by its owner or because of the limits of `RetainedWorlds`. It cannot be read any more.
  public internal(set) var isAvailable = true

  /// For each page of the checkpoint's arena: 1 + the page of the pool that keeps the content it had until the checkpoint
  /// overwrote it; 0 if the page was not overwritten before the next world was retained.
  var savedPages: [UInt32]
  /// How many pages have no saved content yet.
  var unsavedCount: Int

  init(layout: Layout, byteCount: Int, pageCount: Int) {
    self.layout = layout
    self.byteCount = byteCount
    savedPages = Array(repeating: 0, count: pageCount)
    unsavedCount = pageCount
  }

  /// Number of pages that the world itself lies in.
  var pageCount: Int { roundedUp(byteCount, to: PagePool.pageSize) / PagePool.pageSize }

  func save(_ page: Int, as copy: UInt32) {
    savedPages[page] = copy + 1
    unsavedCount -= 1
  }
}
