public import CGameABI

extension Pool {
  /// Appends an element and returns its index.
  ///
  /// Returns nil, logs a warning and changes nothing if the world has no room.
  @discardableResult
  @inlinable public mutating func append(_ element: Element) -> Int? {
    if storage.count == storage.capacity, !_grow(toHold: Int(storage.count) + 1) { return nil }
    let index = Int(storage.count)
    unsafe _elements.advanced(by: index).initialize(to: element)
    storage.count += 1
    PoolIdentities.renew(index, at: _identityOffset)
    return index
  }

  /// Makes room for a total of `capacity` elements.
  ///
  /// Returns false, logs a warning and changes nothing if the world has no room.
  @discardableResult
  public mutating func reserve(_ capacity: Int) -> Bool {
    capacity <= Int(storage.capacity) || _grow(toHold: capacity)
  }

  /// Removes and returns the element at an index. The last element moves to this index. Takes constant time.
  @discardableResult
  @inlinable public mutating func swapRemove(at index: Int) -> Element {
    _checkIndex(index)
    let removed = unsafe _elements[index]
    let last = Int(storage.count) - 1
    if index != last {
      unsafe _elements[index] = _elements[last]
      PoolIdentities.swap(index, last, at: _identityOffset)
    }
    storage.count -= 1
    _clear(last..<last + 1)
    return removed
  }

  /// Removes all elements for which the closure returns true. The other elements keep their order.
  @inlinable public mutating func remove(where shouldRemove: (Element) throws -> Bool) rethrows {
    let oldCount = Int(storage.count)
    var kept = 0
    for index in 0..<oldCount {
      if try unsafe shouldRemove(_elements[index]) { continue }
      if kept != index {
        unsafe swap(&_elements[kept], &_elements[index])
        PoolIdentities.swap(kept, index, at: _identityOffset)
      }
      kept += 1
    }
    storage.count = UInt32(truncatingIfNeeded: kept)
    if kept < oldCount { _clear(kept..<oldCount) }
  }

  /// Removes all elements and keeps the capacity.
  @inlinable public mutating func removeAll() {
    let oldCount = Int(storage.count)
    storage.count = 0
    if oldCount > 0 { _clear(0..<oldCount) }
  }

  /// Exchanges two elements.
  @inlinable public mutating func swapAt(_ first: Int, _ second: Int) {
    _checkIndex(first)
    _checkIndex(second)
    if first == second { return }
    unsafe swap(&_elements[first], &_elements[second])
    PoolIdentities.swap(first, second, at: _identityOffset)
  }

  /// Zeroes the bytes of removed elements: the contract requires it, so that equal worlds have equal bytes.
  @usableFromInline func _clear(_ range: Range<Int>) {
    unsafe UnsafeMutableRawPointer(_elements + range.lowerBound)
      .initializeMemory(as: UInt8.self, repeating: 0, count: range.count * MemoryLayout<Element>.stride)
    PoolIdentities.clear(range, at: _identityOffset)
  }
}
