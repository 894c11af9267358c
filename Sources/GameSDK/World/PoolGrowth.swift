import CGameABI

extension Pool {
  /// Moves the pool to a bigger block of the arena. False where there is none; then nothing has changed.
  ///
  /// A pool at the end of what is in use grows where it is. Any other gets a block at the end, at least twice as big as the
  /// one it leaves, which is zeroed. The arena has no list of free blocks: since each block is twice as big as the one
  /// before, what is left behind is never more than what is in use.
  @usableFromInline mutating func _grow(toHold count: Int) -> Bool {
    let stride = MemoryLayout<Element>.stride
    let header = unsafe Arena.header
    let capacity = max(count, 2 * Int(storage.capacity), 16)
    let (size, overflow) = capacity.multipliedReportingOverflow(by: stride)
    guard !overflow, capacity <= Int(UInt32.max) else { return noRoom(for: count) }

    let used = unsafe header.pointee.bytes_used
    let oldSize = Int(storage.capacity) * stride
    let isLast = storage.capacity > 0 && aligned(storage.offset + UInt64(oldSize)) == aligned(used)
    let start = isLast ? storage.offset : aligned(used)
    let (end, beyond) = start.addingReportingOverflow(UInt64(size))
    guard !beyond, unsafe end <= header.pointee.bytes_reserved else {
      // Twice as much is comfort, what was asked for is need.
      return capacity > count && growExactly(toHold: count) || noRoom(for: count)
    }
    move(to: start, capacity: capacity)
    unsafe header.pointee.bytes_used = end
    return true
  }

  private mutating func growExactly(toHold count: Int) -> Bool {
    let stride = MemoryLayout<Element>.stride
    let header = unsafe Arena.header
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

  /// Copies the elements to a new block and zeroes the old one.
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

  private func noRoom(for count: Int) -> Bool {
    let header = unsafe Arena.header
    unsafe Log.warning(
      "\(Self.self) cannot hold \(count) elements: the world uses \(header.pointee.bytes_used) of its "
        + "\(header.pointee.bytes_reserved) bytes")
    return false
  }
}

/// Blocks of an arena begin at multiples of 16.
private func aligned(_ offset: UInt64) -> UInt64 {
  (offset + 15) & ~15
}
