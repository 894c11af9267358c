import CommandOptions
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload

/// Makes the folder of an exported game: first beside its place, which is changed only when the game in it has run.
struct BundleWriter {
  private let place: String
  private let package: GamePackage
  private let toolchain: Toolchain

  /// - Parameter place: absolute.
  init(at place: String, of package: GamePackage, _ toolchain: Toolchain) {
    self.place = place
    self.package = package
    self.toolchain = toolchain
  }

  /// Throws if something is there that is not an earlier export.
  func checkPlace() throws {
    if GameBundle(root: place).exists { return }
    let isEmptyFolder = DiskFile.isFolder(place) && DiskFile.names(in: place)?.isEmpty == true
    if DiskFile.exists(place) || DiskFile.isLink(place), !isEmptyFolder {
      throw CommandError("\(place) is there already and is no export of a game; give another --output")
    }
    let inside = [package.game.folder, package.assets, package.state].first { PathText.isWithin(place, $0) }
    if let inside {
      throw CommandError("--output: \(place) is in \(inside), a folder of the game; give another one")
    }
  }

  func write(image: String, player: String, _ description: GameBundle.Description) throws -> ExportReport {
    let temporary = GameBundle(root: place + ".\(getpid()).tmp")
    defer { try? FileManager.default.removeItem(atPath: temporary.root) }
    do {
      return try write(image: image, player: player, description, to: temporary)
    } catch let error as FileError {
      throw CommandError("\(error); nothing was exported")
    }
  }

  private func write(
    image: String, player: String, _ description: GameBundle.Description, to bundle: GameBundle
  ) throws -> ExportReport {
    try FileManager.default.createDirectory(atPath: bundle.libraries, withIntermediateDirectories: true)
    var report = ExportReport(
      name: description.name, folder: place, processor: String(toolchain.triple.prefix { $0 != "-" }))
    let program = bundle.root + "/" + description.name
    try copyProgram(player, to: program, libraries: "$ORIGIN/lib")
    try copyProgram(image, to: bundle.image, libraries: "$ORIGIN")
    report.gameBytes = size(bundle.image)
    report.programBytes = size(program)
    for (name, path) in try SharedLibraries.needed(by: [player, image]) {
      let copy = bundle.libraries + "/" + name
      try DiskFile.write(try DiskFile.read(path), to: copy)
      report.libraryBytes += size(copy)
    }
    for (path, content) in AssetFolder(root: package.assets).readAll() {
      guard let content else { continue }
      let copy = bundle.assets + "/" + path
      try FileManager.default.createDirectory(
        atPath: PathText.folder(of: copy), withIntermediateDirectories: true)
      try DiskFile.write(content.bytes, to: copy)
      report.assetBytes += size(copy)
    }
    try bundle.write(description)
    report.startMilliseconds = try start(program)
    try put(bundle.root)
    return report
  }

  /// Without symbols, which only the author's machine can use, and with other folders for libraries.
  private func copyProgram(_ path: String, to copy: String, libraries: String) throws {
    try DiskFile.write(try DiskFile.read(path), to: copy)
    if let strip = ProgramSearch().find("strip") {
      _ = try blocking { try await ToolRun.run(strip, ["--strip-unneeded", copy], in: "/") }
    }
    var image = ELFImage(bytes: try DiskFile.read(copy))
    do throws(ELFImage.LibraryPathError) { try image.setLibraryPath(libraries) } catch {
      throw CommandError("\(path) cannot be exported: \(error)")
    }
    try DiskFile.write(image.bytes, to: copy)
    try DiskFile.makeExecutable(copy, forAll: true)
  }

  /// Runs one tick of the game.
  /// - Returns: the milliseconds that takes, from start to end.
  private func start(_ program: String) throws -> Double {
    let start = monotonicNow
    let result = try blocking {
      try await ToolRun.run(program, ["--headless", "--ticks", "1"], in: "/")
    }
    guard result.succeeded else {
      throw CommandError("the exported game does not run, so nothing was exported: \(result.text)")
    }
    return Double(monotonicNow - start) / 1_000_000
  }

  /// Puts the finished folder in its place.
  private func put(_ folder: String) throws {
    let earlier = "\(place).\(getpid()).old"
    if DiskFile.exists(place) { try DiskFile.rename(place, to: earlier) }
    do throws(FileError) { try DiskFile.rename(folder, to: place) } catch {
      try? DiskFile.rename(earlier, to: place)
      throw error
    }
    try? FileManager.default.removeItem(atPath: earlier)
  }

  private func size(_ path: String) -> Int64 { DiskFile.signature(of: path)?.size ?? 0 }
}
