import CGameABI

extension Pool {
  /// Makes room for `count` elements. Returns false, and changes nothing, if the arena has no room.
  ///
  /// A pool at the end of the used bytes grows in place. Any other pool moves to a block at the end that is at least twice
  /// as large, and its old block is zeroed. The arena has no free list: because block sizes double, the abandoned
  /// blocks of a pool are never larger than its current block.
  @usableFromInline mutating func _grow(toHold count: Int) -> Bool {
    let stride = MemoryLayout<Element>.stride
    let header = unsafe CallbackArena.header
    let capacity = max(count, 2 * Int(storage.capacity), 16)
    let (size, overflow) = capacity.multipliedReportingOverflow(by: stride)
    guard !overflow, capacity <= Int(UInt32.max) else { return reportFull(for: count) }

    let used = unsafe header.pointee.bytes_used
    let oldSize = Int(storage.capacity) * stride
    let isLast = storage.capacity > 0 && aligned(storage.offset + UInt64(oldSize)) == aligned(used)
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
    let stride = MemoryLayout<Element>.stride
    let header = unsafe CallbackArena.header
    let used = unsafe header.pointee.bytes_used
    let oldEnd = storage.offset + UInt64(Int(storage.capacity) * stride)
    let isLast = storage.capacity > 0 && aligned(oldEnd) == aligned(used)
    let start = isLast ? storage.offset : aligned(used)
    let end = start + UInt64(count * stride)
    guard unsafe end <= header.pointee.bytes_reserved else { return false }
    move(to: start, capacity: count)
    unsafe header.pointee.bytes_used = end
    return true
  }

  /// Moves the elements to a new block and zeroes the old one.
  private mutating func move(to start: UInt64, capacity: Int) {
    if storage.capacity > 0, start != storage.offset {
      let old = unsafe _elements
      let oldCapacity = Int(storage.capacity)
      storage.offset = start
      unsafe _elements.update(from: old, count: Int(storage.count))
      unsafe UnsafeMutableRawPointer(old)
        .initializeMemory(as: UInt8.self, repeating: 0, count: oldCapacity * MemoryLayout<Element>.stride)
    }
    storage.offset = start
    storage.capacity = UInt32(capacity)
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
