import Foundation
import HostSystem
import Testing

@testable import Engine

@Suite struct AssetFolderTests {
  private let root = FileManager.default.temporaryDirectory.path + "/hotloop-assets-\(UUID().uuidString)"

  private func write(_ name: String, _ text: String) throws {
    try DiskFile.makeFolder((root + "/" + name as NSString).deletingLastPathComponent)
    try DiskFile.write(Array(text.utf8), to: root + "/" + name)
  }

  @Test func `Only files that changed are read again`() throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let folder = AssetFolder(root: root)
    var known: [String: FileSignature] = [:]
    try write("a.txt", "1")
    try write("levels/b.txt", "1")
    try write("levels/c.txt", "1")
    try write(".hidden", "1")
    #expect(
      texts(folder.read(changedSince: &known)) == ["a.txt": "1", "levels/b.txt": "1", "levels/c.txt": "1"])
    #expect(folder.read(changedSince: &known).isEmpty)
    try write("a.txt", "22")
    DiskFile.remove(root + "/levels/b.txt")
    try write("levels/d.txt", "3")
    #expect(
      texts(folder.read(changedSince: &known)) == [
        "a.txt": "22", "levels/b.txt": "gone", "levels/d.txt": "3",
      ])
    #expect(folder.read(changedSince: &known).isEmpty)
    #expect(texts(folder.readAll()) == ["a.txt": "22", "levels/c.txt": "1", "levels/d.txt": "3"])
  }

  private func texts(_ changes: [String: AssetContent?]) -> [String: String] {
    changes.mapValues { $0?.text ?? "gone" }
  }
}
