import Foundation
import HostSystem
import Testing
import Waiting

@testable import GameBuilder

extension RealCompilerTests {
  /// Compilers that work ahead on the files that were edited last.
  @Suite(.serialized) struct WarmCompilerTests {
    private let game: GameFixture
    private let helper: String

    init() async throws {
      game = try await RealCompilerTests.shared.value
      try game.reset()
      // Without the module of another package, whose functions may have default arguments that depend on lines.
      try game.write(
        "game/Game/Entry.swift",
        """
        import GameSDK
        import World
        @c(hotloop_game) public func entry(_ x: Int32) -> Int32 { helper(x) + Point().x + Pace(speed: 3).speed }

        """)
      helper = game.root + "/Game/Helper.swift"
    }

    /// The program with the plug-in, which is built with the tests.
    private static let plugIn: [String] = {
      let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent()
      let candidates = [folder, folder.deletingLastPathComponent()].map {
        $0.appendingPathComponent("hotloop").path
      }
      return [candidates.first(where: FileManager.default.isExecutableFile) ?? candidates[0], "body-plug-in"]
    }()

    private func compiler() async throws -> (compiler: GameCompiler, warm: WarmCompilers) {
      let compiler = GameCompiler(
        package: try await game.package(), toolchain: game.toolchain, bodyPlugIn: Self.plugIn)
      return (compiler, try #require(compiler.standby.warm))
    }

    private func write(_ values: [Int]) throws {
      try game.write("game/Game/Helper.swift", BuildPatchTests.text(values))
    }

    @Test func `What it compiles equals the ordinary patch`() async throws {
      var values = Array(1...9)
      try write(values)
      let compiler = try await self.compiler().compiler
      _ = try await compiler.build(BuildRequest(force: true))
      let plan = try #require(await compiler.plans[.debug])
      let sources = ["Entry", "Helper"].map { "\(game.root)/Game/\($0).swift" }
      let base = Array(BuildPatchTests.text(values).utf8)
      let folder = game.root + "/.hotloop/test"
      try DiskFile.makeFolder(folder)
      for hasCopies in [true, false] {
        // All but the asynchronous function, the accessor and what is in generic extensions of private types.
        for index in [0, 1, 2, 4, 5, 6, 8] {
          values = Array(1...9)
          values[index] += 1000
          let text = BuildPatchTests.text(values)
            .replacing(
              "\(values[index])", with: "\(values[index]) + Int32(#function.utf8.count + #fileID.utf8.count)"
            )
            .replacing("#7", with: "7")
          let new = try #require(BodySplit(Array((index == 6 ? BuildPatchTests.text(values) : text).utf8)))
          let old = try #require(BodySplit(base))
          let source = try #require(WarmSource(base, path: helper, hasCopies: hasCopies))
          let bodies = try #require(source.bodies(of: new, since: old), "edit \(index + 1)")
          let warm = try WarmCompiler(
            .init(
              frontend: plan.toolchain.frontend, compile: plan.compile, folder: game.root, state: folder,
              plugIn: Self.plugIn),
            path: helper, source: source, hasCopies: hasCopies, content: ContentHash(of: base),
            surroundings: .init(key: "", sources: sources, signatures: [:]))
          #expect(try await warm.compile(bodies), "edit \(index + 1), copies \(hasCopies)")

          try DiskFile.write(try #require(new.patchSource(since: old)), to: folder + "/ordinary.swift")
          try DiskFile.write(
            try FileOverlay([helper: folder + "/ordinary.swift"]).json(), to: folder + "/ordinary.json")
          let arguments = plan.compile.patchArguments(
            source: helper, object: folder + "/ordinary.o", all: sources, overlay: folder + "/ordinary.json")
          let result = try await ToolRun.run(plan.toolchain.frontend, arguments, in: game.root)
          #expect(result.succeeded, "\(result.text)")
          let one = try code(warm.object)
          let other = try code(folder + "/ordinary.o")
          #expect(one.keys.sorted() == other.keys.sorted(), "edit \(index + 1)")
          for (name, code) in one { #expect(code == other[name] ?? "", "\(name), edit \(index + 1)") }
        }
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { $0.hasPrefix("ordinary") })
      try FileManager.default.removeItem(atPath: folder)
    }

    /// Name of a symbol → where it is defined, and its code.
    private func code(_ path: String) throws -> [String: String] {
      let object = try RelocatableObject(bytes: try DiskFile.read(path))
      var code: [String: String] = [:]
      for symbol in object.symbols where symbol.isDefined && !symbol.name.isEmpty {
        let number = Int(symbol.section)
        guard object.sections.indices.contains(number), !isNumbered(symbol.name) else { continue }
        let section = object.sections[number]
        var text = "\(symbol.type) \(symbol.binding) \(object.sectionName(number))"
        if section.flags & ELFImage.Section.executable != 0 {
          text += " \(object.bytes[Int(section.offset)..<Int(section.offset + section.size)].map(Int.init))"
          for relocation in object.relocations[number] ?? [] {
            let target = object.symbols[relocation.symbol].name
            let name = isNumbered(target) ? "" : target.replacing(/U[0-9]*_/, with: "U_")
            text += " \(relocation.offset) \(relocation.type) \(name)"
          }
        }
        // The compiler counts closures from another number.
        code[symbol.name.replacing(/U[0-9]*_/, with: "U_")] = text
      }
      return code
    }

    /// Constants of the compiler.
    private func isNumbered(_ name: String) -> Bool { name.hasPrefix(".L") || name.hasPrefix("__unnamed") }

    @Test func `A save of bodies is built by it, and the image equals one of whole files`() async throws {
      var values = Array(1...9)
      try write(values)
      let (compiler, warm) = try await compiler()
      _ = try await compiler.build(BuildRequest(force: true))
      for index in values.indices {
        await compiler.startStandby()
        #expect(warm.paths.contains(helper))
        values[index] += 100
        try write(values)
        let patched = try await compiler.build()
        #expect(patched.isPartial && warm.rejectedPaths == [] && !warm.paths.contains(helper))
        let whole = try await compiler.build(BuildRequest(complete: true))
        #expect(try GameFixture.call(whole) == GameFixture.call(patched), "edit \(index + 1)")
      }
    }

    @Test(arguments: [false, true])
    func `Before the first edit it is for the files that are open, or were saved last`(isOpen: Bool)
      async throws
    {
      try write(Array(1...9))
      let names = ["Old1", "Old2"]
      for name in names {
        try game.write("game/Game/\(name).swift", "func \(name.lowercased())() { }\n")
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: "\(game.root)/Game/\(name).swift"
        )
      }
      if isOpen { try game.write("game/Game/.Old2.swift.swp", "") }
      defer { DiskFile.remove(game.root + "/Game/.Old2.swift.swp") }
      let (compiler, warm) = try await compiler()
      _ = try await compiler.build(BuildRequest(force: true))
      await compiler.startStandby()
      #expect(warm.paths.contains { $0.hasSuffix("/Old2.swift") } == isOpen)
      #expect(isOpen || warm.paths.contains(helper))
      #expect(warm.paths.allSatisfy { !$0.contains("/Old1") })
      await compiler.endStandby()
    }

    @Test func `A file that is opened has one, beside the file that was saved last`() async throws {
      try write(Array(1...9))
      for name in ["Opened1", "Opened2"] {
        try game.write("game/Game/\(name).swift", "func \(name.lowercased())() { }\n")
      }
      let (compiler, warm) = try await compiler()
      _ = try await compiler.build(BuildRequest(force: true))
      var values = Array(1...9)
      values[0] += 1
      try write(values)
      _ = try await compiler.build()
      await compiler.startStandby()
      for name in ["Opened1", "Opened2"] {
        let path = "\(game.root)/Game/\(name).swift"
        await compiler.sourceOpened(path)
        #expect(Set(warm.paths) == [helper, path])
      }
      let last = Set(warm.paths)
      for name in ["Helper.swift", "World/include/world.h", "World/world.c", "Missing.swift"] {
        await compiler.sourceOpened("\(game.root)/Game/\(name)")
        #expect(warm.paths.contains(helper) && last.isSuperset(of: warm.paths), "\(name)")
      }
      await compiler.endStandby()
      let names = try FileManager.default.contentsOfDirectory(atPath: game.root)
      #expect(!names.contains { $0.contains(".o") }, "\(names)")
    }

    @Test func `It ends with other files, and with the sources that it did not read`() async throws {
      var values = Array(1...9)
      try write(values)
      let (compiler, warm) = try await compiler()
      _ = try await compiler.build(BuildRequest(force: true))
      await compiler.startStandby()
      // Another function of the module, of which the compiler does not know.
      try game.write("game/Game/Other.swift", "func logged(_ x: Int32) { }\n")
      _ = try await compiler.build()
      values[8] += 1
      try write(values)
      let built = try await compiler.build()
      #expect(!warm.paths.contains(helper))
      await compiler.startStandby()
      #expect(warm.paths.count == 2)
      let result = try GameFixture.call(built)
      #expect(try GameFixture.call(try await compiler.build(BuildRequest(force: true))) == result)
      // Its function may depend on where it is called.
      try game.write("game/Game/Other.swift", "func at(_ line: Int = #line) -> Int { line }\n")
      _ = try await compiler.build()
      await compiler.startStandby()
      #expect(warm.paths == [])
      await compiler.endStandby()
      #expect(warm.paths == [])
      try await waitForPlugIns(0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: game.root + "/.hotloop/warm") == [])
    }

    @Test(arguments: ["swift-frontend", "hotloop"])
    func `If it dies, the save is built without it`(program: String) async throws {
      var values = Array(1...9)
      try write(values)
      let (compiler, warm) = try await compiler()
      _ = try await compiler.build(BuildRequest(force: true))
      await compiler.startStandby()
      try await waitForPlugIns(warm.paths.count)
      for pid in try processes() where pid.program == program { kill(pid.number, SIGKILL) }
      values[0] += 1
      try write(values)
      #expect(try await compiler.build().isPartial)
      await compiler.endStandby()
      try await waitForPlugIns(0)
    }

    @Test func `An error has the location it has in the file, and the next save is built`() async throws {
      var values = Array(1...9)
      try write(values)
      let (compiler, warm) = try await compiler()
      _ = try await compiler.build(BuildRequest(force: true))
      await compiler.startStandby()
      values[0] += 44
      try game.write(
        "game/Game/Helper.swift", BuildPatchTests.text(values).replacing("+ 45 }", with: "+ oops }"))
      let errors = try await rejection { try await compiler.build() }
      #expect(errors.first?.file == helper && errors.first?.line == 6, "\(errors)")
      #expect(warm.rejectedPaths == [])
      await compiler.startStandby()
      try write(values)
      let patched = try await compiler.build()
      #expect(patched.isPartial)
      #expect(
        try GameFixture.call(try await compiler.build(BuildRequest(complete: true)))
          == GameFixture.call(patched))
    }

    private func processes() throws -> [(number: pid_t, program: String)] {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
        guard let number = pid_t(name), let words = try? DiskFile.readText("/proc/\(name)/cmdline"),
          words.contains(game.root), words.contains("/.hotloop/warm/"),
          let program = DiskFile.link("/proc/\(name)/exe")
        else { return nil }
        return (number, String(PathText.name(of: program)))
      }
    }

    /// Waits until so many plug-ins run.
    private func waitForPlugIns(_ count: Int) async throws {
      let isRunning = try await eventually {
        try processes().count(where: { $0.program == "hotloop" }) == count
      }
      try #require(isRunning)
    }
  }
}
