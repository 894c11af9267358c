import CGameABI
import Testing
import WorldFixtures

@testable import GameSDK

/// Elements keep their identities, whatever happens to their pool.
@Suite("Identities of pool elements")
struct PoolIdentityTests {
  /// The identities of all elements, and a check that those of others are zero.
  private func identities<P: Pool>(_ pool: P, in arena: TestArena<PoolWorld>) -> [UInt32] {
    let column = pool._identityOffset
    let all = (0..<pool.capacity).map { index in
      unsafe (arena.start + (column + 4 * index)).load(as: UInt32.self)
    }
    #expect(all.dropFirst(pool.count).allSatisfy { $0 == 0 }, "removed elements have no identity")
    return Array(all.prefix(pool.count))
  }

  @Test("Random operations move identities as they move elements", arguments: 0..<40 as Range<UInt64>)
  func operations(seed: UInt64) {
    let arena = TestArena<PoolWorld>(byteCount: 1 << 18, seed: (seed, 5, 6, 7))
    unsafe arena.header.pointee.unused.0 = 1
    arena.use { world in
      var random = WorldRandom()
      // The value of an element is the identity that it must have.
      var next: Int32 = 1
      func fresh() -> Item {
        defer { next += 1 }
        return Item(value: next, weight: 0, tag: 0)
      }
      for step in 0..<400 {
        let count = world.items.count
        switch random.next(in: 0..<18) {
        case 0..<4: world.items.append(fresh())
        case 4 where count > 0: world.items.swapRemove(at: random.next(in: 0..<count))
        case 5 where count > 1: world.items.swapAt(random.next(in: 0..<count), random.next(in: 0..<count))
        case 6 where count > 0: world.items[random.next(in: 0..<count)] = fresh()
        case 7: world.items.remove { $0.value % 5 == Int32(step % 5) }
        case 8 where step % 20 == 0: world.items.removeAll()
        case 9: world.items.reserve(count + random.next(in: 0..<9))
        case 10 where count > 1:
          // Sorted by hand.
          for last in (1..<count).reversed() {
            for index in 0..<last where world.items[index].value > world.items[index + 1].value {
              world.items.swapAt(index, index + 1)
            }
          }
        case 11: world.items.sort { $0.value % 10 < $1.value % 10 }
        case 12: world.items.shuffle(using: &random)
        case 13 where count > 1:
          // Assigned whole, so both are new.
          (world.items[0], world.items[count - 1]) = (fresh(), fresh())
        case 14 where step % 7 == 0:
          // Filtered and assigned: new elements.
          let kept = world.items.elements.filter { $0.value % 3 != 0 }
          world.items.removeAll()
          for _ in kept { world.items.append(fresh()) }
        default: if count > 0 { world.items[random.next(in: 0..<count)].weight += 1 }
        }
        if step % 5 == 0 {
          // Two pools that grow, so that blocks move.
          world.odds.append(Odd(bytes: (1, 2, 3)))
          next += 1
        }
        #expect(identities(world.items, in: arena) == world.items.elements.map { UInt32($0.value) })
      }
      #expect(Set(identities(world.odds, in: arena)).count == world.odds.count)
      #expect(world.odds.elements.allSatisfy { $0.bytes == (1, 2, 3) })
      #expect(unsafe arena.header.pointee.unused.0 == UInt64(next))
    }
  }

  @Test(
    "Sorting keeps the order of equal elements, and shuffling keeps all of them",
    arguments: 0..<20 as Range<UInt64>)
  func order(seed: UInt64) {
    let arena = TestArena<PoolWorld>(byteCount: 1 << 16, seed: (seed, 1, 2, 3))
    unsafe arena.header.pointee.unused.0 = 1
    arena.use { world in
      var random = WorldRandom()
      let count = random.next(in: 0..<60)
      for value in 0..<Int32(count) { world.items.append(Item(value: value, weight: 0, tag: 0)) }
      world.items.shuffle(using: &random)
      #expect(world.items.elements.map(\.value).sorted() == Array(0..<Int32(count)))
      let expected = world.items.elements.map(\.value).enumerated()
        .sorted { ($0.element % 4, $0.offset) < ($1.element % 4, $1.offset) }.map(\.element)
      world.items.sort { $0.value % 4 < $1.value % 4 }
      #expect(world.items.elements.map(\.value) == expected)
      #expect(identities(world.items, in: arena) == expected.map { UInt32($0) + 1 })
    }
  }

  @Test("An element that takes a place freed behind the pool's back is another one")
  func truncated() {
    let arena = TestArena<PoolWorld>()
    unsafe arena.header.pointee.unused.0 = 10
    arena.use { world in
      for value in 0..<3 as Range<Int32> { world.items.append(Item(value: value, weight: 0, tag: 0)) }
      world.items.storage.count -= 1
      world.items.append(Item(value: 7, weight: 0, tag: 0))
      #expect(identities(world.items, in: arena) == [10, 11, 13])
    }
  }

  @Test("A world without identities has none added")
  func old() {
    let arena = TestArena<PoolWorld>()
    arena.use { world in
      for value in 0..<100 as Range<Int32> { world.items.append(Item(value: value, weight: 0, tag: 0)) }
      world.items.swapRemove(at: 3)
      let end = Int(world.items.storage.offset) + world.items.count * MemoryLayout<Item>.stride
      #expect(arena.bytes[end...].allSatisfy { $0 == 0 })
      #expect(unsafe arena.header.pointee.unused.0 == 0)
    }
  }
}
