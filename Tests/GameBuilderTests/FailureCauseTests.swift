import Foundation
import Glibc
import HostSystem
import Testing

@testable import GameBuilder

@Suite struct FailureCauseTests {
  private static func error(_ message: String, file: String? = nil) -> BuildError {
    .rejected([Diagnostic(severity: .error, file: file, message: message)])
  }

  @Test(
    "What a build failed for is known by the kind of its error, and by the words of tools only where there are no others",
    arguments: [
      (error("cannot find 'x' in scope", file: "/Game/A.swift"), FailureCause.sources),
      // The file is named: whatever it says, it is about the sources.
      (error("No space left on device", file: "/Game/A.swift"), .sources),
      (error("undefined symbol: f()"), .sources), (.rejected([]), .sources),
      (error("error opening '/x.o' for output: No space left on device"), .disk),
      (error("compile command failed due to signal 9 (use -v to see invocation)"), .memory),
      (error("compile command failed due to signal 6 (use -v to see invocation)"), .crash),
      (error("Failed to clone repository https://a.b/c.git: Could not resolve host: a.b"), .network),
      (error("accessing build database \"/x\": database is locked"), .lock),
      (.crashed(tool: "t", signal: SIGKILL, output: ""), .memory),
      (.crashed(tool: "t", signal: SIGABRT, output: "LLVM ERROR: out of memory"), .memory),
      (.crashed(tool: "t", signal: SIGSEGV, output: "Stack dump:"), .crash),
      (.crashed(tool: "t", signal: SIGXFSZ, output: ""), .limit),
      (.notStarted(tool: "t", reason: "No such file or directory"), .tool),
      (.notStarted(tool: "t", reason: "Too many open files"), .limit),
      (.toolFailed(tool: "t", reason: "failed: "), .other),
      (.toolFailed(tool: "t", reason: "error: unable to invoke subcommand: /x/swift-build"), .tool),
      (.disk(path: "/p", reason: "No space left on device"), .disk),
      (.badManifest(path: "/p", reason: "r"), .other), (.cancelled, .other),
      (.package(.noGameTarget(manifest: "/p", targets: [])), .sources),
      (.package(.badManifest(manifest: "/p", output: "error: expected ')'")), .sources),
      (.package(.badManifest(manifest: "/p", output: "error: No space left on device")), .disk),
      (.package(.toolNotStarted(tool: "t", reason: "Permission denied")), .tool),
      (.package(.toolCrashed(tool: "t", signal: 9, output: "")), .memory),
    ])
  func causes(error: BuildError, cause: FailureCause) {
    #expect(error.cause == cause, "\(error)")
    #expect(cause.isOutsideSources == ![FailureCause.sources, .other].contains(cause))
  }
}

extension RealCompilerTests {
  /// A toolchain whose compiler is a script of the test.
  @Suite(.serialized) struct FailureCauseRuns {
    @Test(
      "A compiler that is missing, killed or crashes is told from an error in the source; put back, it builds"
    )
    func compiler() async throws {
      let game = try await RealCompilerTests.shared.value
      try game.reset()
      _ = try await game.compiler().build()
      let folder = try GameFixture.temporaryFolder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      for name in try FileManager.default.contentsOfDirectory(atPath: game.toolchain.programs) {
        try FileManager.default.createSymbolicLink(
          atPath: folder + "/" + name, withDestinationPath: game.toolchain.programs + "/" + name)
      }
      let frontend = folder + "/swift-frontend"
      func replace(by command: String?) throws {
        try? FileManager.default.removeItem(atPath: frontend)
        guard let command else { return }
        let script = "#!/bin/sh\n\(command)\nexec '\(game.toolchain.frontend)' \"$@\"\n"
        try Data(script.utf8).write(to: URL(fileURLWithPath: frontend))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: frontend)
      }
      try replace(by: "")
      let toolchain = Toolchain(
        programs: folder, version: game.toolchain.version, triple: game.toolchain.triple,
        runtimeLibraries: game.toolchain.runtimeLibraries)
      let package = try await game.package()
      let compiler = GameCompiler(package: package, toolchain: toolchain) { _ in }
      func cause(_ source: String) async throws -> FailureCause? {
        try game.write("game/Game/Helper.swift", source)
        do throws(BuildError) { _ = try await compiler.build() } catch {
          #expect(!error.description.isEmpty)
          return error.cause
        }
        return nil
      }
      #expect(try await cause("func helper(_ x: Int32) -> Int32 { x * 3 }\n") == nil)
      let file = "func helper(_ x: Int32) -> Int32 { x * 4 }\nlet more = 4\n"
      for (command, expected) in [
        (nil, FailureCause.tool), ("kill -9 $$", .memory), ("kill -SEGV $$", .crash),
        ("echo 'LLVM ERROR: out of memory' >&2; kill -ABRT $$", .memory),
      ] as [(String?, FailureCause)] {
        try replace(by: command)
        #expect(try await cause(file) == expected, "\(command ?? "missing")")
      }
      try replace(by: "")
      #expect(try await cause(file) == nil)
      #expect(try await cause("func helper(_ x: Int32) -> Int32 { missing }\n") == .sources)
    }
  }
}
