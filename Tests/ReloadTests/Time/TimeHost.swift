import CCrashGuard
import CGameABI
import Engine
import Foundation
import GameBuilder
import SeededRandom
import Timeline
import WorldState

@testable import HotReload

/// A host without a loop that does at random what a player can do to time, and keeps every world to compare with.
final class TimeHost {
  let game: ReloadableGame
  private let images: TimeImages
  private var random: SplitMix64
  private var number: UInt64 = 0
  private var picture = CellBuffer(size: CellSize(columns: 20, rows: 6))
  /// The world before each recorded tick of the present branch.
  private var worlds: [[UInt8]] = []
  /// Those of the future that was left, from its position on, and the world at its end.
  private var left: (position: Int, worlds: [[UInt8]])?
  private(set) var done: [String] = []

  init(_ images: TimeImages, seed: UInt64) throws {
    self.images = images
    random = SplitMix64(seed: seed)
    crash_guard_install(nil)
    _ = unsafe crash_guard_enter_thread()
    try images.reset()
    _ = images.services.assets.apply(["pace.txt": AssetContent(Array("2".utf8))])
    game = ReloadableGame(
      services: images.services, events: EventBus(),
      crashes: CrashInvestigator(root: images.root, symbolizer: images.toolchain.symbolizer, output: nil),
      packageRoot: images.root, seed: seed, memory: try RunMemory(worldReservation: 1 << 20),
      gateway: LoopGateway(clock: ManualClock()), historyBytes: 1 << 20)
    reload()
    reload()
  }

  var presentBytes: [UInt8] { unsafe game.store.world.withBytes { unsafe Array($0) } }
  private var shownBytes: [UInt8] {
    let world = game.travel.view?.world ?? game.store.world
    return unsafe world.withBytes { unsafe Array($0) }
  }

  // MARK: What can happen

  func play(_ count: Int, failing: Bool = false) throws {
    for _ in 0..<count {
      var input = InputSample()
      input.held = UInt64(random.below(2))
      input.pressed = random.below(30) == 0 ? 2 : 0
      if failing { input.pressed |= 4 }
      _ = try tick(input)
    }
  }

  /// - Returns: whether the tick ran.
  private func tick(_ input: InputSample) throws -> Bool {
    game.reachSafePoint()
    let isRecorded = game.time.mode == .now
    guard game.step(input: input, dt: 1 / 60) else { return false }
    if isRecorded {
      worlds.append(unsafe game.store.checkpointArena.withBytes { unsafe Array($0) })
      try expect(game.time.reachable.upperBound == worlds.count, "each tick is recorded")
    }
    return true
  }

  func reload() {
    number += 1
    let index = number < 3 ? 0 : random.below(images.count)
    game.propose(
      images.generation(number, of: index, after: game.history.newest), cause: .save, savedAt: nil)
    game.reachSafePoint()
  }

  private func changeAsset() {
    _ = images.services.assets.apply(["pace.txt": AssetContent(Array("\(random.below(9))".utf8))])
  }

  /// Shows some positions, and compares each.
  private func look() throws {
    for _ in 0..<3 {
      let range = game.time.reachable
      let position = Int.random(in: range, using: &random)
      try show(position)
      _ = game.draw(into: &picture, top: 0, alpha: 0)
      if random.below(3) == 0, position < range.upperBound { try show(position + 1) }
    }
  }

  private func show(_ position: Int) throws {
    if let reason = game.travel(.show(position)) { throw TestFailure("\(position): \(reason)") }
    try expect(game.time.position == position, "the position is shown")
    try compare(shownBytes, with: world(at: position), "the world at \(position)")
  }

  private func world(at position: Int) -> [UInt8] {
    position < worlds.count ? worlds[position] : presentBytes
  }

  private func returnToNow() throws {
    let before = presentBytes
    let wasLooping = game.time.mode == .looping
    let end = wasLooping ? endOfLoop : before
    try succeed(.now)
    if !wasLooping || isSameCode { try compare(presentBytes, with: end, "the running world") }
  }

  /// The running world from before a loop.
  private var endOfLoop: [UInt8] = []
  private var codeOfEnd: GameImage?
  private var isSameCode: Bool { codeOfEnd === game.history.current?.image }

  private func playOn() throws {
    try look()
    let position = game.time.position
    let shown = shownBytes
    let isSame = game.travel.view?.context.generation.image === game.history.current?.image
    let end = presentBytes
    try succeed(.playOn)
    if isSame { try compare(presentBytes, with: shown, "the world that is played on") }
    if position < worlds.count {
      left = (position, Array(worlds[position...]) + [end])
      worlds.removeSubrange(position...)
    }
  }

  private func exchange() throws {
    guard let left, game.time.leftFuture != nil else { return }
    try returnToNow()
    let present = Array(worlds[left.position...]) + [presentBytes]
    try succeed(.exchangeFutures)
    worlds = worlds[..<left.position] + left.worlds.dropLast()
    self.left = (left.position, present)
  }

  private func loop() throws {
    let range = game.time.reachable
    guard range.count > 10 else { return }
    if game.time.mode == .looping { try returnToNow() }
    endOfLoop = presentBytes
    codeOfEnd = game.history.current?.image
    let first = Int.random(in: range.lowerBound..<range.upperBound - 5, using: &random)
    let last = min(range.upperBound, first + 3 + random.below(40))
    try succeed(.loop(first..<last))
    for _ in 0..<random.below(100) {
      let position = game.time.position
      let isRepeated = stretchRanIn(game.history.current, first..<last)
      if isRepeated, position < last {
        try compare(presentBytes, with: world(at: position), "the loop at \(position)")
      }
      guard try tick(InputSample()) else { break }
    }
  }

  /// Whether a stretch was recorded in one go in the code that runs.
  private func stretchRanIn(_ generation: Generation?, _ range: Range<Int>) -> Bool {
    guard let timeline = game.travel.timeline, let generation else { return false }
    let context = timeline.context(at: range.lowerBound)
    return context.generation.image === generation.image && context.isPresent(of: generation)
      && range.allSatisfy { timeline.context(at: $0) === context }
      && timeline.keyframe(before: range.upperBound - 1) == timeline.keyframe(before: range.lowerBound)
  }

  /// One random act.
  func act() throws {
    let act = random.below(12)
    done.append("\(act)")
    switch act {
    case 0: reload()
    case 1: changeAsset()
    case 2: try look()
    case 3: try playOn()
    case 4: try returnToNow()
    case 5: try exchange()
    case 6: try loop()
    case 7 where game.status.isStopped == false:
      try returnToNow()
      game.stopsOnCrash = random.below(2) == 0
      try play(1, failing: true)
      while game.status.isStopped { try goOn() }
    case 8:
      try returnToNow()
      _ = game.move([.restart, .rollbackWorld, .rollback, .forward][random.below(4)])
    default:
      if game.time.mode != .now { try returnToNow() }
      try play(random.below(50))
    }
    if let timeline = game.travel.timeline {
      try expect(timeline.byteCount <= timeline.limits.maxBytes + (64 << 10), "memory is bounded")
    }
  }

  /// What a player may do about a tick that could not be finished.
  private func goOn() throws {
    let before = presentBytes
    switch random.below(4) {
    case 0: reload()
    case 1:
      try expect(game.resolve(.skip) == nil && !game.status.isStopped, "the tick is left out")
      try expect(presentBytes.count == before.count, "only the header changes")
    case 2:
      if let reason = game.resolve(.previous) {
        try expect(game.status.isStopped && presentBytes == before, "\(reason), and nothing changes")
      }
    default:
      try expect(game.resolve(.retry) == nil, "the tick runs again")
      try compare(presentBytes, with: before, "the world of the tick that runs again")
      _ = try tick(InputSample())
    }
  }

  // MARK: Checks

  private func succeed(_ request: TimeRequest) throws {
    if let reason = game.travel(request) { throw TestFailure("\(request): \(reason)") }
  }

  private func compare(_ a: [UInt8], with b: [UInt8], _ what: String) throws {
    if a == b { return }
    let first = zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset
    throw TestFailure("\(what): \(a.count) and \(b.count) bytes, first difference at \(first ?? -1)")
  }
}
