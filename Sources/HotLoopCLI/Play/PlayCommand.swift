import ArgumentParser
import Engine
import Foundation
import HostSystem
import HotReload
import TerminalRenderer

/// `hotloop play`, which is what `hotloop` alone does.
struct PlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Build the game of this package and play it; rebuild and swap it in on every save.")

  @Option(name: .customLong("package"), help: "The folder of the package to play, or one below it.")
  var folder = "."

  @Option(help: "Append one JSON object a line to this file for everything that happens.")
  var events: String?

  @Option(help: "Seed of the world's random numbers; chosen by the clock if not given.")
  var seed: UInt64?

  @Option(help: "Begin with the world in this file (see `hotloop ctl snapshot`) in place of a fresh one.")
  var from: String?

  @Option(help: "Ticks a second, whatever the game wants.")
  var rate: Int?

  @Option(help: "Frames a second at most.")
  var fps = 60

  @Option(help: "Colours: auto, truecolor, 256, 16 or mono.")
  var color = "auto"

  @Option(help: "Characters: auto, unicode or ascii.")
  var glyphs = "auto"

  @Option(help: "Who writes to the terminal: auto, own (our encoder) or ncurses.")
  var drawing = "auto"
  @Flag(inversion: .prefixedNo, help: "Build what runs again, optimised, and swap that in unseen.")
  var optimise = true

  @Flag(help: "Do not begin with the last image there is while changed source is built.")
  var waitForBuild = false

  @Option(
    help:
      "Seconds that one call into the game may take before it is ended as if it had crashed; 0 for no limit. There is none while a debugger is attached."
  )
  var callLimit = 2.0

  @Flag(
    inversion: .prefixedNo,
    help:
      "Have each build run a few ticks in a process of its own and a copy of the world before it is swapped in."
  )
  var preflight = true

  @Flag(
    inversion: .prefixedNo,
    help: "Play in a process of its own, and go on in another one should that die. Without, for debuggers.")
  var supervisor = true

  @Flag(help: "Run without a terminal.")
  var headless = false

  @Option(help: "With --headless: end after this many ticks.")
  var ticks: UInt64?

  @Option(help: "With --headless: the size of the screen that is not there, such as 80x24.")
  var size = "80x24"

  @Option(help: "With --headless: a file of input, one `TICK press|release|key|resize WHAT` a line.")
  var input: String?

  @Flag(help: "With --headless: do not wait for the clock; run as many ticks a second as there can be.")
  var fast = false

  @Flag(help: "With --headless: print the last frame as text at the end.")
  var printFrame = false

  @Option(help: "With --headless: write the last frame to this file; \(Screenshot.kinds).")
  var screenshot: String?

  @Option(help: "Record what is shown to this file, for `asciinema play`.")
  var cast: String?

  func validate() throws {
    if let rate, !(1...1000).contains(rate) { throw ValidationError("--rate must be from 1 to 1000") }
    guard (1...1000).contains(fps) else { throw ValidationError("--fps must be from 1 to 1000") }
    guard callLimit == 0 || (0.01...3600).contains(callLimit) else {
      throw ValidationError("--call-limit must be from 0.01 to 3600 seconds, or 0")
    }
    guard CellSize(text: size) != nil else {
      throw ValidationError("--size must be COLUMNSxROWS, such as 80x24")
    }
    _ = try terminalOptions()
    if !headless {
      let given = [
        ("--ticks", ticks != nil), ("--input", input != nil), ("--fast", fast), ("--print-frame", printFrame),
        ("--screenshot", screenshot != nil),
      ]
      if let option = given.first(where: { $0.1 }) { throw ValidationError("\(option.0) needs --headless") }
    }
  }

  /// What the options say of the terminal.
  func terminalOptions() throws -> TerminalOptions {
    TerminalOptions(
      color: try choice("--color", color), glyphs: try choice("--glyphs", glyphs),
      drawing: try choice("--drawing", drawing))
  }

  private func choice<Value: RawRepresentable & CaseIterable>(_ option: String, _ text: String) throws
    -> Value
  where Value.RawValue == String {
    if let value = Value(rawValue: text) { return value }
    let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("\(option) is one of \(known), not '\(text)'")
  }

  func run() throws {
    OpenDescriptors.closeOnExec()
    let inherited = try HostProcess.inheritedMemory()
    if inherited == nil, supervisor {
      if let cast { CastRecorder.discardEarlier(cast) }
      let status = try Supervisor(callLimit: callLimit).run()
      throw ExitCode(status)
    }
    let session = try PlaySession(self, memory: try inherited ?? RunMemory())
    let reason = try session.run()
    if let picture = session.lastPicture {
      if printFrame { print(picture.text, terminator: "") }
      if let screenshot { try Screenshot(picture: picture).write(to: screenshot) }
    }
    if headless { FileHandle.standardError.write(Data("hotloop: ended: \(reason)\n".utf8)) }
    if session.failed { throw ExitCode(1) }
  }
}
