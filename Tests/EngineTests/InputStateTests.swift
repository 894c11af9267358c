import CGameABI
import Engine
import Testing

@Suite("Input state")
struct InputStateTests {
  private var input = InputState(ticksPerSecond: 60)

  @Test("a key that is reported released is held exactly as long as it was down")
  mutating func reported() {
    input.handle(action: 3, phase: .press, inferRelease: false)
    var sample = input.takeSample()
    #expect(sample.held == 8 && sample.pressed == 8 && sample.released == 0)
    for _ in 0..<1000 { sample = input.takeSample() }
    #expect(sample.held == 8 && sample.pressed == 0)
    input.handle(action: 3, phase: .release, inferRelease: false)
    sample = input.takeSample()
    #expect(sample.held == 0 && sample.released == 8)
    #expect(input.takeSample().released == 0)
  }

  @Test("a press and a release within one tick are both seen")
  mutating func tap() {
    input.handle(action: 0, phase: .press, inferRelease: false)
    input.handle(action: 0, phase: .release, inferRelease: false)
    let sample = input.takeSample()
    #expect(sample.held == 0 && sample.pressed == 1 && sample.released == 1)
  }

  @Test("without reports a key is let go some ticks after its last press")
  mutating func inferred() {
    input.handle(action: 0, phase: .press, inferRelease: true)
    var ticks = 0
    while input.takeSample().held == 1, ticks < 100 { ticks += 1 }
    #expect((5...30).contains(ticks))
    #expect(input.takeSample().released == 0)
  }

  @Test("repeats keep a key held without pressing it again")
  mutating func repeats() {
    var presses = 0
    for tick in 0..<120 {
      if tick % 2 == 0 { input.handle(action: 0, phase: .press, inferRelease: true) }
      let sample = input.takeSample()
      #expect(sample.held == 1)
      presses += sample.pressed == 1 ? 1 : 0
    }
    #expect(presses == 1)
  }

  @Test("losing the focus lets everything go")
  mutating func focus() {
    input.handle(action: 1, phase: .press, inferRelease: false)
    _ = input.takeSample()
    input.releaseAll()
    let sample = input.takeSample()
    #expect(sample.held == 0 && sample.released == 2)
  }

  @Test("an action beyond the bits of a sample is ignored", arguments: [-1, 64, 1000])
  mutating func outOfRange(action: Int) {
    input.handle(action: action, phase: .press, inferRelease: false)
    #expect(input.takeSample().pressed == 0)
  }
}

@Suite("Input script")
struct InputScriptTests {
  @Test("lines are read in the order of their ticks")
  func good() throws {
    let script = try InputScript(
      name: "in", text: "# demo\n45 release fire\n30 press fire\n60 key f5  # reload\n\n90 resize 100x30\n")
    #expect(script.lines.map(\.tick) == [30, 45, 60, 90])
    #expect(
      script.lines.map(\.event) == [
        .press("fire"), .release("fire"), .key(Key(.function(5))), .resize(CellSize(columns: 100, rows: 30)),
      ])
  }

  @Test(
    "a line that is not one is named",
    arguments: ["x press a", "1 hold a", "1 press", "1 key nokey", "1 resize 0x4"])
  func bad(line: String) {
    #expect { try InputScript(name: "in", text: "1 press a\n" + line) } throws: { error in
      (error as? FileProblem)?.line == 2
    }
  }
}
