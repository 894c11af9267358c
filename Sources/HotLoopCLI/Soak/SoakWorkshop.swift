import Foundation
import Glibc

/// The copy of a game that a soak edits. It calls `Soak` from its callbacks, and its world has the soak's fields.
struct SoakWorkshop {
  static let marker = ".hotloop-soak"

  let root: URL
  /// The callbacks that the game has.
  let callbacks: [SoakCallback]
  private let header: String
  private let headerText: String
  private let cFile: String
  private let cText: String
  let asset: String
  private let assetText: String

  /// - Parameters:
  ///   - package: the folder of the game's package, or of the fixture with its template.
  ///   - hotloop: where the fixture finds HotLoop.
  ///   - folder: where the copy goes. What was built there before stays.
  init(copying package: URL, hotloop: URL, to folder: URL) throws {
    root = folder
    try Self.copy(package, to: folder)
    try Self.point(folder, from: package, to: hotloop)
    let files = try Self.files(of: folder)
    guard let game = files.first(where: { $0.hasSuffix(".swift") && Self.isGame(folder, $0) }) else {
      throw CommandError(
        "\(package.path): no file under Game/ declares both `func step(_ ` and `func draw(_ `; a soak needs one to call from"
      )
    }
    guard
      let header = files.first(where: { $0.hasSuffix(".h") && Self.text(folder, $0).contains(Self.anchor) })
    else { throw CommandError("\(package.path): no header under Game/ has a world (`\(Self.anchor)`)") }
    guard let cFile = files.first(where: { $0.hasSuffix(".c") }) else {
      throw CommandError("\(package.path): no C file under Game/; a soak needs one for constructors")
    }
    self.header = header
    headerText = Self.text(folder, header)
    self.cFile = cFile
    cText = Self.text(folder, cFile)
    var text = Self.text(folder, game)
    callbacks = SoakCallback.allCases.filter { Self.hook($0, into: &text) }
    try Data(text.utf8).write(to: folder.appendingPathComponent(game))
    let assets = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path + "/assets")) ?? []
    asset = "assets/" + (assets.sorted().first { $0.hasSuffix(".txt") } ?? "soak.txt")
    assetText = Self.text(folder, asset)
  }

  private static let anchor = "WorldHeader header;"

  private static func isGame(_ root: URL, _ path: String) -> Bool {
    let text = text(root, path)
    return text.contains(SoakCallback.step.signature) && text.contains(SoakCallback.draw.signature)
  }

  /// Has a callback of the game call the soak's; false where the game has none.
  private static func hook(_ callback: SoakCallback, into text: inout String) -> Bool {
    guard let start = text.range(of: callback.signature),
      let colon = text[start.upperBound...].firstIndex(of: ":"),
      let body = text[colon...].firstIndex(of: "{")
    else { return false }
    let world = text[start.upperBound..<colon].split(separator: " ").last ?? "world"
    let argument = callback == .draw ? String(world) : "&\(world)"
    text.insert(contentsOf: "\n    Soak.\(callback.rawValue)(\(argument))", at: text.index(after: body))
    return true
  }

  // MARK: Writing

  /// Everything as this source has it, whatever was done to the files before.
  func write(_ source: SoakSource) throws {
    for name in ["Game/Soak2.swift", "Game/Latin.swift"] where exists(name) { try remove(name) }
    try save(asset, assetText)
    try save(cFile, cText)
    try saveHeader(source)
    try save("Game/Soak.swift", source.swift)
  }

  func saveHeader(_ source: SoakSource, broken: Bool = false) throws {
    let fields = source.fields.declarations + (broken ? " int32_t" : "")
    try save(header, headerText.replacing(Self.anchor, with: "\(Self.anchor) \(fields)", maxReplacements: 1))
  }

  func saveConstructor(_ body: String) throws {
    try save(
      cFile, cText + "#include <stdlib.h>\n__attribute__((constructor)) static void soak(void) { \(body) }\n")
  }

  func breakAsset() throws { try save(asset, "!\u{1}soaked\n" + assetText) }

  /// In place, as `cat > file` does; not at all where it holds that already.
  func save(_ name: String, _ text: String) throws {
    guard !exists(name) || Self.text(root, name) != text else { return }
    try Data(text.utf8).write(to: root.appendingPathComponent(name))
  }

  /// The same once more, if it is there.
  func saveAgain(_ name: String) throws {
    if exists(name) { try Data(Self.text(root, name).utf8).write(to: root.appendingPathComponent(name)) }
  }

  func saveNotUTF8(_ name: String) throws {
    try Data(Array("let stra".utf8) + [0xDF] + Array("e = 1\n".utf8)).write(
      to: root.appendingPathComponent(name))
  }

  /// Cuts short what was built, under other inodes: those that are loaded are mapped by the host.
  func damageImages() throws {
    let folder = root.appendingPathComponent(".hotloop/images")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".so") {
      let image = folder.appendingPathComponent(name)
      guard let half = try? Data(contentsOf: image).prefix(100_000) else { continue }
      try Data(half).write(to: image, options: .atomic)
    }
  }

  /// The first of these that is there.
  func removeAny(_ names: String...) throws {
    if let name = names.first(where: exists) { try remove(name) }
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: root.appendingPathComponent(name))
  }

  func rename(_ name: String, to other: String) throws {
    guard unsafe Glibc.rename(path(name), path(other)) == 0 else {
      throw CommandError("\(path(name)): \(errno)")
    }
  }

  var headerName: String { header }
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
  func path(_ name: String) -> String { root.appendingPathComponent(name).path }

  // MARK: The copy

  private static func copy(_ package: URL, to folder: URL) throws {
    let files = FileManager.default
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    let kept: Set = [".build", ".hotloop", marker]
    let old = try files.contentsOfDirectory(atPath: folder.path)
    guard old.isEmpty || old.contains(marker) else {
      throw CommandError(
        "\(folder.path) is not empty, and not from an earlier soak; give --folder another one")
    }
    for name in old where !kept.contains(name) {
      try files.removeItem(at: folder.appendingPathComponent(name))
    }
    for name in try files.contentsOfDirectory(atPath: package.path)
    where !kept.contains(name) && name != ".git" {
      try files.copyItem(at: package.appendingPathComponent(name), to: folder.appendingPathComponent(name))
    }
    try Data().write(to: folder.appendingPathComponent(marker))
  }

  /// Relative paths of Package.swift would lead elsewhere from here.
  private static func point(_ folder: URL, from package: URL, to hotloop: URL) throws {
    let template = folder.appendingPathComponent("Package.swift.template")
    let manifest = folder.appendingPathComponent("Package.swift")
    if let text = try? String(contentsOf: template, encoding: .utf8) {
      try FileManager.default.removeItem(at: template)
      try Data(text.replacing("@HOTLOOP@", with: hotloop.path).utf8).write(to: manifest)
    } else {
      let text = try String(contentsOf: manifest, encoding: .utf8)
      try Data(text.replacing("path: \"..", with: "path: \"\(package.path)/..").utf8).write(to: manifest)
    }
  }

  /// Paths of files under Game/, sorted.
  private static func files(of folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/Game").sorted().map { "Game/" + $0 }
  }

  private static func text(_ root: URL, _ name: String) -> String {
    (try? String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)) ?? ""
  }
}
