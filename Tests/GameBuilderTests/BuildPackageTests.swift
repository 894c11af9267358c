import Foundation
import Testing

@testable import GameBuilder

@Suite struct BuildPackageTests {
  private let toolchain: Toolchain
  private let folder: String

  init() async throws {
    toolchain = try await Toolchain.find()
    folder = try GameFixture.temporaryFolder()
  }

  private func write(_ path: String, _ text: String) throws {
    let file = URL(fileURLWithPath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func manifest(_ targets: String) throws {
    try write(
      "Package.swift",
      "// swift-tools-version: 6.2\nimport PackageDescription\nlet package = Package(name: \"p\", targets: [\(targets)])\n"
    )
  }

  private func find() async throws(PackageError) -> GamePackage {
    try await GamePackage.find(from: folder, toolchain: toolchain)
  }

  @Test func `A folder without a package is rejected`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    await #expect(throws: PackageError.noPackage(folder: folder)) { try await find() }
  }

  @Test func `A package without a game is rejected, and its targets are listed`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try manifest(".target(name: \"Other\")")
    try write("Sources/Other/a.swift", "")
    await #expect(
      throws: PackageError.noGameTarget(manifest: folder + "/Package.swift", targets: ["Other"])
    ) { try await find() }
  }

  @Test func `A game without a folder is rejected`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try manifest(".target(name: \"Game\", path: \"Nowhere\")")
    await #expect(
      throws: PackageError.noGameFolder(manifest: folder + "/Package.swift", target: "Game")
    ) { try await find() }
  }

  @Test func `A game that is a program is rejected`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try manifest(".target(name: \"Game\")")
    try write("Sources/Game/Main.swift", "")
    await #expect(throws: PackageError.gameIsProgram(file: folder + "/Sources/Game/Main.swift")) {
      try await find()
    }
  }

  @Test func `The package is found from a folder in it, with the targets of the game`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try manifest(
      ".target(name: \"Game\", dependencies: [\"World\"], exclude: [\"Old\"]), .target(name: \"World\"), "
        + ".target(name: \"Unrelated\")")
    for path in [
      "Sources/Game/a.swift", "Sources/Game/Old/b.swift", "Sources/Game/Deep/Er/c.swift",
      "Sources/World/w.swift",
    ] {
      try write(path, "")
    }
    try write("Sources/Game/.hidden/d.swift", "")
    let package = try await GamePackage.find(from: folder + "/Sources/Game/Deep", toolchain: toolchain)
    #expect(package.root == folder && package.targets.map(\.name) == ["Game", "World"])
    #expect(
      SourceTree.files(of: package.game) == [
        folder + "/Sources/Game/Deep/Er/c.swift", folder + "/Sources/Game/a.swift",
      ])
    #expect(package.assets == folder + "/assets" && package.state == folder + "/.hotloop")
    let again = try await GamePackage.find(from: folder, toolchain: toolchain)
    #expect(again == package, "the second time it is read from the state folder")
  }

  @Test func `A state folder that cannot be made is reported`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try manifest(".target(name: \"Game\")")
    try write(".hotloop", "a file is in the way")
    await #expect {
      try await find()
    } throws: { error in
      guard case .notWritable? = error as? PackageError else { return false }
      return true
    }
  }

  @Test func `A missing compiler is reported with the folders that were searched`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    await #expect(throws: ToolchainError.noCompiler(searched: ["/nowhere", "/nothing"])) {
      try await Toolchain.find(path: "/nowhere:/nothing")
    }
  }

  @Test func `A program that is no Swift compiler is rejected`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("swiftc", "#!/bin/sh\necho I am not a compiler\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/swiftc")
    await #expect(
      throws: ToolchainError.unusable(compiler: folder + "/swiftc", output: "I am not a compiler\n")
    ) { try await Toolchain.find(path: folder) }
  }

  @Test func `The toolchain is cached until the compiler changes`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try await Toolchain.find(cache: folder)
    #expect(try await Toolchain.find(cache: folder) == first)
    #expect(
      first.runtimeLibraries.contains { FileManager.default.fileExists(atPath: $0 + "/libswiftCore.so") })
  }
}
