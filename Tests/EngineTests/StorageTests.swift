import Foundation
import HostSystem
import Testing

@testable import Engine

/// Stored files on a real disk.
@Suite("Stored files")
final class StorageTests {
  private let root = NSTemporaryDirectory() + "hotloop-storage-\(UUID().uuidString)"
  private let events = EventBus()
  /// The texts of what was reported, in order.
  private let reports = Recorded<[String]>([])

  init() {
    events.listen { [reports] stamped in
      let text: String? =
        switch stamped.event {
        case .storeFailed(let path, _): "failed \(PathText.name(of: path))"
        case .storedRejected(let problem, let file):
          "\(PathText.name(of: "\(problem)")) -> \(file.copy.map { String(PathText.name(of: $0)) } ?? file.obstacle ?? "nothing")"
        default: nil
        }
      if let text { reports.append(text) }
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  private var folder: String { root + "/game" }

  /// A host of its own.
  private func host(root: String? = nil) -> StoredFiles {
    let files = StoredFiles(root: root ?? self.root)
    files.open(for: "Game", events: events)
    return files
  }

  private func text(_ name: String, in files: StoredFiles) throws -> String? {
    try files.read(name)?.content.text
  }

  private func onDisk(_ name: String) -> String? { try? DiskFile.readText(folder + "/" + name) }

  private func place(_ name: String, _ text: String) throws {
    try DiskFile.makeFolder(folder)
    try DiskFile.write(Array(text.utf8), to: folder + "/" + name)
  }

  @Test("What is stored counts at once, is on disk after a flush, and is read by the next host")
  func roundTrip() throws {
    let files = host()
    #expect(try text("a.txt", in: files) == nil)
    try files.store("a.txt", Array("1".utf8))
    let first = try #require(try files.read("a.txt"))
    #expect(first.content.text == "1")
    try files.store("a.txt", Array("2".utf8))
    try files.store("b.txt", [])
    #expect(try #require(try files.read("a.txt")).revision != first.revision)
    files.flush()
    #expect(onDisk("a.txt") == "2" && onDisk("b.txt") == "")
    #expect(Set(DiskFile.names(in: folder) ?? []) == ["a.txt", "b.txt"], "no temporary file is left")
    #expect(try text("a.txt", in: host()) == "2")
    #expect(try text("b.txt", in: host()) == "")
    let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
    #expect(mode == 0o700)
    #expect(reports.value == [])
  }

  @Test("Nothing is made on disk by reading, and nothing at all without a folder")
  func memoryOnly() throws {
    #expect(try text("a.txt", in: host()) == nil)
    let files = StoredFiles()
    files.open(for: "Game", events: events)
    try files.store("a.txt", [1])
    files.flush()
    #expect(try files.read("a.txt")?.content.count == 1)
    try files.reject("a.txt", line: 2, message: "bad")
    #expect(try files.read("a.txt") == nil)
    #expect(!DiskFile.exists(root))
    #expect(reports.value == ["a.txt:2: bad -> nothing"])
  }

  @Test("A rejected file is renamed to a free name, and the next store makes a new one")
  func rejection() throws {
    try place("a.txt", "many")
    try place("a.txt.corrupt-1", "older")
    let files = host()
    #expect(try text("a.txt", in: files) == "many")
    try files.reject("a.txt", line: 3, message: "no number")
    #expect(try files.read("a.txt") == nil)
    try files.store("a.txt", Array("1".utf8))
    files.flush()
    #expect(onDisk("a.txt") == "1")
    #expect(onDisk("a.txt.corrupt-1") == "older" && onDisk("a.txt.corrupt-2") == "many")
    #expect(reports.value == ["a.txt:3: no number -> a.txt.corrupt-2"])
  }

  @Test("What cannot be a stored file is set aside by the host", arguments: ["folder", "large"])
  func unreadable(kind: String) throws {
    if kind == "folder" {
      try DiskFile.makeFolder(folder + "/a.txt/inner")
    } else {
      try place("a.txt", String(repeating: "x", count: StoredFiles.maxBytes + 1))
    }
    let files = host()
    #expect(try files.read("a.txt") == nil)
    try files.store("a.txt", Array("1".utf8))
    files.flush()
    #expect(onDisk("a.txt") == "1")
    #expect(DiskFile.exists(folder + "/a.txt.corrupt-1"))
    #expect(reports.value.count == 1)
  }

  @Test("A folder that cannot be written is reported once, and the flush tries again")
  func unwritable() throws {
    // A file in the place of the folder: root may write to a read-only folder, but not into a file.
    try DiskFile.makeFolder(root)
    try DiskFile.write([], to: folder)
    let files = host()
    for value in 1...3 {
      try files.store("a.txt", Array("\(value)".utf8))
      files.flush()
    }
    try files.store("b.txt", Array("4".utf8))
    files.flush()
    #expect(try text("a.txt", in: files) == "3" && text("b.txt", in: files) == "4")
    #expect(reports.value == ["failed a.txt"])
    DiskFile.remove(folder)
    files.flush()
    #expect(onDisk("a.txt") == "3" && onDisk("b.txt") == "4")
  }

  @Test("Names that leave the folder or are not portable, and contents that are too large, are refused")
  func limits() throws {
    let files = host()
    let bad = [
      "", ".", "..", ".hidden", "a/b", "../a", "/etc/passwd", "a b", "é", "a\n",
      String(repeating: "a", count: 65),
    ]
    for name in bad {
      #expect(throws: StorageError.badName(name)) { try files.read(name) }
      #expect(throws: StorageError.badName(name)) { try files.store(name, [1]) }
      #expect(throws: StorageError.badName(name)) { try files.reject(name, line: 0, message: "m") }
    }
    #expect(throws: StorageError.tooLarge(name: "a", bytes: StoredFiles.maxBytes + 1)) {
      try files.store("a", [UInt8](repeating: 0, count: StoredFiles.maxBytes + 1))
    }
    let longest = String(repeating: "Z", count: 64)
    try files.store(longest, [UInt8](repeating: 0, count: StoredFiles.maxBytes))
    try files.store("a-b_c.9", [1])
    files.flush()
    #expect(Set(DiskFile.names(in: folder) ?? []) == [longest, "a-b_c.9"])
  }

  @Test("Two hosts that write the same file at the same time never tear it")
  func twoHosts() throws {
    let contents = ["a", "b"].map { Array(String(repeating: $0, count: 100_000).utf8) }
    let hosts = contents.map { _ in host() }
    for _ in 1...20 {
      for (files, content) in zip(hosts, contents) { try files.store("a.txt", content) }
      // What is on disk while both write.
      if let found = try? DiskFile.read(folder + "/a.txt") { #expect(contents.contains(found)) }
    }
    for files in hosts { files.flush() }
    #expect(contents.contains(try DiskFile.read(folder + "/a.txt")))
    #expect(DiskFile.names(in: folder) == ["a.txt"])
    #expect(reports.value == [])
  }

  @Test(
    "The folder has the name of the game in lower case, and stays inside the user's data",
    arguments: [("Cinder", "cinder"), ("a/B", "a-b"), ("..", "-."), ("", "game"), ("My Game", "my game")])
  func names(game: String, folder: String) {
    #expect(StorageFolder.name(for: game) == folder)
  }
}
