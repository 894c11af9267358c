import SeededRandom
import Testing
import WorldState

@testable import Timeline

@Suite("Timeline")
struct TimelineTests {
  /// A run that keeps every world, to compare with.
  private struct Run {
    let timeline: Timeline<TestContext>
    let game: RecordedGame
    let earlier: RecordedGame
    var random: SplitMix64
    var context = TestContext(1)
    /// The world before each tick of the present branch, and what belongs to it.
    var worlds: [[UInt8]] = []
    /// The same of the future that was left; the worlds before its first tick are those of the present branch.
    var left: (position: Int, worlds: [[UInt8]])?

    init(seed: UInt64, limits: Timeline<TestContext>.Limits, start: Int = 0) throws {
      random = SplitMix64(seed: seed)
      game = try RecordedGame(bytes: 20_000)
      earlier = try RecordedGame(bytes: 20_000)
      timeline = try #require(Timeline(limits: limits, start: start))
    }

    mutating func play(_ count: Int) throws {
      let before = try Arena(bytesReserved: RecordedGame.reserved)
      for _ in 0..<count {
        try before.copy(from: game.world)
        let tick = RecordedTick(held: random.next())
        worlds.append(game.bytes)
        game.step(tick, context)
        timeline.append(tick, context, world: before)
      }
    }

    /// Puts the world at a position into `earlier`, as a host does.
    func reach(_ position: Int) throws {
      let keyframe = timeline.keyframe(before: position)
      try timeline.copyKeyframe(at: keyframe, to: earlier.world)
      for computed in keyframe..<position {
        earlier.step(timeline.tick(at: computed), timeline.context(at: computed))
      }
    }

    /// The world at a position, by the worlds that were kept.
    func world(at position: Int) -> [UInt8] { position < worlds.count ? worlds[position] : game.bytes }

    mutating func branch(at position: Int) throws {
      timeline.keepEnd(game.world, context)
      try reach(position)
      let isSame = earlier.bytes == world(at: position)
      #expect(isSame)
      if position < worlds.count {
        left = (position, Array(worlds[position...]) + [game.bytes])
        worlds.removeSubrange(position...)
      }
      timeline.branch(at: position)
      try game.world.copy(from: earlier.world)
    }

    mutating func exchange() throws {
      guard timeline.leftFuture != nil, let left else { return }
      timeline.keepEnd(game.world, context)
      #expect(timeline.exchangeFuture())
      let present = Array(worlds[left.position...]) + [game.bytes]
      worlds = worlds[..<left.position] + left.worlds.dropLast()
      self.left = (left.position, present)
      try reach(timeline.end)
      let isSame = earlier.bytes == left.worlds.last
      #expect(isSame)
      try game.world.copy(from: earlier.world)
      context = timeline.context(at: timeline.end)
    }
  }

  @Test("Ticks of an earlier timeline can be reached in the next one", arguments: 0..<10)
  func earlier(seed: UInt64) throws {
    var limits = Timeline<TestContext>.Limits()
    limits.interval = 7
    var run = try Run(seed: seed, limits: limits)
    for count in [40, 23] {
      try run.play(count)
      run.timeline.mark(.reload)
      run.timeline.cut()
      run.context = TestContext(UInt8(count))
    }
    var next = try Run(seed: seed + 100, limits: limits, start: run.timeline.end)
    let (first, old) = (run.timeline.end, run.worlds)
    try next.play(30)
    let arena = try Arena(bytesReserved: RecordedGame.reserved)
    while var stretch = try run.timeline.removeLastStretch(to: arena) {
      if next.timeline.start == first { stretch.markEnd(.crash) }
      #expect(next.timeline.prepend(stretch, world: arena))
    }
    #expect(next.timeline.start == 0 && next.timeline.end == first + 30)
    let worlds = old + next.worlds
    for position in (0..<first + 30).shuffled(using: &next.random) {
      try next.reach(position)
      let isSame = next.earlier.bytes == worlds[position]
      #expect(isSame, "at \(position)")
    }
    #expect(next.timeline.marks.map(\.position) == [40, 63, 63])
    #expect(next.timeline.marks.last?.kind == .crash)
    #expect(next.timeline.cuts == [0, 40, first])
    // There is no position before the first.
    var (another, late) = (try Run(seed: 5, limits: limits), try Run(seed: 6, limits: limits))
    try another.play(5)
    try late.play(1)
    let stretch = try #require(try another.timeline.removeLastStretch(to: arena))
    #expect(!late.timeline.prepend(stretch, world: arena) && late.timeline.start == 0)
  }

  @Test("Every world that can be reached is the one that was", arguments: 0..<40)
  func randomRuns(seed: UInt64) throws {
    var limits = Timeline<TestContext>.Limits()
    limits.maxBytes = [40 * 4096, 400 * 4096, 4000 * 4096][Int(seed) % 3]
    limits.interval = 5
    limits.maxGap = 40
    var run = try Run(seed: seed, limits: limits)
    try run.play(3)
    for _ in 0..<80 {
      let timeline = run.timeline
      switch run.random.below(8) {
      case 0:
        // The world is changed from outside, or another code runs.
        run.game.write(UInt8(run.random.below(256)), at: 300)
        run.context = TestContext(UInt8(1 + run.random.below(200)))
        timeline.cut()
        try run.play(1)
      case 1: try run.branch(at: Int.random(in: timeline.start...timeline.end, using: &run.random))
      case 2: try run.exchange()
      case 3: timeline.mark(.reload)
      default: try run.play(run.random.below(60))
      }
      timeline.keepEnd(run.game.world, run.context)
      for _ in 0..<4 {
        let position = Int.random(in: timeline.start...timeline.end, using: &run.random)
        try run.reach(position)
        // The bytes themselves would fill the screen.
        let isSame = run.earlier.bytes == run.world(at: position)
        try #require(isSame, "seed \(seed), position \(position)")
      }
      #expect(timeline.end == run.worlds.count)
      #expect(timeline.byteCount <= limits.maxBytes + 20 * 4096)
    }
  }

  @Test("With little memory, keyframes become rarer with their age before ticks are forgotten")
  func thinning() throws {
    var limits = Timeline<TestContext>.Limits()
    limits.maxBytes = 400 * 4096
    limits.interval = 5
    limits.maxGap = 100
    var run = try Run(seed: 3, limits: limits)
    try run.play(2_000)
    #expect(run.timeline.start == 0)
    let gaps = (0..<20).map { step in
      let position = 100 * step + 99
      return position - run.timeline.keyframe(before: position)
    }
    #expect(gaps.prefix(5).reduce(0, +) > gaps.suffix(5).reduce(0, +))
    try run.play(20_000)
    #expect(run.timeline.start > 0)
    #expect(run.timeline.byteCount <= limits.maxBytes + 20 * 4096)
  }

  @Test("A world that does not fit at all is not recorded, and does no harm")
  func tooLarge() throws {
    var limits = Timeline<TestContext>.Limits()
    limits.maxBytes = 2 * 4096
    var run = try Run(seed: 1, limits: limits)
    try run.play(10)
    #expect(run.timeline.isEmpty)
  }

  @Test("Pages that did not change are stored once")
  func sharedPages() throws {
    let pages = try #require(WorldPages(maxBytes: 1 << 20))
    let game = try RecordedGame(bytes: 40_000)
    let first = try #require(pages.store(game.world, sharing: nil, changed: nil))
    let alone = pages.byteCount
    game.write(1, at: 9_000)
    let second = try #require(pages.store(game.world, sharing: first, changed: [8_192..<12_288]))
    #expect(pages.byteCount - alone < 2 * WorldPages.pageSize)
    let (isSame, isOld) = (pages.bytes(of: second) == game.bytes, pages.bytes(of: first) != game.bytes)
    #expect(isSame && isOld)
    pages.remove(first)
    let isStillSame = pages.bytes(of: second) == game.bytes
    #expect(isStillSame)
    pages.remove(second)
    #expect(pages.byteCount == 0)
  }

  @Test("Marks and the left future follow the branches")
  func branches() throws {
    var run = try Run(seed: 9, limits: Timeline<TestContext>.Limits())
    try run.play(100)
    run.timeline.mark(.reload)
    try run.play(50)
    try run.branch(at: 60)
    #expect(run.timeline.leftFuture == 60...150)
    #expect(run.timeline.marks.map(\.kind) == [.branch])
    try run.play(10)
    try run.exchange()
    #expect(run.timeline.leftFuture == 60...70)
    #expect(run.timeline.marks.map(\.kind) == [.reload])
    #expect(run.timeline.end == 150)
  }
}
