import ArgumentParser
import Foundation
import HotLoopProduct

/// `hotloop bench start`: the first start in a fresh clone.
struct StartBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "From a fresh clone, or a new game, to the first tick. Floor: the build of HotLoop alone.",
    discussion: """
      Clones the last commit of this clone, builds the program there, and plays one tick of the game in it; then makes a \
      game from each template with that program, and plays one tick. Takes as long as a build of everything.
      """)

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hotloop-start-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let clone = folder.appending(path: "hotloop").path
    _ = try seconds("git", ["clone", "--quiet", Repository.root, clone], in: folder.path)
    note("building hotloop …")
    let build = try seconds("swift", ["build", "-c", "release", "--product", "hotloop"], in: clone)
    let program = clone + "/.build/release/hotloop"
    var report = BenchReport()
    func add(_ name: String, _ figure: String, _ value: Double, floor: Double?) {
      report.figures.append(
        BenchFigure(bench: "start", name: name, figure: figure, value: value, unit: "s", floor: floor))
    }
    note("playing Cinder …")
    let cinder = try seconds(program, Self.oneTick, in: clone)
    add("Cinder", "clone to first tick", build + cinder, floor: build)
    add("Cinder", "of that: the game", cinder, floor: nil)
    for template in ["empty", "snake", "roguelike", "blocks"] {
      note("playing a game from the template \(template) …")
      _ = try seconds(program, ["new", template, "--template", template], in: folder.path)
      let game = folder.appending(path: template).path
      add(template, "new game to first tick", try seconds(program, Self.oneTick, in: game), floor: nil)
    }
    try report.publish(json: json)
  }

  private static let oneTick = ["play", "--headless", "--ticks", "1"]

  private func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

  /// Runs a program to its end.
  private func seconds(_ program: String, _ arguments: [String], in folder: String) throws -> Double {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    let start = ContinuousClock.now
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let words = ([program] + arguments).joined(separator: " ")
      throw ProgramError("`\(words)` failed in \(folder):\n\(String(decoding: text, as: UTF8.self))")
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }
}
