import Foundation
import HostSystem
import Testing
import Waiting

@testable import GameBuilder

extension RealCompilerTests {
  /// Links with stubs of the toolchain's libraries.
  @Suite(.serialized) struct BuildStubTests {
    private let game: GameFixture

    init() async throws {
      game = try await RealCompilerTests.shared.value
      try game.reset()
    }

    private func write(_ body: String) throws {
      try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { \(body) }\n")
    }

    private func compiler() async throws -> GameCompiler {
      let compiler = try await game.compiler()
      _ = try await compiler.build(BuildRequest(force: true))
      let whole = try #require(await compiler.newestWhole)
      await whole.run.prepareStubs(after: whole.image)
      return compiler
    }

    /// The folder of the stubs that the next link uses.
    private func stubs(_ compiler: GameCompiler) async throws -> String? {
      let run = try #require(await compiler.newestWhole).run
      return compiler.standby.stubs.arguments(for: try run.libraries(of: run.wholeObjects()))?.first.map {
        String($0.dropFirst(2))
      }
    }

    private struct Needs: Equatable {
      let libraries: [Substring]
      let symbols: Set<String>
    }

    private func needs(_ image: BuiltImage) async throws -> Needs {
      let printed = try await ToolRun.run("/usr/bin/readelf", ["-d", image.path], in: "/").text
      return Needs(
        libraries: printed.split(separator: "\n").filter { $0.contains("(NEEDED)") },
        symbols: try ELFImage(bytes: DiskFile.read(image.path)).importedSymbols())
    }

    @Test func `An image needs the same libraries and symbols as one linked without stubs`() async throws {
      try write("x * 2")
      let compiler = try await compiler()
      let folder = try #require(try await stubs(compiler))
      #expect(try #require(DiskFile.names(in: folder)).contains("libswiftCore.so"))
      try write("x * 3 + Int32([7, 8].count)")
      let image = try await compiler.build()
      #expect(try GameFixture.call(image) == 43)
      let whole = try await game.compiler().build(BuildRequest(complete: true))
      let (stubbed, ordinary) = (try await needs(image), try await needs(whole))
      #expect(stubbed == ordinary)
      #expect(stubbed.libraries.contains { $0.contains("libswiftCore.so") })
    }

    @Test(arguments: [false, true])
    func `What the stubs lack is found in the libraries`(areDamaged: Bool) async throws {
      try write("x * 2")
      let compiler = try await compiler()
      let folder = try #require(try await stubs(compiler))
      if areDamaged { try DiskFile.write([1, 2, 3], to: folder + "/libswiftCore.so") }
      try write("x * 3 + Int32(\"a b\".uppercased().unicodeScalars.map(\\.value).max() ?? 0)")
      #expect(try GameFixture.call(try await compiler.build()) == 107)
      if areDamaged { try FileManager.default.removeItem(atPath: folder) }
    }

    @Test func `A linker that was killed while it waited is replaced`() async throws {
      try write("x * 2")
      let compiler = try await compiler()
      await compiler.startStandby()
      var linkers: [pid_t] = []
      let isRunning = try await eventually {
        linkers = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(pid_t.init).filter {
          DiskFile.link("/proc/\($0)/cwd") == game.root
            && DiskFile.link("/proc/\($0)/exe")?.hasSuffix("/lld") == true
        }
        return !linkers.isEmpty
      }
      #expect(isRunning)
      for linker in linkers { kill(linker, SIGKILL) }
      try write("x * 3")
      #expect(try GameFixture.call(try await compiler.build()) == 41)
      await compiler.endStandby()
    }

    @Test func `A symbol that nobody defines is an error`() async throws {
      try write("x * 2")
      let compiler = try await compiler()
      try game.write(
        "game/Game/World/include/world.h", GameFixture.world + "\nint32_t world_missing(void);\n")
      try game.write(
        "game/Game/Helper.swift", "import World\nfunc helper(_ x: Int32) -> Int32 { world_missing() }\n")
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.contains { $0.message.contains("world_missing") }, "\(errors)")
    }
  }
}
