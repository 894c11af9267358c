import Foundation
import HostSystem
import Testing
import Waiting

@testable import GameBuilder

/// Tools that are started ahead, with the real compiler and linker.
@Suite struct StandbyToolTests {
  private let folder: String
  private let toolchain: Toolchain
  private var frontend: String { toolchain.frontend }

  init() async throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("hotloop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
    toolchain = try await Toolchain.find(cache: nil)
  }

  /// The arguments to type-check a file whose name contains everything that needs quoting.
  private func arguments(_ text: String) throws -> [String] {
    let path = folder + "/a \"b\" \\ 'c'.swift"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return ["-typecheck", path, "-module-name", "Waiting"]
  }

  @Test("A standby compiler compiles at once or later, and reports errors")
  func compiles() async throws {
    for text in ["let one = 1\n", "let one: Int = \"\"\n"] {
      for waits in [false, true] {
        let compiler = try #require(StandbyTool(frontend, ["-frontend"], in: folder))
        if waits { try await waitForTools(1) }
        let result = try await #require(compiler.begin(arguments(text))).result()
        #expect(result.succeeded == (text == "let one = 1\n"))
        #expect(result.succeeded || result.text.contains("cannot convert value of type 'String'"))
        #expect(!compiler.isAlive)
      }
    }
  }

  @Test func `A linker links at once or later`() async throws {
    let lld = try #require(toolchain.lld)
    try Data([0]).write(to: URL(fileURLWithPath: folder + "/empty"))
    for waits in [false, true] {
      let linker = try #require(StandbyTool(lld, ["-m", "elf_x86_64"], in: folder))
      if waits { try await waitForTools(1, program: "lld") }
      let output = "\(folder)/waits \(waits).so"
      let running = try #require(linker.begin(["-shared", "--format=binary", "empty", "-o", output]))
      if let ended = try await running.result(unlessMade: output) {
        #expect(ended.succeeded, "\(ended.text)")
      }
      #expect(FileManager.default.fileExists(atPath: output))
    }
  }

  @Test("A standby compiler is not used if it was killed, or if the arguments are too long")
  func isReplaced() async throws {
    let compiler = try #require(StandbyTool(frontend, ["-frontend"], in: folder))
    let pids = try await waitForTools(1)
    for pid in pids { kill(pid, SIGKILL) }
    let ended = try await compiler.begin(arguments("let one = 1\n"))?.result()
    #expect(ended.map { $0.end == .signalled(SIGKILL) } ?? true)
    let other = try #require(StandbyTool(frontend, ["-frontend"], in: folder))
    #expect(other.begin([String(repeating: "x", count: 70_000)]) == nil)
  }

  @Test("As many tools wait as can be used, and they end with their owner")
  func endsWithItsOwner() async throws {
    let tools = StandbyTools(stubs: StubLibraries(folder: folder + "/stubs"))
    tools.prepare(frontend, nil, in: folder)
    tools.prepare(frontend, nil, in: folder)
    try await waitForTools(StandbyTools.compilerCount)
    await tools.end()
    try await waitForTools(0)
    #expect(tools.takeCompiler() == nil)
  }

  /// Waits until `count` tools run in this test's folder, and returns their process numbers.
  @discardableResult
  private func waitForTools(_ count: Int, program name: String = "swift-frontend") async throws -> [pid_t] {
    var pids: [pid_t] = []
    let isRunning = try await eventually {
      pids = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter {
        let directory = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/exe")
        return directory == folder && program?.hasSuffix(name) == true
      }
      return pids.count == count
    }
    try #require(isRunning, "\(pids.count) tools run instead of \(count)")
    return pids
  }
}
