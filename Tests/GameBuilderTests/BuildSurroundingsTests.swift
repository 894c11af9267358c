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

    @Test("Behind a launcher, the toolchain of the present is found; a link to a compiler is cached")
    func launcher() async throws {
      let folder = try GameFixture.temporaryFolder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let real = try await Toolchain.find()
      let launcher = folder + "/swiftc"
      let script = """
        #!/bin/sh
        '\(real.swiftc)' "$@" | sed "s/Swift version/$(cat '\(folder)/chosen') version/"

        """
      try Data(script.utf8).write(to: URL(fileURLWithPath: launcher))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: launcher)
      for name in ["First", "Second", "First"] {
        try Data(name.utf8).write(to: URL(fileURLWithPath: folder + "/chosen"))
        let found = try await Toolchain.find(path: folder, cache: folder)
        #expect(found.version.contains("\(name) version") && found.programs == real.programs)
      }
      // A link is no launcher: what was found through it is used again without a question.
      try FileManager.default.removeItem(atPath: launcher)
      try FileManager.default.createSymbolicLink(atPath: launcher, withDestinationPath: real.swiftc)
      #expect(try await Toolchain.find(path: folder, cache: folder) == real)
      let record = URL(fileURLWithPath: folder + "/toolchain.json")
      let text = try String(contentsOf: record, encoding: .utf8).replacing(
        "Swift version", with: "Cached version")
      try Data(text.utf8).write(to: record)
      #expect(try await Toolchain.find(path: folder, cache: folder).version.contains("Cached version"))
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
      #expect(named.pid == holder.pid && named.program == "flock" && named.isStopped)
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
      let holder = try Holder(of: PackageLock.path(root: game.root))
      defer { holder.end() }
      try? FileManager.default.removeItem(atPath: game.root + "/.hotloop/plan-debug.json")
      let events = BuildEventLog()
      let compiler = GameCompiler(package: try await game.package(), toolchain: game.toolchain) { event in
        events.add(event)
        if case .blocked = event { holder.end() }
      }
      #expect(try GameFixture.call(await compiler.build()) == 31)
      #expect(events.names.contains("blocked"))
    }
  }
}

/// A process that holds the lock of a file.
private final class Holder: Sendable {
  private let process: ChildProcess

  init(of path: String) throws {
    process = try ChildProcess(
      ProcessLaunch("/usr/bin/flock", arguments: ["flock", path, "sleep", "100000"]).inSession)
    while LockHolderProbe.isFree(path) { poll(nil, 0, 10) }
  }

  var pid: pid_t { process.pid }
  func stop() { process.signal(SIGSTOP) }
  func end() {
    process.kill()
    process.wait()
  }
}

private enum LockHolderProbe {
  static func isFree(_ path: String) -> Bool {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    return flock(file, LOCK_EX | LOCK_NB) == 0
  }
}

extension ProcessLaunch {
  /// Killed together with what it starts.
  fileprivate var inSession: ProcessLaunch {
    var launch = self
    launch.startsSession = true
    return launch
  }
}
