import Foundation
import HostSystem
import Testing

@testable import GameBuilder

@Suite struct ImageFileTests {
  /// A small shared library with the entry symbol, made by the real linker.
  static let image = Task { () async throws -> [UInt8] in
    try await library("int hotloop_game(void) { return 1; }", ["-shared"])
  }

  static func library(_ source: String, _ options: [String]) async throws -> [UInt8] {
    let folder = try GameFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(source.utf8).write(to: URL(fileURLWithPath: folder + "/a.c"))
    let clang = try await Toolchain.find().clang
    let result = try await ToolRun.run(
      clang, options + ["-nostdlib", "-fPIC", folder + "/a.c", "-o", folder + "/a.so"], in: folder)
    try #require(result.succeeded, "\(result.text)")
    return try DiskFile.read(folder + "/a.so")
  }

  private func rejection(_ bytes: [UInt8]) -> ImageError? {
    do {
      try ImageFile.check(bytes: bytes, path: "/x.so")
      return nil
    } catch {
      return error
    }
  }

  @Test func `A complete image is accepted`() async throws {
    #expect(rejection(try await ImageFileTests.image.value) == nil)
  }

  @Test func `An image that is truncated anywhere is rejected`() async throws {
    let bytes = try await ImageFileTests.image.value
    #expect(rejection([]) == .empty(path: "/x.so"))
    // The section table is at the end of the file, so any truncation affects it.
    for length in stride(from: 1, to: bytes.count, by: 7) {
      guard case .truncated = rejection(Array(bytes.prefix(length))) else {
        Issue.record(
          "truncated at \(length) of \(bytes.count): \(String(describing: rejection(Array(bytes.prefix(length)))))"
        )
        return
      }
    }
  }

  @Test func `Checking a damaged image never crashes`() async throws {
    let bytes = try await ImageFileTests.image.value
    var random = SystemRandomNumberGenerator()
    // The tables are in the first and the last part of the file: every byte of the header, and many others.
    for index in Array(0..<64) + (0..<1500).map({ _ in Int.random(in: 64..<bytes.count, using: &random) }) {
      var damaged = bytes
      damaged[index] ^= UInt8.random(in: 1...255, using: &random)
      _ = rejection(damaged)
    }
  }

  @Test(
    arguments: [
      (0, 0, ImageError.notELF(path: "/x.so")), (4, 1, .otherClass(path: "/x.so")),
      (5, 2, .otherByteOrder(path: "/x.so")), (6, 9, .malformed(path: "/x.so", part: "ELF version")),
      (16, 2, .notSharedLibrary(path: "/x.so", type: 2)), (18, 8, .otherMachine(path: "/x.so", machine: 8)),
    ] as [(Int, UInt8, ImageError)])
  func `An image for another platform is rejected with the reason`(
    offset: Int, value: UInt8, error: ImageError
  ) async throws {
    var bytes = try await ImageFileTests.image.value
    bytes[offset] = value
    #expect(rejection(bytes) == error)
    #expect(error.description.hasPrefix("/x.so: "))
  }

  @Test func `A library without the entry function is rejected`() async throws {
    let bytes = try await ImageFileTests.library("int hotloop_gam(void) { return 1; }", ["-shared"])
    #expect(rejection(bytes) == .noEntrySymbol(path: "/x.so", symbol: "hotloop_game"))
  }

  @Test func `A library that only refers to the entry function is rejected`() async throws {
    let bytes = try await ImageFileTests.library(
      "int hotloop_game(void); int other(void) { return hotloop_game(); }", ["-shared"])
    #expect(rejection(bytes) == .noEntrySymbol(path: "/x.so", symbol: "hotloop_game"))
  }

  @Test func `A text file and a missing file are rejected`() {
    #expect(rejection(Array("#!/bin/sh\n".utf8)) == .notELF(path: "/x.so"))
    #expect(throws: ImageError.unreadable(path: "/nowhere.so", reason: "No such file or directory")) {
      try ImageFile.check("/nowhere.so")
    }
  }
}
