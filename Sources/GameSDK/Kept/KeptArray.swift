/// The elements of a kept array, which cannot be changed.
///
/// They are valid as long as this value or a copy of it, also if the key is deleted or rewritten meanwhile: ask ``Kept``
/// for the present array in each callback. May be used on any thread.
@safe public struct KeptArray<Element: BitwiseCopyable>: RandomAccessCollection, @unchecked Sendable {
  @usableFromInline let start: UnsafePointer<Element>
  /// The number of elements.
  public let count: Int
  @usableFromInline let owner: KeptOwner

  init(start: UnsafePointer<Element>, count: Int, owner: KeptOwner) {
    unsafe self.start = start
    self.count = count
    self.owner = owner
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  /// The element at an index. An index outside `indices` traps.
  @inlinable public subscript(index: Int) -> Element {
    precondition(UInt(bitPattern: index) < UInt(count), "a kept array was used with an index out of range")
    // The memory lives as long as its owner, whose last use this may be.
    return withExtendedLifetime(owner) { unsafe start[index] }
  }

  /// Calls a closure with all elements in one piece of memory, which is valid until it returns.
  ///
  /// - Parameter body: Reads the elements.
  public func withContiguousStorageIfAvailable<R>(_ body: (UnsafeBufferPointer<Element>) throws -> R) rethrows
    -> R?
  {
    try withExtendedLifetime(owner) { try unsafe body(UnsafeBufferPointer(start: start, count: count)) }
  }
}

/// The use of a kept value's memory.
@usableFromInline final class KeptOwner: Sendable {
  private let handle: UInt64
  init(_ handle: UInt64) { self.handle = handle }
  deinit { Host.keptRelease(handle) }
}
