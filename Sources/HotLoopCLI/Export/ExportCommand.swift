import ArgumentParser
import CommandOptions
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload

/// `hotloop export`: a folder with the game, for machines without Swift.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Make a folder with the finished game, which plays on machines without Swift.",
    discussion: """
      The game is built with optimisation. The folder has a program of the game's name, its libraries, Swift's runtime \
      among them, and its assets; it can be moved anywhere. It plays on Linux with the same kind of processor and a C library \
      that is not older. Keys, saved worlds, scores and the recording of the last run are in the player's data folder.
      """)

  @Option(
    name: [.customShort("o"), .long],
    help: "The folder to make; export/NAME in the package by default. An earlier export there is replaced.")
  var output: String?

  @Flag(help: "Give the player the keys of the author, too: single ticks, rewinding, frame times.")
  var developerKeys = false

  @Flag(help: "Print the result as one line of JSON.")
  var json = false

  @Option(name: .customLong("package"), help: "The folder of the package of the game, or one below it.")
  var folder = "."

  func run() throws {
    InheritedState.failWritesWithoutSignals()
    let (package, compiler) = try GameCompiler.find(URL(fileURLWithPath: folder).standardizedFileURL.path)
    let output = output.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    // Before anybody waits for a build.
    if let output { try BundleWriter(at: output, of: package, compiler.toolchain).checkPlace() }
    notice("building the game with optimisation …")
    let built: BuiltImage
    do {
      built = try blocking { try await compiler.build(BuildRequest(optimised: true)) }
    } catch {
      throw CommandError("the game cannot be built, so nothing was exported: \(error)")
    }
    let player = try PlayerProgram.find { notice($0 + " …") }
    let description = GameBundle.Description(
      name: ProgramName.of(game: try Self.name(of: built)), sourceHash: built.sourceHash,
      revision: (try? blocking { await SourceRevision.describe(package.root, digits: 7) }) ?? "",
      hotloop: HotLoopVersion.text, developerKeys: developerKeys)
    let bundle = BundleWriter(
      at: output ?? "\(package.root)/export/\(description.name)", of: package, compiler.toolchain)
    try bundle.checkPlace()
    notice("copying \(description.name) and what it needs …")
    let report = try bundle.write(image: built.path, player: player, description)
    print(json ? report.json : report.text(from: DiskFile.currentFolder))
  }

  /// The name that the game has for its players.
  private static func name(of built: BuiltImage) throws -> String {
    let services = HostServices(assets: AssetStore()) { _, _ in }
    do {
      return try blocking { try GameImage.load(path: built.path, services: services, for: .description).name }
    } catch {
      throw CommandError("the game cannot be loaded, so nothing was exported: \(error)")
    }
  }
}
