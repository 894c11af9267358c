import Foundation
import Glibc
import HotLoopProduct

/// The copy of a game that a soak edits. Its callbacks call `Soak` of Game/Soak.swift, and its world has the soak's fields.
struct SoakPackage {
  /// The callbacks that the game has.
  let callbacks: [SoakCallback]
  /// Path of the header with the world.
  let header: String
  let copy: PackageCopy
  let headerText: String
  let cFile: String
  let cText: String
  let asset: String
  let assetText: String

  /// - Parameters:
  ///   - package: the folder of the game's package, or of the fixture with its template.
  ///   - repository: the clone of HotLoop that the fixture depends on.
  ///   - folder: where to put the copy. Build products from an earlier soak are kept.
  init(copying package: URL, repository: URL, to folder: URL) throws {
    let copy = try PackageCopy(of: package, repository: repository, in: folder)
    self.copy = copy
    let files = try copy.gameFiles()
    guard let game = files.first(where: { $0.hasSuffix(".swift") && Self.hasCallbacks(copy.text($0)) }) else {
      throw ProgramError(
        "\(package.path): no file in Game/ declares `func step(_ ` and `func draw(_ `; a soak needs both")
    }
    guard
      let header = files.first(where: { $0.hasSuffix(".h") && copy.text($0).contains(Self.headerField) })
    else { throw ProgramError("\(package.path): no header in Game/ has a world (`\(Self.headerField)`)") }
    guard let cFile = files.first(where: { $0.hasSuffix(".c") }) else {
      throw ProgramError("\(package.path): no C file in Game/; a soak needs one for constructors")
    }
    self.header = header
    headerText = copy.text(header)
    self.cFile = cFile
    cText = copy.text(cFile)
    var text = copy.text(game)
    callbacks = SoakCallback.allCases.filter { Self.insertCall(in: $0, into: &text) }
    try Data(text.utf8).write(to: folder.appendingPathComponent(game))
    let assets = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path + "/assets")) ?? []
    asset = "assets/" + (assets.sorted().first { $0.hasSuffix(".txt") } ?? "soak.txt")
    assetText = copy.text(asset)
  }

  /// The first field of a world; the soak's fields follow it.
  static let headerField = "WorldHeader header;"

  private static func hasCallbacks(_ text: String) -> Bool {
    text.contains(SoakCallback.step.signature) && text.contains(SoakCallback.draw.signature)
  }

  /// Inserts a call of `Soak` at the start of a callback.
  /// - Returns: false if the game has no such callback.
  private static func insertCall(in callback: SoakCallback, into text: inout String) -> Bool {
    guard let start = text.range(of: callback.signature),
      let colon = text[start.upperBound...].firstIndex(of: ":"),
      let body = text[colon...].firstIndex(of: "{")
    else { return false }
    let world = text[start.upperBound..<colon].split(separator: " ").last ?? "world"
    let argument = callback == .draw ? String(world) : "&\(world)"
    text.insert(contentsOf: "\n    Soak.\(callback.rawValue)(\(argument))", at: text.index(after: body))
    return true
  }

  var root: URL { copy.root }
  func path(_ name: String) -> String { copy.path(name) }
  func exists(_ name: String) -> Bool { copy.exists(name) }
}
