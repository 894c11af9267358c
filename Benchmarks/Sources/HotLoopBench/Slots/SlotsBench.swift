import ArgumentParser
import Foundation
import HostSystem
import HotLoopProduct

/// `hotloop bench slots`: what it costs a game that the values of its literals can change.
struct SlotsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slots",
    abstract: "A tick of Cinder with literals that can change. Floor: the same without.",
    discussion: """
      Hosts in processes of their own play the demo of the game as fast as they can, from the same start: in turn with \
      an image whose literals are read from a table, as after a save that changed only literals, and with an ordinary \
      one. Neither is optimised; optimised images have no such table.
      """)

  @Flag(help: "Only one round of a few seconds.")
  var quick = false

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  @Option(help: "The hotloop to measure; the release build of this clone, brought up to date, if not given.")
  var hotloop: String?

  /// A literal, and the same value in another style.
  private static let literal = (
    file: "Game/Creatures/Creatures.swift", old: "flashTime: Float = 0.12", new: "flashTime: Float = 0.120"
  )

  func run() throws {
    let program = try HotLoopProgram.path(hotloop)
    let shipped = try ReloadPackage.shippedFiles()
    let package = try ReloadPackage()
    try package.install(.shipped(shipped, rounds: 0))
    var plain = Samples()
    var slotted = Samples()
    for _ in 1...(quick ? 1 : 5) {
      plain.add(nanoseconds: try tick(in: package, with: program))
      let text = shipped[Self.literal.file] ?? ""
      let edited = text.replacing(Self.literal.old, with: Self.literal.new)
      guard edited != text else { throw ProgramError("Cinder has no \(Self.literal.old) any more") }
      slotted.add(nanoseconds: try tick(in: package, with: program, afterSaving: edited))
      try package.write(text, to: Self.literal.file)
    }
    var report = BenchReport()
    report.figures.append(
      BenchFigure(
        bench: "slots", name: "shipped", figure: "tick", value: slotted.median, unit: "ms",
        floor: plain.median))
    try report.publish(json: json)
  }

  /// Nanoseconds of a tick with its frame.
  /// - Parameter edited: what to save first, if the literals are to be read from a table.
  private func tick(
    in package: ReloadPackage, with program: String, afterSaving edited: String? = nil
  ) throws -> UInt64 {
    let host = try ChildHost(
      program: program, package: package.root, appliesLive: edited != nil, options: ["--fast"])
    defer { host.end() }
    try host.wait(for: edited == nil ? "first-frame" : "live-literals")
    if let edited {
      try package.write(edited, to: Self.literal.file)
      while true {
        let event = try host.next()
        if event.name == "swapped", event.isLive { break }
      }
      // All builds behind the save have ended.
      try host.wait(for: "live-literals")
    }
    // What waits for the next save is starting.
    sleep(2)
    _ = try control("restart", package, program)
    let start = (time: MonotonicClock.now(), tick: try presentTick(package, program))
    sleep(quick ? 2 : 8)
    let end = (time: MonotonicClock.now(), tick: try presentTick(package, program))
    guard end.tick > start.tick else { throw ProgramError("the measured game does not run") }
    return (end.time - start.time) / UInt64(end.tick - start.tick)
  }

  private func presentTick(_ package: ReloadPackage, _ program: String) throws -> Int {
    guard let tick = try control("status", package, program)["tick"] as? Int else {
      throw ProgramError("the status of the measured game has no tick")
    }
    return tick
  }

  private func control(
    _ command: String, _ package: ReloadPackage, _ program: String
  ) throws -> [String: Any] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["ctl", command, "--package", package.root]
    process.standardOutput = output
    try process.run()
    let reply = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONSerialization.jsonObject(with: reply) as? [String: Any] ?? [:]
  }
}
