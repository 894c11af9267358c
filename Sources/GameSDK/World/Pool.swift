public import CGameABI
public import CGameImage

/// A growable array of one C struct inside the world.
///
/// Declare it in the world's header with `HOTLOOP_POOL(Creature);`, which defines the type `CreaturePool` for a field of
/// the world, and once in Swift:
///
///     extension CreaturePool: Pool { public typealias Element = Creature }
///
/// A game in another package than the SDK writes `@retroactive Pool`.
///
/// Elements are changed in place, as in `world.creatures[3].x += 1`, and referred to by index. Removing elements moves
/// others: an index is valid until the next removal.
///
/// A pool may be used only inside callbacks, and changed in all of them except ``Game/draw(_:on:)``.
///
/// **Limits.** A pool lives in the world's arena, whose size the host sets. When the arena is full, ``append(_:)`` returns
/// nil and ``reserve(_:)`` returns false; the log gets a warning and nothing changes.
public protocol Pool {
  /// A C struct without pools. The host rejects anything else when it loads the game.
  // Not constrained to `BitwiseCopyable`: the compiler (Swift 6.3) loses that conformance of C structs when a third
  // module, such as the game's tests, imports the game.
  associatedtype Element
  /// The location of the pool in the arena. Managed by the SDK; games must not change it.
  var storage: PoolStorage { get set }
}

extension Pool {
  /// The number of elements.
  @_transparent public var count: Int { Int(storage.count) }

  /// Whether there are no elements.
  @_transparent public var isEmpty: Bool { storage.count == 0 }

  /// The number of elements that fit without growing the pool.
  @_transparent public var capacity: Int { Int(storage.capacity) }

  /// The indices of all elements.
  @_transparent public var indices: Range<Int> { 0..<Int(storage.count) }

  /// The element at an index, in place. An index outside `indices` traps with a message.
  ///
  /// An element that is assigned whole, as in `pool[3] = creature`, is another one from then on: it gets back nothing of what
  /// an edit of the world removed from the one before. Change an element by its fields.
  @inlinable public subscript(index: Int) -> Element {
    @_transparent unsafeAddress {
      _checkIndex(index)
      return unsafe UnsafePointer(_elements + index)
    }
    // Not `unsafeMutableAddress`, which would serve assignments too: they have to be seen.
    @_transparent _modify {
      _checkIndex(index)
      yield unsafe &_elements[index]
    }
    @inlinable set {
      _checkIndex(index)
      unsafe _elements[index] = newValue
      PoolIdentities.renew(index, at: _identityOffset)
    }
  }

  /// The address of the elements. Valid until the pool grows or the callback returns. Not for games: what moves elements must
  /// move their identities.
  @usableFromInline @_transparent internal var _elements: UnsafeMutablePointer<Element> {
    // The offset of a pool with elements is inside the arena. Outside callbacks the arena is NULL; `_checkIndex` traps.
    unsafe UnsafeMutableRawPointer(hotloop_image_arena.unsafelyUnwrapped)
      .advanced(by: Int(truncatingIfNeeded: storage.offset))
      .assumingMemoryBound(to: Element.self)
  }

  /// The offset of the elements' identities from the start of the arena, if the world has any.
  @usableFromInline @_transparent internal var _identityOffset: Int {
    Int(truncatingIfNeeded: storage.offset)
      + ((Int(storage.capacity) * MemoryLayout<Element>.stride + 3) & ~3)
  }

  /// Traps if the index is out of range or no callback runs.
  @usableFromInline @_transparent internal func _checkIndex(_ index: Int) {
    // One comparison for both bounds: a negative index is a large unsigned number.
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
  fatalError("\(pool) was used outside a callback; the world can be used only inside callbacks")
}
