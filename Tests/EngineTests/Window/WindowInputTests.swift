import Testing

@testable import Engine

@Suite("Input of attached windows that comes too fast")
struct WindowInputTests {
  private static func key(_ text: Unicode.Scalar, _ phase: KeyPhase = .press) -> WindowInput {
    .key(Key(.character(text)), phase, base: nil)
  }

  @Test("Typed keys and a key that is held down are no paste; a text that comes as keys is one, and ends")
  func bursts() {
    var burst = KeyBurst()
    func isPaste(_ count: Int, at now: UInt64) -> Bool { burst.isPaste(count, at: now) }
    let second: UInt64 = 1_000_000_000
    var now = second
    for _ in 0..<600 {
      now += second / 60
      #expect(!isPaste(1, at: now))
    }
    // After a moment in which nothing could be read.
    now += second / 3
    #expect(!isPaste(20, at: now))
    now += second / 3
    #expect(isPaste(20_000, at: now))
    #expect(isPaste(1, at: now + 1_000_000), "the rest of it")
    #expect(!isPaste(1, at: now + second / 5), "a key after it")
    // In pieces.
    now += second
    var presses = 0
    while !isPaste(1, at: now) {
      presses += 1
      now += 1_000
    }
    #expect((1...KeyBurst.limit).contains(presses))
    #expect(!isPaste(0, at: now))
  }

  @Test("What waits to be sent is bounded, whatever comes; of sizes, wheel and mouse the last one counts")
  func queue() {
    var queue = WindowInputQueue()
    func append(_ input: WindowInput) -> Bool { queue.append(input) }
    var taken = 0
    for _ in 0..<1_000 where append(Self.key("a")) { taken += 1 }
    #expect(taken == WindowInputQueue.limit && queue.count == taken)
    // A key that went down before is not held for ever.
    #expect(append(Self.key("a", .release)))
    #expect(append(.resize(CellSize(columns: 80, rows: 24))))
    #expect(append(.resize(CellSize(columns: 90, rows: 24))))
    for _ in 0..<1_000 { #expect(append(.wheel(1))) }
    for column in 0..<1_000 { #expect(append(.mouse(column: column, row: 3, isDown: true))) }
    #expect(append(.mouse(column: 1_000, row: 3, isDown: false)))
    var inputs: [WindowInput] = []
    while let input = queue.take() { inputs.append(input) }
    #expect(inputs.prefix(taken).allSatisfy { $0 == Self.key("a") })
    #expect(
      Array(inputs.dropFirst(taken)) == [
        Self.key("a", .release), .resize(CellSize(columns: 90, rows: 24)), .wheel(WindowInput.mostSteps),
        .mouse(column: 0, row: 3, isDown: true), .mouse(column: 999, row: 3, isDown: true),
        .mouse(column: 1_000, row: 3, isDown: false),
      ])
    #expect(queue.count == 0 && append(Self.key("b")))
    for _ in 0..<10_000 { _ = append(.paste("x")) }
    #expect(queue.count <= 2 * WindowInputQueue.limit + 1)
    #expect(append(.resize(CellSize(columns: 1, rows: 1))))
  }

  @Test(
    "The inputs of windows have a part of the loop's time; one that takes long delays the next for a moment")
  func budget() {
    var budget = InputBudget()
    func wait(at now: UInt64) -> UInt64 { budget.wait(at: now) }
    var (now, used): (UInt64, UInt64) = (1_000_000_000, 0)
    let end = now + 10_000_000_000
    let cost: UInt64 = 1_000_000
    while now < end {
      let delay = wait(at: now)
      now += delay
      if delay > 0 { continue }
      budget.charge(from: now, to: now + cost)
      now += cost
      used += cost
    }
    #expect((900...1_300).contains(used / 1_000_000), "\(used / 1_000_000) ms of 10 s")
    budget.charge(from: now, to: now + 60_000_000_000)
    now += 60_000_000_000
    let delay = wait(at: now)
    #expect(delay > 0 && delay <= InputBudget.longestWait)
    #expect(wait(at: now + delay) == 0)
  }

  @Test("The loop takes no more inputs in an instant than its windows' part of the time allows")
  func loop() throws {
    let test = try TestLoop(ticks: nil)
    let outlet = TestOutlet()
    var (taken, wait): (Int, UInt64) = (0, 0)
    test.run(iterations: 3) { [loop = test.loop] iteration in
      guard iteration == 2 else { return }
      #expect(loop.windows.attach(outlet, page: .log, size: CellSize(columns: 80, rows: 24)) == nil)
      while wait == 0, taken < 1_000 {
        wait = loop.receive(Self.key("x"), from: outlet)
        if wait == 0 { taken += 1 }
      }
    }
    #expect((10...30).contains(taken) && wait > 0, "\(taken)")
  }

  @Test("A long pasted text is cut")
  func paste() {
    let run = WindowRun(.log, columns: 200)
    run.type("/")
    _ = run.windows.receive(
      .paste(String(repeating: "x", count: 100_000)), from: run.outlet, .builtIn)
    _ = run.picture
    #expect(run.outlet.contents.last?.logFilter.text.count == WindowInput.longestPaste)
  }
}
