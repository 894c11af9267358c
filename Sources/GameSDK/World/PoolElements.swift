/// The elements of a pool, for reading: a collection to loop over, to search, to sort.
///
/// Each element is handed out as a copy, read when it is reached. While a loop over them runs, elements may be changed and
/// other pools may grow; this pool may neither grow nor shrink (go through `indices`, or collect what is to be done and do
/// it after the loop).
public struct PoolElements<P: Pool>: RandomAccessCollection {
  @usableFromInline let pool: P

  @inlinable init(_ pool: P) { self.pool = pool }

  @_transparent public var startIndex: Int { 0 }
  @_transparent public var endIndex: Int { pool.count }
  @inlinable public subscript(index: Int) -> P.Element { pool[index] }
}

extension Pool {
  /// The elements: `for creature in world.creatures.elements`.
  @inlinable public var elements: PoolElements<Self> { PoolElements(self) }
}
