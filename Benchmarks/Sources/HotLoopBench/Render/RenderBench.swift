import ArgumentParser
import Engine
import Foundation
import Glibc
import TerminalRenderer

/// `hotloop bench render`: what a picture costs. Floors: programs in C that draw the same pictures.
struct RenderBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw scenes into an invisible terminal. Floors: ncurses and a bare writer in C.",
    discussion: """
      Figures are for one frame: CPU time of the drawing thread (ms), and bytes. The floor is the same figure of the \
      other program in the same run. fps is the rate of frames drawn without a pause; core is the share of one core \
      used by 60 frames a second. key-to-byte is the time from a key press to the first byte of the picture that it \
      changed (p99), and its floor is the length of a tick; tick-to-byte is the part of it after the start of the tick.
      """)

  @Flag(help: "Fewer frames; within 40 seconds.")
  var quick = false

  @Option(help: "Only cases whose name contains this, such as plasma-200x60.")
  var only: String?

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  static let sizes = ["80x24", "120x40", "200x60"].compactMap(CellSize.init(text:))
  static let colors: [TerminalOptions.Color] = [.truecolor, .indexed256, .mono]

  func run() throws {
    unsafe setlocale(LC_CTYPE, "C.UTF-8")
    let races = RenderScene.allCases.flatMap { scene in
      Self.sizes.flatMap { size in
        Self.colors.map { RenderRace(scene: scene, size: size, color: $0) }
      }
    }.filter { only.map($0.name.contains) ?? true }
    var report = BenchReport()
    try DirectColorEntry.installed {
      for race in races {
        add(race.name, try race.run(frames: quick ? 6 : 30, rounds: quick ? 2 : 7), to: &report)
      }
    }
    if only.map("key".contains) ?? true { try addKeyLatency(to: &report) }
    try report.publish(json: json)
  }

  /// The floor of the total is one tick: the next tick sees a press.
  private func addKeyLatency(to report: inout BenchReport) throws {
    var latency = KeyLatency()
    try latency.measure(presses: quick ? 60 : 400)
    let tick = 1000 / Double(KeyLatency.ticksPerSecond)
    let name = "key-\(KeyLatency.ticksPerSecond)-ticks"
    report.figures += [
      BenchFigure(
        bench: "render", name: name, figure: "key-to-byte", value: latency.total.p99, unit: "ms", floor: tick),
      BenchFigure(
        bench: "render", name: name, figure: "key-to-byte-median", value: latency.total.median, unit: "ms",
        floor: nil),
      BenchFigure(
        bench: "render", name: name, figure: "tick-to-byte", value: latency.afterTick.p99, unit: "ms",
        floor: nil),
    ]
  }

  private func add(
    _ name: String, _ results: [RenderRace.Drawer: RenderRace.Result], to report: inout BenchReport
  ) {
    guard let ours = results[.ours] else { return }
    func figure(_ figure: String, _ value: Double, _ unit: String, floor: Double? = nil) {
      report.figures.append(
        BenchFigure(bench: "render", name: name, figure: figure, value: value, unit: unit, floor: floor))
    }
    let floors: [(RenderRace.Drawer, String)] = [
      (.tunedNcurses, "tuned-ncurses"), (.plainNcurses, "plain-ncurses"), (.bareWriter, "bare-writer"),
    ]
    for (drawer, label) in floors {
      figure("cpu-vs-" + label, ours.cpu.median, "ms", floor: results[drawer]?.cpu.median)
    }
    for (drawer, label) in floors {
      figure("bytes-vs-" + label, ours.bytesPerFrame, "B", floor: results[drawer]?.bytesPerFrame)
    }
    figure("fps", 1000 / max(ours.wall.median, 0.000_001), "1/s")
    figure("core", ours.cpu.median * 60 / 10, "%")
  }
}
