import ArgumentParser
import CommandOptions
import Foundation
import GameBuilder
import HostSystem

/// `hotloop new NAME`: writes the package of a game.
struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Make the package of a game that builds, plays and passes its tests.",
    discussion: """
      The templates are snake (in real time: apples, walls that you draw, a best score), roguelike (in turns: rooms, \
      monsters, stairs), blocks (with the mouse: shapes that fall) and empty (a dot that moves). Each has tests, a file that it reads, and a README that says what to \
      edit first.
      """)

  @Argument(
    help:
      "The folder to make; its last part is the name of the game: letters, digits, - and _, a letter first.")
  var name: String

  @Option(help: "What to begin with: snake, roguelike, blocks or empty.")
  var template = "snake"

  @Option(
    help: ArgumentHelp(
      "What the package depends on: the folder of a clone of HotLoop, or the URL of one. By default, the clone that this hotloop was built in, or the sources that were installed with it.",
      valueName: "path-or-url"))
  var hotloop: String?

  func run() throws {
    InheritedState.failWritesWithoutSignals()
    if name.isEmpty { throw refusal("the name is empty; give one, such as my-game") }
    let folder = URL(fileURLWithPath: name).standardizedFileURL.path
    let game: GameName
    do { game = try GameName(String(PathText.name(of: folder))) } catch { throw refusal(error.description) }
    let clone = try self.clone()
    let known = GameTemplate.names(in: clone)
    guard known.contains(template) else {
      if known.isEmpty {
        throw CommandError("\(clone)/Templates: no template is there; restore it, or give --hotloop PATH")
      }
      throw refusal(
        "there is no template '\(template)'; the templates are \(known.joined(separator: ", "))",
        usage: HotLoop.usageString(for: Self.self))
    }
    let reference = reference(to: clone, from: folder)
    if reference.identity.lowercased() == game.package.lowercased() {
      throw refusal(
        InvalidGameName(game.package, "SwiftPM would take it for HotLoop, whose package it depends on")
          .description)
    }
    let content = try GameTemplate(template, in: clone)
    if content.uses(game.type) {
      let reason = "its type would be \(game.type), which the template \(template) calls something else"
      throw refusal(InvalidGameName(game.package, reason).description)
    }
    let files = content.files(for: game, reference)
    if Set(files.map { $0.path.lowercased() }).count < files.count {
      let reason = "its file would be \(game.type).swift, which the template \(template) has already"
      throw refusal(InvalidGameName(game.package, reason).description)
    }
    try checkIsFree(folder)
    do { try NewFile.write(files, into: folder) } catch {
      throw CommandError("\(error); nothing was made")
    }
    report(game, files, folder)
  }

  /// Where the templates are.
  private func clone() throws -> String {
    if let hotloop, !HotLoopReference.isURL(hotloop) {
      guard let path = DiskFile.real(hotloop), HotLoopClone.isClone(path) else {
        throw CommandError(
          "\(hotloop) is not a clone of HotLoop; give the folder with its Package.swift, or a URL, to --hotloop"
        )
      }
      return path
    }
    if let found = HotLoopClone.sources(), let path = DiskFile.real(found) { return path }
    throw CommandError(
      "this hotloop is not in a clone of HotLoop, where the templates are; give the folder of one: "
        + "hotloop new \(ShellWords.quoted(name)) --hotloop PATH")
  }

  private func reference(to clone: String, from folder: String) -> HotLoopReference {
    if let hotloop, HotLoopReference.isURL(hotloop) { return .url(hotloop) }
    return HotLoopReference(clone: clone, from: folder)
  }

  private func checkIsFree(_ folder: String) throws {
    if DiskFile.isFolder(folder) {
      guard let names = DiskFile.names(in: folder) else {
        throw CommandError("\(folder): cannot be read; give another folder")
      }
      if names.isEmpty { return }
      throw CommandError(
        "\(folder) exists and is not empty; nothing was made. Give another name, or move it away")
    }
    if DiskFile.exists(folder) || DiskFile.isLink(folder) {
      throw CommandError(
        "\(folder) exists and is not a folder; nothing was made. Give another name, or move it away")
    }
  }

  private func report(_ game: GameName, _ files: [NewFile], _ folder: String) {
    let program = ProgramSearch().find("hotloop") == nil ? ShellWords.quoted(Self.program) : "hotloop"
    let enter = folder == DiskFile.currentFolder ? "" : "cd \(ShellWords.quoted(name)) && "
    print(
      """
      Made \(game.package) from the template \(template), \(files.count) files in \(folder):
      \(files.map { "  " + $0.path }.joined(separator: "\n"))

      Play it, and change \(firstFile(of: files, game)) meanwhile:
        \(enter)\(program)
      Run its tests:
        swift test
      """)
  }

  private func firstFile(of files: [NewFile], _ game: GameName) -> String {
    files.map(\.path).first { $0 == "Game/Rules.swift" } ?? "Game/\(game.type).swift"
  }

  /// The path of this program.
  private static var program: String { DiskFile.link("/proc/self/exe") ?? CommandLine.arguments[0] }
}
