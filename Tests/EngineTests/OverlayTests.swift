import Engine
import Testing

@Suite("Overlay")
struct OverlayTests {
  private func paint(_ overlay: Overlay, columns: Int = 60, rows: Int = 12) -> [String] {
    var picture = CellBuffer(size: CellSize(columns: columns, rows: rows))
    OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
    return picture.text.split(separator: "\n").map { String($0) }
  }

  private var panel: Overlay.Panel {
    .init(
      source: .build, title: "Build failed",
      lines: [
        .init("Game/A.swift:1:2", .location),
        .init("a message that is longer than the panel is wide, so it goes on in the next line"),
        .init("  let x = y", .code), .init("          ^", .marker),
      ])
  }

  @Test("An empty overlay leaves the picture unchanged")
  func nothing() {
    var overlay = Overlay()
    overlay.showsHUD = false
    #expect(paint(overlay).allSatisfy { $0.allSatisfy { $0 == " " } })
  }

  @Test("A panel is at the bottom and wraps its prose; toasts are above it")
  func layout() {
    var overlay = Overlay()
    overlay.show(panel)
    overlay.toast("a toast", .good, now: 0)
    let lines = paint(overlay, rows: 14)
    #expect(lines[4].hasPrefix("┌─────────┐ "))
    #expect(lines[5].hasPrefix("│ a toast │ "))
    #expect(
      lines[6...].joined(separator: "\n") == """
        └─────────┘                                                 
        ┌─ Build failed ───────────────────────────────────────────┐
        │ Game/A.swift:1:2                                         │
        │ a message that is longer than the panel is wide, so it   │
        │   goes on in the next line                               │
        │   let x = y                                              │
        │           ^                                              │
        └──────────────────────────────────────────────────────────┘
        """)
  }

  @Test("There is one panel per source; the newest is shown and the others are counted")
  func problems() {
    var overlay = Overlay()
    overlay.show(panel)
    overlay.show(.init(source: .keys, title: "key bindings", lines: []))
    #expect(paint(overlay)[10].contains("┌─ key bindings ─"))
    #expect(paint(overlay)[11].hasSuffix("─ and 1 more panel ─┘"))
    overlay.closePanel(.keys)
    #expect(paint(overlay)[5].contains("Build failed"))
    overlay.closePanel(.build)
    #expect(overlay.panels.isEmpty)
  }

  @Test("The graph has one bar per frame, its height the share of the frame budget")
  func graph() {
    var overlay = Overlay()
    overlay.showsFrames = true
    overlay.hud.frameBudget = 16_000_000
    var report = TerminalReport()
    for milliseconds in [1, 8, 16, 40] as [UInt64] {
      report.encodeTime = milliseconds * 500_000
      overlay.frames.add(compose: milliseconds * 500_000, report: report)
    }
    report.encodeTime = 0
    report.framesSkipped = 2
    overlay.frames.add(compose: 0, report: report)
    let lines = paint(overlay, columns: 64)
    #expect(lines[6].contains("┌─ 0.0 of 16.0 ms, worst 40.0: draw 0.0 encode 0.0 write 0.0 ─"))
    let bars = (7...10).map { String(lines[$0].suffix(8).prefix(6)) }
    #expect(bars == ["   ███", "   ███", "  ████", " ▂████"])
  }

  @Test("The HUD shows skipped frames, and the terminal's bytes if there is room")
  func terminalStatistics() {
    var overlay = Overlay()
    var report = TerminalReport()
    report.framesSkipped = 7
    report.frameBytes = 4321
    report.bytesWritten = 9999
    report.cellsChanged = 99
    overlay.frames.add(compose: 0, report: report)
    #expect(paint(overlay, columns: 80)[0].contains("0 fps  7 skipped  F1 help · q quit"))
    #expect(paint(overlay, columns: 140)[0].contains("99 cells  4321 B"))
  }

  @Test("Frames are summarised once a second while the terminal is written to")
  func summary() {
    var times = FrameTimes()
    var report = TerminalReport()
    #expect(times.takeSummary(at: 5_000_000_000, report: report) == nil)
    report.bytesWritten = 1000
    report.framesShown = 2
    report.framesSkipped = 1
    report.cellsWritten = 30
    report.encodeTime = 4_000
    times.add(compose: 10_000, report: report)
    times.add(compose: 20_000, report: report)
    #expect(times.takeSummary(at: 5_500_000_000, report: report) == nil)
    var expected = HostEvent.FrameSummary()
    (expected.shown, expected.skipped, expected.bytes, expected.cells) = (2, 1, 1000, 30)
    (expected.compose, expected.encode, expected.write, expected.worst) = (15_000, 4_000, 0, 24_000)
    #expect(times.takeSummary(at: 6_000_000_000, report: report) == expected)
    #expect(times.takeSummary(at: 7_000_000_000, report: report) == nil, "nothing was written since")
  }

  @Test("Toasts disappear when they expire")
  func toasts() {
    var overlay = Overlay()
    overlay.toast("soon gone", .plain, now: 0, seconds: 1)
    overlay.expireToasts(now: 999_999_999)
    #expect(overlay.toasts.count == 1)
    overlay.expireToasts(now: 1_000_000_000)
    #expect(overlay.toasts.isEmpty)
  }

  @Test("Every size is drawn without a trap", arguments: [(1, 1), (3, 2), (10, 4), (79, 24), (300, 90)])
  func sizes(columns: Int, rows: Int) {
    var overlay = Overlay()
    overlay.show(panel)
    overlay.toast("notice", .bad, now: 0)
    overlay.banner = "rolled back"
    overlay.showsHelp = true
    overlay.showsLog = true
    overlay.hud.isPaused = true
    #expect(paint(overlay, columns: columns, rows: rows).count == rows)
  }

  @Test("The log wraps long lines, and shows the newest")
  func log() {
    var overlay = Overlay()
    overlay.showsLog = true
    for number in 0..<20 { overlay.appendLog("12:00:00 line \(number)") }
    overlay.appendLog(
      "12:00:01 Game/Player.swift:12:34: error: cannot find 'speed' in scope; did you mean 'topSpeed'?")
    let lines = paint(overlay, columns: 60)
    #expect(lines[7].contains("12:00:00 line 18"))
    #expect(lines[9].contains("12:00:01 Game/Player.swift:12:34: error:"))
    #expect(lines[10].contains("'topSpeed'?"))
  }

  @Test("The help lists the bindings that hold")
  func help() {
    var overlay = Overlay()
    overlay.showsHelp = true
    let text = paint(overlay, columns: 100, rows: 24).joined(separator: "\n")
    for word in ["F5", "F6", "F7", "rebuild everything", "q, Ctrl-C", "quit"] { #expect(text.contains(word)) }
  }
}
