import Foundation
import HotLoopProduct

/// A package with the fixture Beacon in a temporary folder, which is removed with this object.
final class BeaconCopy {
  let root: URL

  init() throws {
    let files = FileManager.default
    root = files.temporaryDirectory.appendingPathComponent("hotloop-beacon-\(UUID().uuidString)")
    try files.copyItem(atPath: Repository.root + "/Tests/Fixtures/Beacon", toPath: root.path)
    let template = try text("Package.swift.template")
    try files.removeItem(at: root.appendingPathComponent("Package.swift.template"))
    try write(template.replacing("@HOTLOOP@", with: Repository.root), to: "Package.swift")
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func text(_ name: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(name).path)
  }

  func replace(_ old: String, with new: String, in name: String) throws {
    let before = try text(name)
    guard before.contains(old) else { throw ProgramError("\(name) does not contain `\(old)`") }
    try write(before.replacing(old, with: new), to: name)
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: root.appendingPathComponent(name))
  }
}
