import Foundation
import HostSystem
import Testing

@testable import GameBuilder

@Suite struct LibraryPathTests {
  private static let folders = "/opt/some/long/folder/of/a/toolchain:$ORIGIN"

  private func library() async throws -> [UInt8] {
    try await ImageFileTests.library(
      "int hotloop_game(void) { return 1; }", ["-shared", "-Wl,-rpath,\(Self.folders)"])
  }

  /// What readelf says about the dynamic section.
  private func dynamicSection(_ bytes: [UInt8]) async throws -> String {
    let folder = try GameFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try DiskFile.write(bytes, to: folder + "/a.so")
    return try await ToolRun.run("/usr/bin/env", ["readelf", "-d", folder + "/a.so"], in: folder).text
  }

  @Test func `The folders are replaced, and count for the libraries of libraries`() async throws {
    var image = ELFImage(bytes: try await library())
    #expect(try await dynamicSection(image.bytes).contains("[\(Self.folders)]"))
    try image.setLibraryPath("$ORIGIN/lib")
    let section = try await dynamicSection(image.bytes)
    #expect(section.contains("(RPATH)") && section.contains("[$ORIGIN/lib]"), "\(section)")
    #expect(!section.contains("(RUNPATH)") && !section.contains("/opt/some"), "\(section)")
    try ImageFile.check(bytes: image.bytes, path: "/x.so")
  }

  @Test func `A longer list, and a library without one, are refused`() async throws {
    var image = ELFImage(bytes: try await library())
    let longer = Self.folders + ":/more"
    #expect {
      try image.setLibraryPath(longer)
    } throws: {
      "\($0)".contains("room for \(Self.folders.utf8.count) bytes")
    }
    #expect(try await dynamicSection(image.bytes).contains("[\(Self.folders)]"))
    var bare = ELFImage(bytes: try await ImageFileTests.image.value)
    #expect { try bare.setLibraryPath("/a") } throws: { "\($0)".contains("no list of folders") }
  }

  @Test func `A damaged file is refused, or changed within its bounds`() async throws {
    let bytes = try await library()
    for count in stride(from: 0, to: bytes.count, by: 97) {
      var image = ELFImage(bytes: Array(bytes[..<count]))
      try? image.setLibraryPath("$ORIGIN")
      #expect(image.bytes.count == count)
    }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      var damaged = bytes
      damaged[Int.random(in: 0..<min(1_024, bytes.count), using: &random)] = .random(in: 0...255)
      var image = ELFImage(bytes: damaged)
      try? image.setLibraryPath("$ORIGIN")
      #expect(image.bytes.count == bytes.count)
    }
  }
}
