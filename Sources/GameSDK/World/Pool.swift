public import CGameABI
public import CGameImage

/// A growable array of one C struct inside the world.
///
/// Declared in the world's header with `HOTLOOP_POOL(Creature);`, which makes the type `CreaturePool` for a field of the
/// world, and once in Swift:
///
///     extension CreaturePool: Pool { public typealias Element = Creature }
///
/// (`@retroactive Pool` where the game is in another package than this one, which the compiler asks for.)
///
/// Elements are changed in place, `world.creatures[3].x += 1`, and named by index. Removing elements moves others, so
/// an index is good until the next removal.
///
/// **Limits.** A pool lives in the world's arena, which the host made with a certain room. A pool that does not fit any more
/// does not grow: `append` returns nil and `reserve` false, with a warning in the log, and nothing changes.
public protocol Pool {
  /// A C struct without pools in it. Anything else is refused when the game is loaded. (It is not stated as
  /// `BitwiseCopyable`: the compiler, Swift 6.3, loses that conformance of C structs when a third module, such as
  /// the game's tests, imports the game.)
  associatedtype Element
  /// The pool's place in the arena. The SDK's own business: a game leaves it alone.
  var storage: PoolStorage { get set }
}

extension Pool {
  /// Number of elements.
  @_transparent public var count: Int { Int(storage.count) }

  @_transparent public var isEmpty: Bool { storage.count == 0 }

  /// Elements there is room for without moving the pool.
  @_transparent public var capacity: Int { Int(storage.capacity) }

  @_transparent public var indices: Range<Int> { 0..<Int(storage.count) }

  /// The element at an index, in place. An index that is not below `count` stops the game with a message.
  @inlinable public subscript(index: Int) -> Element {
    @_transparent unsafeAddress {
      _checkIndex(index)
      return unsafe UnsafePointer(_elements + index)
    }
    @_transparent unsafeMutableAddress {
      _checkIndex(index)
      return unsafe _elements + index
    }
  }

  /// Where the elements are. Good until the pool grows or the callback returns.
  @_transparent public var _elements: UnsafeMutablePointer<Element> {
    // While a pool has elements, its offset is inside the arena; outside callbacks the arena is NULL, which `_checkIndex`
    // has refused.
    unsafe UnsafeMutableRawPointer(hotloop_image_arena.unsafelyUnwrapped)
      .advanced(by: Int(truncatingIfNeeded: storage.offset))
      .assumingMemoryBound(to: Element.self)
  }

  @_transparent public func _checkIndex(_ index: Int) {
    // One comparison for both bounds: a negative index is a big unsigned number.
    if UInt(bitPattern: index) >= UInt(storage.count) { _poolIndexOutOfRange(index, count, Self.self) }
    if unsafe hotloop_image_arena == nil { _poolOutsideCallback(Self.self) }
  }
}

@usableFromInline @inline(never)
func _poolIndexOutOfRange(_ index: Int, _ count: Int, _ pool: Any.Type) -> Never {
  fatalError("\(pool)[\(index)]: index out of range; the pool has \(count) elements")
}

@usableFromInline @inline(never)
func _poolOutsideCallback(_ pool: Any.Type) -> Never {
  fatalError("\(pool) was used outside a callback; a world lives only while one runs")
}
