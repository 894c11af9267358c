import Testing
import WorldFixtures

@testable import GameSDK

@Suite("Random numbers")
struct RandomTests {
  @Test("The numbers are those of the reference implementation of xoshiro256**")
  func itGivesTheNumbersOfXoshiro256StarStar() {
    var state: (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
    let numbers = (0..<10).map { _ in Xoshiro256.next(&state) }
    #expect(
      numbers == [
        11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
        607_988_272_756_665_600,
        16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777,
        2_904_607_092_377_533_576,
      ])
  }

  @Test("The state is in the world: equal worlds give equal numbers")
  func itsStateIsInTheWorld() {
    let one = TestArena<PoolWorld>()
    let other = TestArena<PoolWorld>()
    let first = one.use { _ in (0..<100).map { _ in setup.random.next(in: 0..<1000) } }
    let second = other.use { _ in (0..<100).map { _ in setup.random.next(in: 0..<1000) } }
    #expect(first == second)
    #expect(one.bytes == other.bytes)
    #expect(unsafe one.header.pointee.random_state != (1, 2, 3, 4))
  }

  @Test("Numbers stay within their range")
  func rangesAreKept() {
    TestArena<PoolWorld>().use { _ in
      for _ in 0..<10_000 {
        let open = setup.random.next(in: -3..<5)
        let closed = setup.random.next(in: -3...5)
        let float = setup.random.next(in: 0.25..<0.5 as Range<Float>)
        #expect((-3..<5).contains(open) && (-3...5).contains(closed) && (0.25..<0.5).contains(float))
      }
      let only = setup.random.next(in: 7...7)
      _ = setup.random.next(in: Int.min...Int.max)
      let none = setup.random.element(of: [Int]())
      let never = setup.random.chance(0)
      let always = setup.random.chance(1)
      #expect(only == 7 && none == nil && !never && always)
    }
  }

  @Test("The numbers of a range are uniformly distributed")
  func eachNumberOfARangeComesAsOften() {
    TestArena<PoolWorld>().use { _ in
      var counts = [Int](repeating: 0, count: 6)
      for _ in 0..<60_000 { counts[setup.random.next(in: 0..<6)] += 1 }
      #expect(counts.allSatisfy { (9_500...10_500).contains($0) })
    }
  }

  private var setup: Setup { Setup() }
}
