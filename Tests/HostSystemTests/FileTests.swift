import Foundation
import HostSystem
import SystemPackage
import Testing

/// A folder that is removed with its owner.
final class TemporaryFolder {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.path + "/hotloop-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct FileTests {
  private let folder = TemporaryFolder()

  @Test("What is written is read back, and no temporary file is left", arguments: [0, 1, 4096, 1_000_000])
  func roundTrip(size: Int) throws {
    let path = folder.path + "/file"
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try DiskFile.write(bytes, to: path)
    #expect(try DiskFile.read(path) == bytes)
    #expect(DiskFile.names(in: folder.path) == ["file"])
    #expect(DiskFile.signature(of: path)?.size == Int64(size))
  }

  @Test("A missing file is an error with its path and errno")
  func missing() {
    let path = folder.path + "/missing"
    let error = #expect(throws: FileError.self) { try DiskFile.read(path) }
    #expect(error?.errno == .noSuchFileOrDirectory)
    #expect(error?.description == "\(path): cannot read (No such file or directory)")
    #expect(DiskFile.signature(of: path) == nil)
    #expect(!DiskFile.exists(path))
    DiskFile.remove(path)
  }

  @Test("Files, folders and links are told apart")
  func kinds() throws {
    let (file, link, deep) = (folder.path + "/file", folder.path + "/link", folder.path + "/a/b/c")
    try DiskFile.write([1], to: file)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path)
    try DiskFile.makeFolder(deep)
    try DiskFile.makeFolder(deep)
    #expect(DiskFile.isFile(file) && !DiskFile.isFolder(file) && !DiskFile.isLink(file))
    #expect(DiskFile.isFolder(deep) && !DiskFile.isFile(deep))
    #expect(DiskFile.isLink(link) && DiskFile.isFolder(link))
    #expect(DiskFile.real(link) == DiskFile.real(folder.path))
    #expect(!DiskFile.isExecutable(file) && DiskFile.isExecutable("/bin/sh"))
  }

  @Test("A replaced file has another signature")
  func signatures() throws {
    let path = folder.path + "/file"
    try DiskFile.write([1], to: path)
    let before = DiskFile.signature(of: path)
    #expect(DiskFile.signature(of: path) == before)
    try DiskFile.write([2], to: path)
    #expect(DiskFile.signature(of: path) != before)
  }

  @Test("A record that is damaged or missing reads as nil")
  func records() throws {
    let record = JSONRecord<[String: Int]>(path: folder.path + "/record.json")
    #expect(record.read() == nil)
    record.write(["a": 1])
    #expect(record.read() == ["a": 1])
    try DiskFile.write(Array("{".utf8), to: record.path)
    #expect(record.read() == nil)
  }

  @Test(
    "Paths are taken apart as text",
    arguments: [
      ("/a/b.swift", "b.swift", "swift", "/a"), ("/a", "a", "", "/"), ("/a/.hidden", ".hidden", "", "/a"),
      ("/a.b/c", "c", "", "/a.b"), ("/a/b.tar.gz", "b.tar.gz", "gz", "/a"),
    ])
  func paths(path: String, name: Substring, suffix: Substring, parent: String) {
    #expect(PathText.name(of: path) == name)
    #expect(PathText.suffix(of: path) == suffix)
    #expect(PathText.folder(of: path) == parent)
  }

  @Test("A path is within a folder only below a slash")
  func within() {
    #expect(PathText.isWithin("/a/b", "/a"))
    #expect(!PathText.isWithin("/ab", "/a"))
    #expect(!PathText.isWithin("/a", "/a"))
    #expect(PathText.relative("/a/b/c", to: "/a") == "b/c")
    #expect(PathText.relative("/x", to: "/a") == "/x")
  }

  @Test("The kernel reports a save as writing, then as complete")
  func inotify() throws {
    var kernel = try INotify()
    #expect(try kernel.watch(folder.path + "/missing") == nil)
    let watch = try #require(try kernel.watch(folder.path))
    #expect(kernel.reports().isEmpty)
    _ = FileManager.default.createFile(atPath: folder.path + "/file", contents: Data([1]))
    kernel.wait(until: .after(.seconds(60)))
    var reports = kernel.reports().filter { $0.name == "file" }
    let deadline = Deadline.after(.seconds(60))
    while !reports.contains(where: \.isComplete), !deadline.hasPassed {
      kernel.wait(until: deadline)
      reports += kernel.reports().filter { $0.name == "file" }
    }
    #expect(reports.allSatisfy { $0.watch == watch && !$0.isAboutFolder })
    #expect(reports.contains { $0.isWriting || $0.isArrival })
    DiskFile.remove(folder.path + "/file")
    kernel.wait(until: .after(.seconds(60)))
    #expect(kernel.reports().contains { $0.isRemoval })
  }

  @Test("A wake-up from another thread ends the wait for reports")
  func wakeUp() throws {
    let kernel = try INotify()
    let wakeUp = kernel.wakeUp
    let thread = try HostThread("hotloop.test") { wakeUp.signal() }
    kernel.wait(until: .never)
    #expect(thread.join(timeout: .seconds(60)))
  }
}
