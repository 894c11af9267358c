import Foundation
import Testing

@testable import HostSystem

@Suite("Held folders")
struct HeldFolderTests {
  @Test("A folder is found where it was moved, and known to be deleted, replaced or back")
  func places() throws {
    let files = FileManager.default
    let root = try #require(DiskFile.real(NSTemporaryDirectory())) + "/held-\(UUID().uuidString)"
    defer { try? files.removeItem(atPath: root) }
    try DiskFile.makeFolder(root + "/parent/folder")
    let held = try #require(HeldFolder(path: root + "/parent/folder"))
    #expect(held.place == .here)
    try files.moveItem(atPath: root + "/parent", toPath: root + "/other")
    #expect(held.place == .moved(to: root + "/other/folder"))
    // Another folder at its path is not it.
    try DiskFile.makeFolder(root + "/parent/folder")
    #expect(held.place == .moved(to: root + "/other/folder"))
    try files.removeItem(atPath: root + "/parent")
    try files.moveItem(atPath: root + "/other", toPath: root + "/parent")
    #expect(held.place == .here)
    try files.removeItem(atPath: root + "/parent/folder")
    #expect(held.place == .deleted)
    #expect(HeldFolder(path: root + "/parent/folder") == nil)
  }

  @Test("No folder is made outside of a root that is gone")
  func noGhost() throws {
    let root = try #require(DiskFile.real(NSTemporaryDirectory())) + "/held-\(UUID().uuidString)"
    #expect(throws: FileError.self) { try DiskFile.makeFolder(root + "/a/b", in: root) }
    #expect(!DiskFile.exists(root))
    try DiskFile.makeFolder(root)
    defer { try? FileManager.default.removeItem(atPath: root) }
    try DiskFile.makeFolder(root + "/a/b", in: root)
    #expect(DiskFile.isFolder(root + "/a/b"))
  }
}
