import Testing
import Timeline

@testable import Engine

@Suite("Timeline panel")
struct TimePanelTests {
  private func panel(at position: Int = 500, _ mode: TimeStatus.Mode = .viewing) -> TimePanel {
    var status = TimeStatus(reachable: 100...1000, position: position)
    status.mode = mode
    status.marks = [TimelineMark(position: 300, kind: .reload), TimelineMark(position: 700, kind: .crash)]
    return TimePanel(status)
  }

  private func press(_ key: Key, _ panel: inout TimePanel) -> TimePanel.Outcome {
    panel.press(key, .press, ticksPerSecond: 60)
  }

  @Test(
    "Keys ask for positions",
    arguments: [
      (Key(.left), 499), (Key(.right), 501), (Key(.backspace), 499), (Key(.left, .shift), 496),
      (Key(.right, .alt), 516), (Key(.character(",")), 499), (Key(.character(".")), 501), (Key(.home), 100),
      (Key(.end), 1000), (Key(.pageUp), 300), (Key(.pageDown), 700),
    ])
  func positions(key: Key, position: Int) {
    var panel = panel()
    #expect(press(key, &panel) == .ask(.show(position)))
  }

  @Test("P runs the recorded ticks until their end or another key; from the end, they begin again")
  func playing() {
    var panel = panel(at: 998)
    #expect(press(Key(.character("p")), &panel) == .nothing && panel.isPlaying)
    #expect(panel.passTick() == .ask(.show(999)))
    panel.status.position = 1000
    #expect(panel.passTick() == .nothing && !panel.isPlaying)
    #expect(press(Key(.character("p")), &panel) == .ask(.show(100)) && panel.isPlaying)
    #expect(press(Key(.left), &panel) == .ask(.show(999)) && !panel.isPlaying)
    var looping = self.panel(at: 500, .looping)
    #expect(press(Key(.character("p")), &looping) == .unused)
  }

  @Test("Positions end where the recording does")
  func ends() {
    var first = panel(at: 102)
    #expect(press(Key(.left, .shift), &first) == .ask(.show(100)))
    var last = panel(at: 1000)
    #expect(press(Key(.right), &last) == .nothing)
    #expect(press(Key(.pageDown), &last) == .nothing)
  }

  @Test("A key that is held moves evenly, from its first repeat until no more come")
  func held() {
    var motion = HeldMotion()
    #expect(motion.handle(.press, direction: -4, ticksPerSecond: 60) == -4)
    for _ in 0..<20 { #expect(motion.passTick() == 0) }
    // A terminal that does not report releases sends presses.
    #expect(motion.handle(.press, direction: -4, ticksPerSecond: 60) == -4)
    var moved = 0
    for _ in 0..<10 {
      for _ in 0..<2 { moved += motion.passTick() }
      #expect(motion.handle(.press, direction: -4, ticksPerSecond: 60) == 0)
    }
    #expect(moved == -80)
    var after = 0
    for _ in 0..<60 { after += motion.passTick() }
    #expect(after == -36)
    // Another tap, later.
    #expect(motion.handle(.press, direction: -4, ticksPerSecond: 60) == -4)
    #expect(motion.passTick() == 0)
  }

  @Test("A release ends the motion at once")
  func released() {
    var motion = HeldMotion()
    _ = motion.handle(.press, direction: 1, ticksPerSecond: 60)
    _ = motion.handle(.repeat, direction: 1, ticksPerSecond: 60)
    #expect(motion.passTick() == 1)
    _ = motion.handle(.release, direction: 1, ticksPerSecond: 60)
    #expect(motion.passTick() == 0)
  }

  @Test("The loop key plays the marks, from a mark to here, or the last five seconds")
  func stretch() {
    var panel = panel()
    #expect(press(Key(.character("l")), &panel) == .ask(.loop(200..<500)))
    #expect(press(Key(.character("L")), &panel) == .ask(.loop(200..<500)))
    #expect(press(Key(.character("[")), &panel) == .nothing)
    panel.status.position = 450
    #expect(panel.stretch(ticksPerSecond: 60) == 450..<500)
    #expect(press(Key(.character("]")), &panel) == .nothing)
    panel.status.position = 900
    #expect(panel.stretch(ticksPerSecond: 60) == 450..<500)
    #expect(self.panel(at: 100).stretch(ticksPerSecond: 60) == 700..<1000)
    #expect(self.panel(at: 130).stretch(ticksPerSecond: 60) == 100..<130)
  }

  @Test("In a loop, keys end it, and none moves the position")
  func looping() {
    var panel = panel(at: 450, .looping)
    #expect(press(Key(.left), &panel) == .ask(.show(450)))
    #expect(press(Key(.character("l")), &panel) == .ask(.show(450)))
    #expect(press(Key(.character("i")), &panel) == .ask(.takeSavesAtOnce(true)))
    #expect(press(Key(.enter), &panel) == .ask(.playOn))
    #expect(press(Key(.escape), &panel) == .ask(.now))
    #expect(press(Key(.function(5)), &panel) == .unused)
  }

  @Test("The mouse drags the position along the line, and nowhere else")
  func mouse() {
    var panel = panel()
    let bar = TimeBar(panel: panel, tick: 1, ticksPerSecond: 60, size: CellSize(columns: 92, rows: 24))
    #expect(bar.position(column: 1, row: 22) == 100)
    #expect(bar.position(column: 90, row: 22) == 1000)
    #expect(bar.position(column: 91, row: 22) == 1000)
    #expect(bar.position(column: 5, row: 21) == nil)
    #expect(panel.mouse(position: nil, isDown: true) == .nothing)
    #expect(panel.mouse(position: 200, isDown: true) == .ask(.show(200)))
    #expect(panel.mouse(position: nil, isDown: false) == .nothing)
  }

  @Test("Of a long recording the line shows a part, which stays while the position moves in it")
  func window() {
    var status = TimeStatus(reachable: 0...10_000, position: 5_000)
    status.mode = .viewing
    func position(_ column: Int) -> Int? {
      TimeBar(panel: TimePanel(status), tick: 1, ticksPerSecond: 60, size: CellSize(columns: 92, rows: 24))
        .position(column: column, row: 22)
    }
    #expect(position(1) == 2_800 && position(90) == 6_400)
    status.position = 2_801
    #expect(position(1) == 2_800 && position(90) == 6_400)
    status.position = 10
    #expect(position(1) == 0 && position(90) == 2_800)
    status.position = 10_000
    #expect(position(1) == 6_400 && position(90) == 10_000)
  }

  @Test("Where a crash led to a reload, the crash is shown")
  func urgency() {
    var status = TimeStatus(reachable: 0...100, position: 50)
    status.mode = .viewing
    let kinds: [TimelineMark.Kind] = [.crash, .reload, .asset]
    status.marks =
      kinds.map { TimelineMark(position: 50, kind: $0) } + [TimelineMark(position: 20, kind: .crash)]
    let size = CellSize(columns: 100, rows: 24)
    var picture = CellBuffer(size: size)
    let bar = TimeBar(panel: TimePanel(status), tick: 1, ticksPerSecond: 60, size: size)
    bar.paint(on: &picture)
    #expect(picture.text.contains("tick 1 · crash"))
    status.position = 60
    TimeBar(panel: TimePanel(status), tick: 1, ticksPerSecond: 60, size: size).paint(on: &picture)
    #expect(picture.text.split(separator: "\n")[22].count { $0 == "!" } == 2)
    #expect(!picture.text.split(separator: "\n")[22].contains("R"))
  }

  /// The second row of the bar.
  private func text(_ status: TimeStatus, columns: Int) -> String {
    let size = CellSize(columns: columns, rows: 24)
    var picture = CellBuffer(size: size)
    TimeBar(panel: TimePanel(status), tick: 12_345, ticksPerSecond: 60, size: size).paint(on: &picture)
    return picture.text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(23).joined()
  }

  @Test("At 80 columns the other future is named, and that it is the one that is shown")
  func otherFuture() {
    var status = TimeStatus(reachable: 0...36_000, position: 0)
    status.mode = .viewing
    #expect(text(status, columns: 80).contains("[ ] mark"))
    status.leftFuture = 0...50
    #expect(text(status, columns: 80).contains("Tab other") && text(status, columns: 80).contains("Esc now"))
    status.isInLeftFuture = true
    #expect(text(status, columns: 80).contains("tick 12345 · other future"))
    #expect(text(status, columns: 80).contains("Tab other"))
  }

  @Test("Where the game crashed, the reason is shown")
  func crashReason() {
    var status = TimeStatus(reachable: 0...100, position: 50)
    status.mode = .viewing
    status.marks = [TimelineMark(position: 50, kind: .crash)]
    status.note = "step crashed at Game/Player.swift:61: Index out of range"
    #expect(
      text(status, columns: 100).contains("· crash  step crashed at Game/Player.swift:61: Index out of"))
  }

  @Test("The line shows the events and the position, at every size", arguments: [1, 2, 5, 20, 80, 200])
  func picture(columns: Int) {
    for rows in [0, 1, 2, 24] {
      let size = CellSize(columns: columns, rows: rows)
      var picture = CellBuffer(size: size)
      TimeBar(panel: panel(), tick: 77, ticksPerSecond: 60, size: size).paint(on: &picture)
      guard columns >= 80, rows == 24 else { continue }
      let lines = picture.text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines[22].contains("R") && lines[22].contains("!") && lines[22].contains("●"))
      #expect(lines[23].contains("8.3 s ago · tick 77") && lines[23].contains("Esc now"))
    }
  }
}
