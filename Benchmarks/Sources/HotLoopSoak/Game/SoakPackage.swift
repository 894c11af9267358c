import Foundation
import Glibc
import HotLoopProduct

/// The copy of a game that a soak edits. Its callbacks call `Soak` of Game/Soak.swift, and its world has the soak's fields.
struct SoakPackage {
  /// The callbacks that the game has.
  let callbacks: [SoakCallback]
  /// Path of the header with the world.
  let header: String
  private let copy: PackageCopy
  private let headerText: String
  private let cFile: String
  private let cText: String
  private let asset: String
  private let assetText: String

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
  private static let headerField = "WorldHeader header;"

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

/// Edits of the files. Paths are relative to the package.
extension SoakPackage {
  /// Writes a source, and undoes all other edits.
  func write(_ source: SoakSource) throws {
    for name in ["Game/Soak2.swift", "Game/Latin.swift"] where exists(name) { try remove(name) }
    try save(asset, assetText)
    try save(cFile, cText)
    try saveHeader(source)
    try save("Game/Soak.swift", source.swift)
  }

  func saveHeader(_ source: SoakSource, broken: Bool = false) throws {
    let fields = source.fields.declarations + (broken ? " int32_t" : "")
    let field = Self.headerField
    try save(header, headerText.replacing(field, with: "\(field) \(fields)", maxReplacements: 1))
  }

  func saveConstructor(_ body: String) throws {
    try save(
      cFile, cText + "#include <stdlib.h>\n__attribute__((constructor)) static void soak(void) { \(body) }\n")
  }

  func breakAsset() throws { try save(asset, "!\u{1}soaked\n" + assetText) }

  /// Saves in place, as `cat > file` does, unless the file has this content.
  func save(_ name: String, _ text: String) throws {
    guard !exists(name) || copy.text(name) != text else { return }
    try Data(text.utf8).write(to: root.appendingPathComponent(name))
  }

  /// Saves the same content again, if the file exists.
  func saveAgain(_ name: String) throws {
    if exists(name) { try Data(copy.text(name).utf8).write(to: root.appendingPathComponent(name)) }
  }

  func saveNotUTF8(_ name: String) throws {
    try Data(Array("let stra".utf8) + [0xDF] + Array("e = 1\n".utf8)).write(
      to: root.appendingPathComponent(name))
  }

  /// Truncates the images on disk. They become new files, because the host maps the loaded ones.
  func truncateImages() throws {
    let folder = root.appendingPathComponent(".hotloop/images")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".so") {
      let image = folder.appendingPathComponent(name)
      guard let half = try? Data(contentsOf: image).prefix(100_000) else { continue }
      try Data(half).write(to: image, options: .atomic)
    }
  }

  /// Removes the first of these files that exists.
  func removeFirst(of names: String...) throws {
    if let name = names.first(where: exists) { try remove(name) }
  }

  private func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: root.appendingPathComponent(name))
  }

  func rename(_ name: String, to other: String) throws {
    guard unsafe Glibc.rename(path(name), path(other)) == 0 else {
      throw ProgramError("\(path(name)): \(unsafe String(cString: strerror(errno)))")
    }
  }
}
