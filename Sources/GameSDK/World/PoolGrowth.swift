import CGameABI
import CGameImage

extension Pool {
  /// Makes room for `count` elements. Returns false, and changes nothing, if the arena has no room.
  ///
  /// A pool at the end of the used bytes grows in place. Any other pool moves to a block at the end that is at least twice
  /// as large, and its old block is zeroed. The arena has no free list: because block sizes double, the abandoned
  /// blocks of a pool are never larger than its current block.
  @usableFromInline mutating func _grow(toHold count: Int) -> Bool {
    let header = unsafe CallbackArena.header
    let capacity = max(count, 2 * Int(storage.capacity), 16)
    guard capacity <= Int(UInt32.max), let size = Self.blockSize(capacity) else {
      return reportFull(for: count)
    }

    let used = unsafe header.pointee.bytes_used
    let isLast = storage.capacity > 0 && aligned(storage.offset + oldSize) == aligned(used)
    let start = isLast ? storage.offset : aligned(used)
    let (end, beyond) = start.addingReportingOverflow(UInt64(size))
    guard !beyond, unsafe end <= header.pointee.bytes_reserved else {
      // Doubling is optional; room for `count` elements is required.
      return capacity > count && growExactly(toHold: count) || reportFull(for: count)
    }
    move(to: start, capacity: capacity)
    unsafe header.pointee.bytes_used = end
    return true
  }

  private mutating func growExactly(toHold count: Int) -> Bool {
    let header = unsafe CallbackArena.header
    let used = unsafe header.pointee.bytes_used
    let isLast = storage.capacity > 0 && aligned(storage.offset + oldSize) == aligned(used)
    let start = isLast ? storage.offset : aligned(used)
    guard let size = Self.blockSize(count) else { return false }
    let end = start + UInt64(size)
    guard unsafe end <= header.pointee.bytes_reserved else { return false }
    move(to: start, capacity: count)
    unsafe header.pointee.bytes_used = end
    return true
  }

  /// Moves the elements and their identities to a new block, or to a larger one at the same place.
  private mutating func move(to start: UInt64, capacity: Int) {
    let (old, oldColumn) = (storage, _identityOffset)
    storage = PoolStorage(offset: start, count: old.count, capacity: UInt32(capacity))
    guard old.capacity > 0, let arena = unsafe hotloop_image_arena else { return }
    let base = UnsafeMutableRawPointer(arena)
    let stride = MemoryLayout<Element>.stride
    if start != old.offset {
      unsafe (base + Int(start)).copyMemory(from: base + Int(old.offset), byteCount: Int(old.count) * stride)
    }
    PoolIdentities.move(
      Int(old.count), from: oldColumn, to: _identityOffset, clearing: Int(old.capacity))
    if start != old.offset {
      unsafe (base + Int(old.offset))
        .initializeMemory(as: UInt8.self, repeating: 0, count: Int(old.capacity) * stride)
    }
  }

  /// The size of the present block.
  private var oldSize: UInt64 { UInt64(Self.blockSize(Int(storage.capacity)) ?? 0) }

  /// The size of a block of elements and their identities; nil if it exceeds any arena.
  private static func blockSize(_ capacity: Int) -> Int? {
    let (size, overflow) = capacity.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    if overflow || size > Int.max / 2 { return nil }
    return PoolIdentities.areKept ? ((size + 3) & ~3) + 4 * capacity : size
  }

  private func reportFull(for count: Int) -> Bool {
    let header = unsafe CallbackArena.header
    unsafe Log.warning(
      "\(Self.self) cannot hold \(count) elements: the world uses \(header.pointee.bytes_used) of its "
        + "\(header.pointee.bytes_reserved) bytes")
    return false
  }
}

/// Rounds up to a multiple of 16, the alignment of blocks in an arena.
private func aligned(_ offset: UInt64) -> UInt64 {
  (offset + 15) & ~15
}
