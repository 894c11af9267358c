import CGameABI
import CGameImage

/// A number for each pool element, behind the elements in the pool's block. It follows the element wherever the pool moves
/// it, so that the host knows after a migration which element is which. See `WorldHeader.unused` in game_abi.h.
///
/// Not generic: games call these functions without specialisation.
@usableFromInline
enum PoolIdentities {
  /// Whether the world has identities.
  static var areKept: Bool { unsafe CallbackArena.header.pointee.unused.0 != 0 }

  /// Gives an element a new identity: it was not in the world before.
  @usableFromInline
  static func renew(_ index: Int, at offset: Int) {
    guard let column = unsafe column(at: offset) else { return }
    let header = unsafe CallbackArena.header
    unsafe column[index] = UInt32(truncatingIfNeeded: header.pointee.unused.0)
    unsafe header.pointee.unused.0 += 1
  }

  /// Exchanges the identities of two elements.
  @usableFromInline
  static func swap(_ first: Int, _ second: Int, at offset: Int) {
    guard let column = unsafe column(at: offset) else { return }
    unsafe (column[first], column[second]) = unsafe (column[second], column[first])
  }

  /// Removes the identities of removed elements.
  @usableFromInline
  static func clear(_ range: Range<Int>, at offset: Int) {
    guard let column = unsafe column(at: offset) else { return }
    unsafe (column + range.lowerBound).update(repeating: 0, count: range.count)
  }

  /// Moves `count` identities to the place behind a larger or another block; the blocks may overlap.
  /// - Parameter capacity: of the old block, whose identities become zero.
  static func move(_ count: Int, from old: Int, to new: Int, clearing capacity: Int) {
    guard let from = unsafe column(at: old), let to = unsafe column(at: new), old != new else { return }
    unsafe UnsafeMutableRawPointer(to).copyMemory(from: from, byteCount: 4 * count)
    // What the moved ones do not overlap.
    let (start, end) = (old, old + 4 * capacity)
    let (kept, keptEnd) = (min(max(new, start), end), min(max(new + 4 * count, start), end))
    let base = UnsafeMutableRawPointer(from)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: kept - start)
    unsafe (base + (keptEnd - start)).initializeMemory(as: UInt8.self, repeating: 0, count: end - keptEnd)
  }

  private static func column(at offset: Int) -> UnsafeMutablePointer<UInt32>? {
    guard let arena = unsafe hotloop_image_arena, areKept else { return nil }
    return unsafe (UnsafeMutableRawPointer(arena) + offset).assumingMemoryBound(to: UInt32.self)
  }
}
