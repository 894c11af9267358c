import Synchronization
import WorldState

/// The pages of a stored world, lent to another thread. They are not changed until they are returned.
@safe public final class SharedWorld: @unchecked Sendable {
  /// Bytes of the world.
  public let byteCount: Int
  private let addresses: [UnsafeRawPointer]
  private let returned = Atomic(false)

  init(addresses: [UnsafeRawPointer], byteCount: Int) {
    unsafe self.addresses = addresses
    self.byteCount = byteCount
  }

  /// The world. Any thread, before `giveBack`.
  public func bytes() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, filled in
      for page in unsafe addresses.indices {
        let start = page * PagePool.pageSize
        let count = min(PagePool.pageSize, byteCount - start)
        unsafe UnsafeMutableRawPointer(buffer.baseAddress! + start).copyMemory(
          from: addresses[page], byteCount: count)
      }
      filled = byteCount
    }
  }

  /// The pages are not read any more. Any thread.
  public func giveBack() { returned.store(true, ordering: .releasing) }

  var isReturned: Bool { returned.load(ordering: .acquiring) }
}
