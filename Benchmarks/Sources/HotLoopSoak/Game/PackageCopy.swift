import Foundation
import HotLoopProduct

/// A copy of a game's package in a folder of its own.
struct PackageCopy {
  /// Marks a folder whose content a soak may overwrite.
  static let marker = ".hotloop-soak"

  let root: URL

  /// Replaces the content of `folder`, except what was built there.
  ///
  /// - Parameters:
  ///   - package: the folder of a package, or of a fixture with a template of Package.swift.
  ///   - repository: the clone of HotLoop that the fixture depends on.
  init(of package: URL, repository: URL, in folder: URL) throws {
    root = folder
    try copyFiles(of: package)
    try writeManifest(of: package, repository: repository)
  }

  private func copyFiles(of package: URL) throws {
    let files = FileManager.default
    try files.createDirectory(at: root, withIntermediateDirectories: true)
    let kept: Set = [".build", ".hotloop", Self.marker]
    let old = try files.contentsOfDirectory(atPath: root.path)
    guard old.isEmpty || old.contains(Self.marker) else {
      throw ProgramError(
        "\(root.path) is not empty and not from an earlier soak; give --folder an empty or new folder")
    }
    for name in old where !kept.contains(name) {
      try files.removeItem(at: root.appendingPathComponent(name))
    }
    for name in try files.contentsOfDirectory(atPath: package.path)
    where !kept.contains(name) && name != ".git" {
      try files.copyItem(at: package.appendingPathComponent(name), to: root.appendingPathComponent(name))
    }
    try Data().write(to: root.appendingPathComponent(Self.marker))
  }

  /// Relative paths in the manifest are made absolute.
  private func writeManifest(of package: URL, repository: URL) throws {
    let template = root.appendingPathComponent("Package.swift.template")
    let manifest = root.appendingPathComponent("Package.swift")
    if let text = try? String(contentsOf: template, encoding: .utf8) {
      try FileManager.default.removeItem(at: template)
      try Data(text.replacing("@HOTLOOP@", with: repository.path).utf8).write(to: manifest)
    } else {
      let text = try String(contentsOf: manifest, encoding: .utf8)
      try Data(text.replacing("path: \"..", with: "path: \"\(package.path)/..").utf8).write(to: manifest)
    }
  }

  /// Sorted paths of the files in Game/, relative to the package.
  func gameFiles() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path("Game")).sorted().map { "Game/" + $0 }
  }

  func path(_ name: String) -> String { root.appendingPathComponent(name).path }
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// The content of a file; empty if it cannot be read.
  func text(_ name: String) -> String {
    (try? String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)) ?? ""
  }
}
