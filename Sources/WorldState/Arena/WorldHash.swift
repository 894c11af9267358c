import CGameABI
import CXXHash

/// A hash of a world that costs little after a few pages have changed: the sum of the hashes of its pages (XXH3, with the
/// page's number as seed).
///
/// Equal worlds have equal hashes on every run and machine, also in arenas of another size. Recordings contain it.
public struct WorldHash: Sendable {
  /// Bytes, whatever the system's pages are: the hash depends on it.
  private static let pageSize = 4096
  private var pages: [UInt64] = []
  public private(set) var value: UInt64 = 0

  public init() {}

  public init(of world: Arena) { update(world) }

  /// 32 bits of it, for each tick of a recording.
  public var short: UInt32 { UInt32(truncatingIfNeeded: value ^ value >> 32) }

  /// - Parameter changed: the parts of the world, in bytes, that were written since the last call; nil if the last call was for
  ///   another world.
  public mutating func update(_ world: Arena, changed: [Range<Int>]? = nil) {
    let count = roundedUp(world.bytesUsed, to: Self.pageSize) / Self.pageSize
    guard let changed, !pages.isEmpty else {
      pages.removeAll(keepingCapacity: true)
      value = 0
      return add(count, of: world)
    }
    while pages.count > count { value &-= pages.removeLast() }
    for range in changed {
      let end = min(roundedUp(range.upperBound, to: Self.pageSize) / Self.pageSize, pages.count)
      for page in min(range.lowerBound / Self.pageSize, end)..<end {
        let hash = Self.hash(of: page, in: world)
        value = value &- pages[page] &+ hash
        pages[page] = hash
      }
    }
    add(count, of: world)
  }

  private mutating func add(_ count: Int, of world: Arena) {
    while pages.count < count {
      let hash = Self.hash(of: pages.count, in: world)
      value &+= hash
      pages.append(hash)
    }
  }

  /// Whole pages: behind the world there are zeros.
  private static func hash(of page: Int, in world: Arena) -> UInt64 {
    let start = unsafe world.base + page * pageSize
    if page > 0 { return unsafe xxhash3_64(start, pageSize, UInt64(page)) }
    // The size of the arena is no part of the world.
    var header = world.header
    header.bytes_reserved = 0
    let size = MemoryLayout<WorldHeader>.size
    return unsafe xxhash3_64(
      start + size, pageSize - size,
      withUnsafeBytes(of: &header) {
        unsafe xxhash3_64($0.baseAddress, $0.count, 0)
      })
  }
}
