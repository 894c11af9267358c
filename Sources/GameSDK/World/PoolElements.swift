/// A read-only collection of the elements of a pool, for loops, searching and sorting.
///
/// Each element is copied when it is read. During a loop elements may be changed and other pools may grow, but this pool must
/// not grow or shrink. To add or remove elements, loop over ``Pool/indices``, or change the pool after the loop.
public struct PoolElements<P: Pool>: RandomAccessCollection {
  @usableFromInline let pool: P

  @inlinable init(_ pool: P) { self.pool = pool }

  /// 0.
  @_transparent public var startIndex: Int { 0 }
  /// The number of elements.
  @_transparent public var endIndex: Int { pool.count }
  /// A copy of the element at an index. An index out of range traps with a message.
  @inlinable public subscript(index: Int) -> P.Element { pool[index] }
}

extension Pool {
  /// The elements for reading: `for creature in world.creatures.elements`.
  @inlinable public var elements: PoolElements<Self> { PoolElements(self) }
}
