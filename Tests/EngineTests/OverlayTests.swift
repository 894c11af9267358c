import Engine
import Testing

@Suite("Overlay")
struct OverlayTests {
  private func paint(_ overlay: Overlay, help: [HelpLine] = [], columns: Int = 60, rows: Int = 12) -> [String]
  {
    var picture = CellBuffer(size: CellSize(columns: columns, rows: rows))
    OverlayPainter().paint(overlay, help: help, on: &picture)
    return picture.text.split(separator: "\n").map { String($0) }
  }

  private var problem: Overlay.Problem {
    .init(
      source: "build", title: "does not build",
      lines: [
        .init("Game/A.swift:1:2", .location),
        .init("a message that is longer than the panel is wide, so it goes on in the next line"),
        .init("  let x = y", .code), .init("          ^", .marker),
      ])
  }

  @Test("nothing to show leaves the picture alone")
  func nothing() {
    var overlay = Overlay()
    overlay.showsHUD = false
    #expect(paint(overlay).allSatisfy { $0.allSatisfy { $0 == " " } })
  }

  @Test("a panel stands at the bottom, wraps its prose, and notices stand above it")
  func panel() {
    var overlay = Overlay()
    overlay.raise(problem)
    overlay.post("a notice", .good, now: 0)
    let lines = paint(overlay)
    #expect(lines[5].hasPrefix(" a notice"))
    #expect(lines[6].hasPrefix(" does not build"))
    #expect(lines[7].hasPrefix(" Game/A.swift:1:2"))
    #expect(lines[8].hasPrefix(" a message that is longer"))
    #expect(lines[9].contains("next line"))
    #expect(lines[10].hasPrefix("   let x = y"))
    #expect(lines[11].hasPrefix("           ^"))
  }

  @Test("one panel a source, the newest shown, the others counted; mending one takes it away")
  func problems() {
    var overlay = Overlay()
    overlay.raise(problem)
    overlay.raise(.init(source: "keys", title: "key bindings", lines: []))
    #expect(paint(overlay).last?.contains("key bindings   (and 1 more)") == true)
    overlay.clearProblem(source: "keys")
    #expect(paint(overlay)[6].contains("does not build"))
    overlay.clearProblem(source: "build")
    #expect(overlay.problems.isEmpty)
  }

  @Test("the graph has a bar for each frame, as high as the part of the frame's time that it took")
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
    let lines = paint(overlay, columns: 60)
    #expect(lines[7].contains("0.0 of 16.0 ms, worst 40.0: draw 0.0 encode 0.0 write 0.0"))
    let bars = (8...11).map { String(lines[$0].suffix(6).dropLast()) }
    #expect(bars == ["  ███", "  ███", " ████", "▂████"])
  }

  @Test("the status line tells of skipped frames, and of the terminal's bytes where there is room")
  func terminalStatistics() {
    var overlay = Overlay()
    var report = TerminalReport()
    report.framesSkipped = 7
    report.frameBytes = 4321
    report.bytesWritten = 9999
    report.cellsChanged = 99
    overlay.frames.add(compose: 0, report: report)
    #expect(paint(overlay, columns: 80)[0].contains("7 skipped"))
    #expect(paint(overlay, columns: 140)[0].contains("99 cells  4321 B"))
  }

  @Test("once a second the frames of that second are summed up, while the terminal is written to")
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
    #expect(
      times.takeSummary(at: 6_000_000_000, report: report) == [
        "shown": .unsigned(2), "skipped": .unsigned(1), "bytes": .unsigned(1000), "cells": .unsigned(30),
        "compose_us": .unsigned(15), "encode_us": .unsigned(4), "write_us": .unsigned(0),
        "worst_us": .unsigned(24),
      ])
    #expect(times.takeSummary(at: 7_000_000_000, report: report) == nil, "nothing was written since")
  }

  @Test("notices go when their time has come")
  func notices() {
    var overlay = Overlay()
    overlay.post("soon gone", .plain, now: 0, seconds: 1)
    overlay.expireNotices(now: 999_999_999)
    #expect(overlay.notices.count == 1)
    overlay.expireNotices(now: 1_000_000_000)
    #expect(overlay.notices.isEmpty)
  }

  @Test("every size is drawn without a trap", arguments: [(1, 1), (3, 2), (10, 4), (79, 24), (300, 90)])
  func sizes(columns: Int, rows: Int) {
    var overlay = Overlay()
    overlay.raise(problem)
    overlay.post("notice", .bad, now: 0)
    overlay.banner = "rolled back"
    overlay.showsHelp = true
    overlay.showsLog = true
    overlay.hud.isPaused = true
    #expect(paint(overlay, help: KeyBindings.builtIn.help, columns: columns, rows: rows).count == rows)
  }

  @Test("the help lists the bindings that hold")
  func help() {
    var overlay = Overlay()
    overlay.showsHelp = true
    let text = paint(overlay, help: KeyBindings.builtIn.help, columns: 100, rows: 24).joined(separator: "\n")
    for word in ["f5", "f6", "f7", "rebuild everything", "ctrl-c", "quit"] { #expect(text.contains(word)) }
  }
}
