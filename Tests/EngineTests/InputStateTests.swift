import CGameABI
import Engine
import Testing

@Suite("Input state")
struct InputStateTests {
  private var input = InputState(ticksPerSecond: 60)

  @Test("A key with reported releases is held exactly while it is down")
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

  @Test("A press and a release within one tick are both in the sample")
  mutating func tap() {
    input.handle(action: 0, phase: .press, inferRelease: false)
    input.handle(action: 0, phase: .release, inferRelease: false)
    let sample = input.takeSample()
    #expect(sample.held == 0 && sample.pressed == 1 && sample.released == 1)
  }

  @Test("Without reported releases, a key is released some ticks after its last press")
  mutating func inferred() {
    input.handle(action: 0, phase: .press, inferRelease: true)
    var ticks = 0
    while input.takeSample().held == 1, ticks < 100 { ticks += 1 }
    #expect((5...30).contains(ticks))
    #expect(input.takeSample().released == 0)
  }

  @Test("Repeats keep a key held and are not new presses")
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

  @Test(
    "Quick taps are presses, though the release of the last one is not inferred yet",
    arguments: [5, 6, 9, 12])
  mutating func taps(gap: Int) {
    var presses = 0
    for tick in 0..<gap * 4 {
      if tick % gap == 0 { input.handle(action: 0, phase: .press, inferRelease: true) }
      presses += input.takeSample().pressed == 1 ? 1 : 0
    }
    #expect(presses == 4)
  }

  @Test("Typed characters come one per tick, in order, beside the mouse buttons")
  mutating func text() {
    input.handleMouse(column: 1, row: 1, buttons: 5)
    for scalar in "é9\u{8}".unicodeScalars { input.type(scalar) }
    let samples = (0..<4).map { _ in input.takeSample().mouse_buttons }
    // The first also has the buttons that went down.
    #expect(samples.map { $0 >> 8 } == [0xE9, 0x39, 8, 0])
    #expect(samples.map { $0 & 0xFF } == [5 << 3 | 5, 5, 5, 5])
  }

  @Test("A click within a tick is not lost, and the edges of all buttons come once")
  mutating func clicks() {
    for button in 0..<3 as Range<UInt32> {
      let (down, pressed) = (1 << button as UInt32, 8 << button as UInt32)
      let released: UInt32 = button == 2 ? 1 << 29 : 64 << button
      input.handleMouse(column: 1, row: 1, buttons: down)
      input.handleMouse(column: 2, row: 1, buttons: 0)
      #expect(input.takeSample().mouse_buttons == pressed | released)
      #expect(input.takeSample().mouse_buttons == 0)
      input.handleMouse(column: 2, row: 1, buttons: down)
      #expect(input.takeSample().mouse_buttons == down | pressed)
      #expect(input.takeSample().mouse_buttons == down)
      input.releaseAll()
      #expect(input.takeSample().mouse_buttons == released)
    }
  }

  @Test("Steps of the wheel come one per tick; turned back, those that wait are forgotten")
  mutating func wheel() {
    func steps(_ count: Int) -> [Int32] {
      (0..<count).map { _ in Int32(bitPattern: input.takeSample().mouse_buttons) >> 30 }
    }
    input.handleWheel(1)
    input.handleWheel(1)
    #expect(steps(3) == [1, 1, 0])
    input.handleWheel(5)
    input.handleWheel(-1)
    #expect(steps(3) == [-1, 0, 0])
    for _ in 0..<100 { input.handleWheel(-1) }
    #expect(steps(20).count { $0 == -1 } == 16)
  }

  @Test("An action is pressed for a number of ticks")
  mutating func pressForTicks() {
    input.press(action: 3, ticks: 2)
    let samples = (0..<4).map { _ in input.takeSample() }
    #expect(samples.map(\.pressed) == [8, 0, 0, 0])
    #expect(samples.map(\.held) == [8, 8, 0, 0])
    #expect(samples.map(\.released) == [0, 0, 8, 0])
  }

  @Test("Releasing all actions releases those that are held")
  mutating func focus() {
    input.handle(action: 1, phase: .press, inferRelease: false)
    _ = input.takeSample()
    input.releaseAll()
    let sample = input.takeSample()
    #expect(sample.held == 0 && sample.released == 2)
  }

  @Test("An action outside the bits of a sample is ignored", arguments: [-1, 64, 1000])
  mutating func outOfRange(action: Int) {
    input.handle(action: action, phase: .press, inferRelease: false)
    #expect(input.takeSample().pressed == 0)
  }
}
