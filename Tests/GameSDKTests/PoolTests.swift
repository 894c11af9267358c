import CGameABI
import Testing
import WorldFixtures

@testable import GameSDK

@Suite("Pools")
struct PoolTests {
  @Test("An element is changed in place")
  func anElementIsChangedInPlace() {
    TestArena<PoolWorld>().use { world in
      let index = world.items.append(Item(value: 7, weight: 1, tag: 2))
      #expect(index == 0)
      world.items[0].value += 1
      #expect(world.items[0].value == 8)
      #expect(world.items.count == 1)
    }
  }

  @Test("A pool grows and keeps its elements")
  func itGrowsAndKeepsItsElements() {
    let arena = TestArena<PoolWorld>()
    arena.use { world in
      for value in 0..<1000 { world.items.append(Item(value: Int32(value), weight: 0, tag: -1)) }
      #expect(world.items.elements.map(\.value) == Array(0..<1000))
      #expect(world.items.storage.offset % 16 == 0)
    }
  }

  @Test("Two pools that grow alternately keep their elements")
  func twoPoolsGrowPastEachOther() {
    let arena = TestArena<PoolWorld>()
    arena.use { world in
      for value in 0..<500 {
        world.items.append(Item(value: Int32(value), weight: 0, tag: 0))
        world.odds.append(Odd(bytes: (1, 2, CChar(value % 100))))
      }
      #expect(world.items.elements.map(\.value) == Array(0..<500))
      #expect(world.odds.elements.map(\.bytes.2) == (0..<500).map { CChar($0 % 100) })
      #expect(world.odds.storage.offset % 16 == 0)
    }
  }

  @Test("In a full world, append and reserve fail and change nothing")
  func aFullWorldRefusesAndStaysAsItWas() {
    let arena = TestArena<PoolWorld>(byteCount: 1024)
    arena.use { world in
      var count = 0
      while world.items.append(Item(value: Int32(count), weight: 0, tag: 0)) != nil { count += 1 }
      #expect(count == (1024 - Int(world.items.storage.offset)) / MemoryLayout<Item>.stride)
      let before = arena.bytes
      let index = world.items.append(Item(value: 1, weight: 1, tag: 1))
      let didReserve = world.items.reserve(count + 1) || world.odds.reserve(1)
      #expect(index == nil && !didReserve)
      #expect(arena.bytes == before)
      #expect(world.items.elements.map(\.value) == (0..<Int32(count)).map { $0 })
    }
  }

  @Test("Removed elements leave zero bytes")
  func elementsThatAreGoneLeaveZeroes() {
    let arena = TestArena<PoolWorld>()
    arena.use { world in
      for value in 1...20 { world.items.append(Item(value: Int32(value), weight: 5, tag: -1)) }
      world.items.remove { $0.value % 2 == 0 }
      #expect(world.items.elements.map(\.value) == [1, 3, 5, 7, 9, 11, 13, 15, 17, 19])
      let removed = world.items.swapRemove(at: 0)
      #expect(removed.value == 1)
      #expect(world.items[0].value == 19)
      let end = Int(world.items.storage.offset) + world.items.count * MemoryLayout<Item>.stride
      #expect(arena.bytes[end...].allSatisfy { $0 == 0 })
      world.items.removeAll()
      #expect(arena.bytes[Int(world.items.storage.offset)...].allSatisfy { $0 == 0 })
      #expect(world.items.isEmpty && world.items.capacity > 0)
    }
  }

  @Test("Random operations have the same result as on an array", arguments: 0..<20 as Range<UInt64>)
  func itBehavesLikeAnArray(seed: UInt64) {
    let arena = TestArena<PoolWorld>(byteCount: 1 << 18, seed: (seed, 1, 2, 3))
    arena.use { world in
      var random = WorldRandom()
      var model: [Int32] = []
      for step in 0..<2000 as Range<Int32> {
        switch random.next(in: 0..<10) {
        case 0..<6:
          model.append(step)
          world.items.append(Item(value: step, weight: 0, tag: 0))
        case 6 where !model.isEmpty:
          let index = random.next(in: 0..<model.count)
          model.swapAt(index, model.count - 1)
          let removed = world.items.swapRemove(at: index)
          let expected = model.removeLast()
          #expect(removed.value == expected)
        case 7 where model.count > 1:
          let index = random.next(in: 0..<model.count)
          model.swapAt(0, index)
          world.items.swapAt(0, index)
        case 8 where step % 50 == 0:
          model.removeAll { $0 % 3 == 0 }
          world.items.remove { $0.value % 3 == 0 }
        default:
          if let index = model.indices.last {
            model[index] += 1
            world.items[index].value += 1
          }
        }
        // A second pool that grows too, so that blocks move.
        if step % 7 == 0 { world.odds.append(Odd(bytes: (1, 1, 1))) }
      }
      #expect(world.items.elements.map(\.value) == model)
      #expect(world.odds.elements.allSatisfy { $0.bytes == (1, 1, 1) })
      #expect(world.header.bytes_used <= world.header.bytes_reserved)
    }
  }

  @Test("An index beyond the end traps")
  func anIndexBeyondTheEndStopsTheGame() async {
    await #expect(processExitsWith: .failure) {
      TestArena<PoolWorld>().use { world in
        world.items.append(Item(value: 1, weight: 1, tag: 1))
        world.items[1].value = 3
      }
    }
  }

  @Test("A negative index traps")
  func aNegativeIndexStopsTheGame() async {
    await #expect(processExitsWith: .failure) {
      TestArena<PoolWorld>().use { world in
        world.items.append(Item(value: 1, weight: 1, tag: 1))
        world.items[-1].value = 3
      }
    }
  }
}
