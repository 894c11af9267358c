import Foundation
import Glibc
import HostSystem
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// What changes around a package: its place, the compiler, other programs that use SwiftPM.
  @Suite(.serialized) struct BuildSurroundingsTests {
    @Test("A package that was moved or copied after a build is built again, and the repair is reported")
    func moved() async throws {
      let game = try await GameFixture()
      #expect(try GameFixture.call(await game.compiler().build()) == 31)
      let files = FileManager.default
      try files.createDirectory(atPath: game.folder + "/else where", withIntermediateDirectories: true)
      try files.copyItem(atPath: game.folder + "/dep", toPath: game.folder + "/else where/dep")
      for place in ["else where/copy", "else where/moved"] {
        let root = game.folder + "/" + place
        if place.hasSuffix("copy") {
          try files.copyItem(atPath: game.root, toPath: root)
        } else {
          try files.moveItem(atPath: game.root, toPath: root)
        }
        let events = BuildEventLog()
        let package = try await GamePackage.find(from: root, toolchain: game.toolchain)
        let compiler = GameCompiler(package: package, toolchain: game.toolchain) { events.add($0) }
        #expect(try GameFixture.call(await compiler.build()) == 31)
        #expect(try GameFixture.call(await compiler.build(BuildRequest(optimised: true))) == 31)
        let reasons = events.all.compactMap { if case .preparing(_, let reason) = $0 { reason } else { nil } }
        #expect(reasons.contains { $0.contains("moved or copied") }, "\(reasons)")
      }
    }

    @Test func `A C module that was made while its header was missing is not used`() async throws {
      let game = try await RealCompilerTests.shared.value
      try game.reset()
      let helper = game.root + "/Game/Helper.swift"
      func write(_ factor: Int) throws {
        try game.write(
          "game/Game/Helper.swift",
          "import World\nfunc helper(_ x: Int32) -> Int32 { x * Pace(speed: \(factor)).speed }\n")
      }
      try write(2)
      var compiler = try await game.compiler()
      #expect(try GameFixture.call(await compiler.build()) == 31)
      let plan = try #require(await compiler.plans[.debug])
      let header = game.root + "/Game/World/include/world.h"
      let overlay = game.folder + "/overlay.json"
      try DiskFile.write(FileOverlay([helper: helper]).json(), to: overlay)
      // A compiler that works ahead may do so while files are exchanged, at any time, and that of another run, too.
      for (factor, isSameRun) in [(3, true), (4, false)] {
        try DiskFile.rename(header, to: header + ".moved")
        let arguments = plan.compile.patchArguments(
          source: helper, object: game.folder + "/ahead.o", all: [helper], overlay: overlay)
        let ahead = try await ToolRun.run(plan.toolchain.frontend, arguments, in: game.root)
        #expect(ahead.text.contains("Pace"))
        try DiskFile.rename(header + ".moved", to: header)
        if !isSameRun { compiler = try await game.compiler() }
        try write(factor)
        let image = try await compiler.build()
        #expect(try GameFixture.call(image) == Int32(11 + 10 * factor))
      }
      // Unless a header is written, the next run uses the modules of this one.
      func modules() -> [FileSignature?] {
        let cache = ClangModuleCache(options: plan.compile.options, headers: [header])
        return cache.gameModules.map { DiskFile.signature(of: $0) }
      }
      let made = modules()
      try write(5)
      #expect(try GameFixture.call(await game.compiler().build()) == 61)
      #expect(made != [] && modules() == made)
    }

    @Test(
      "Behind a launcher, the toolchain of the present is found",
      arguments: [
        // It chooses by a file beside itself, by a file of the package, and by its name.
        "chosen=$(cat '@LAUNCHER@/chosen')", "chosen=$(cat .swift-version)",
        "chosen=$(cat '@LAUNCHER@/chosen'); echo \"using $chosen\"; echo 'warning: {old}' >&2",
      ], [false, true])
    func launcher(choice: String, isLink: Bool) async throws {
      let folder = try GameFixture.temporaryFolder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let real = try await Toolchain.find()
      let script = """
        #!/bin/sh
        \(choice.replacing("@LAUNCHER@", with: folder))
        '\(real.swiftc)' "$@" | sed "s/Swift version/$chosen version/"

        """
      let launcher = folder + (isLink ? "/launch" : "/swiftc")
      try Data(script.utf8).write(to: URL(fileURLWithPath: launcher))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: launcher)
      if isLink {
        try FileManager.default.createSymbolicLink(
          atPath: folder + "/swiftc", withDestinationPath: "launch")
      }
      let package = folder + "/package"
      try FileManager.default.createDirectory(atPath: package, withIntermediateDirectories: true)
      for name in ["First", "Second", "First"] {
        for file in [folder + "/chosen", package + "/.swift-version"] {
          try Data(name.utf8).write(to: URL(fileURLWithPath: file))
        }
        let found = try await Toolchain.find(path: folder, cache: folder, for: package)
        #expect(found.version.contains("\(name) version") && found.programs == real.programs)
      }
    }

    @Test(
      "A link to a compiler is cached until it leads to another one, or another folder comes first in PATH")
    func linkedCompiler() async throws {
      let folder = try GameFixture.temporaryFolder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let real = try await Toolchain.find()
      let link = folder + "/swiftc"
      // By a second link, as update-alternatives has it.
      try FileManager.default.createSymbolicLink(atPath: folder + "/chosen", withDestinationPath: real.swiftc)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "chosen")
      #expect(try await Toolchain.find(path: folder, cache: folder) == real)
      let record = URL(fileURLWithPath: folder + "/toolchain.json")
      let text = try String(contentsOf: record, encoding: .utf8).replacing(
        "Swift version", with: "Cached version")
      try Data(text.utf8).write(to: record)
      #expect(try await Toolchain.find(path: folder, cache: folder).version.contains("Cached version"))
      let here = FileManager.default.currentDirectoryPath
      let up = String(repeating: "../", count: here.split(separator: "/").count)
      #expect(try await Toolchain.find(path: real.programs, cache: folder) == real)
      #expect(try await Toolchain.find(path: up + folder.dropFirst(), for: "/tmp") == real)

      let other = "#!/bin/sh\n'\(real.swiftc)' \"$@\" | sed 's/Swift version/Other version/'\n"
      try Data(other.utf8).write(to: URL(fileURLWithPath: folder + "/other"))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/other")
      try text.write(to: record, atomically: true, encoding: .utf8)
      try FileManager.default.removeItem(atPath: folder + "/chosen")
      try FileManager.default.createSymbolicLink(atPath: folder + "/chosen", withDestinationPath: "other")
      #expect(try await Toolchain.find(path: folder, cache: folder).version.contains("Other version"))
    }

    @Test("While another process locks SwiftPM, bodies are built by the known plan, and its holder is named")
    func locked() async throws {
      let game = try await RealCompilerTests.shared.value
      try game.reset()
      let events = BuildEventLog()
      let compiler = try await game.compiler(events)
      _ = try await compiler.build()
      let holder = try Holder(of: PackageLock.path(root: game.root))
      defer { holder.end() }
      holder.stop()
      let manifest = try String(contentsOfFile: game.root + "/Package.swift", encoding: .utf8)
      try game.write("game/Package.swift", manifest + "\n// changed\n")
      defer { try? game.write("game/Package.swift", manifest) }
      for factor in [3, 4] {
        try game.write("game/Game/Helper.swift", "func helper(_ x: Int32) -> Int32 { x * \(factor) }\n")
        #expect(try GameFixture.call(await compiler.build()) == Int32(factor * 10 + 11))
      }
      guard
        case .blocked(_, let named)? = events.all.first(where: {
          if case .blocked = $0 { true } else { false }
        })
      else { throw LoadFailure(reason: "no report: \(events.names)") }
      #expect(named.pid == holder.pid && named.program == "sleep" && named.isStopped)
      holder.end()
      #expect(await compiler.waitForPackage())
      events.clear()
      _ = try await compiler.build()
      #expect(events.names.contains("preparing") && !events.names.contains("blocked"))
      #expect(await !compiler.waitForPackage())
    }

    @Test("Without a plan, the holder is reported while SwiftPM waits, and the build goes on after it")
    func waiting() async throws {
      let game = try await RealCompilerTests.shared.value
      try game.reset()
      let package = try await game.package()
      let holder = try Holder(of: PackageLock.path(root: game.root))
      defer { holder.end() }
      try? FileManager.default.removeItem(atPath: game.root + "/.hotloop/plan-debug.json")
      let events = BuildEventLog()
      let compiler = GameCompiler(package: package, toolchain: game.toolchain) { event in
        events.add(event)
        if case .blocked = event { holder.end() }
      }
      #expect(try GameFixture.call(await compiler.build()) == 31)
      #expect(events.names.contains("blocked"))
    }

    @Test("A new dependency in the Package.swift of a package beside this one is planned")
    func dependencyManifest() async throws {
      let game = try await GameFixture()
      #expect(try GameFixture.call(await game.compiler().build()) == 31)
      try game.write("dep/Sources/CMore/include/cmore.h", "enum { MORE = 9 };\n")
      try game.write("dep/Sources/CMore/cmore.c", "#include \"cmore.h\"\n")
      try game.write("dep/Sources/CDep/cdep.c", "#include \"cmore.h\"\nint cdep(void) { return MORE; }\n")
      try game.write(
        "dep/Package.swift",
        GameFixture.dependency.replacing(
          ".target(name: \"CDep\")",
          with: ".target(name: \"CMore\"), .target(name: \"CDep\", dependencies: [\"CMore\"])"))
      #expect(try GameFixture.call(await game.compiler().build()) == 33)
    }
  }
}

/// A process that holds the lock of a file. It is not a child of this one: those are not foreign to the builder.
private final class Holder: Sendable {
  let pid: pid_t

  init(of path: String) throws {
    let record = path + ".pid"
    var launch = ProcessLaunch(
      "/bin/sh", arguments: ["sh", "-c", "flock --no-fork '\(path)' sleep 100000 & echo $! > '\(record)'"])
    // Closes the descriptors of this process, some of which tell that a process ended.
    launch.startsSession = true
    launch.nullStreams = [0, 1, 2]
    try ChildProcess(launch).wait()
    let text = try DiskFile.readText(record).trimmingCharacters(in: .whitespacesAndNewlines)
    DiskFile.remove(record)
    pid = try #require(pid_t(text))
    // It becomes `sleep` once it has the lock.
    while try DiskFile.readText("/proc/\(pid)/comm") != "sleep\n" { poll(nil, 0, 10) }
  }

  deinit { end() }

  func stop() { kill(pid, SIGSTOP) }

  func end() {
    kill(pid, SIGKILL)
    while kill(pid, 0) == 0 { poll(nil, 0, 10) }
  }
}
