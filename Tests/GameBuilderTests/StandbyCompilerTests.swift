import Foundation
import HostSystem
import Testing

@testable import GameBuilder

/// Compilers that are started ahead, by the real compiler.
@Suite("Compilers that wait")
struct StandbyCompilerTests {
  private let folder: String
  private let frontend: String

  init() async throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("hotloop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
    frontend = try await Toolchain.find(cache: nil).frontend
  }

  /// The arguments to check one file, whose name holds everything that needs quoting.
  private func words(_ text: String) throws -> [String] {
    let path = folder + "/a \"b\" \\ 'c'.swift"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return ["-frontend", "-typecheck", path, "-module-name", "Waiting"]
  }

  @Test("it compiles what it is given, at once or later, and says what is wrong with it")
  func compiles() async throws {
    for text in ["let one = 1\n", "let one: Int = \"\"\n"] {
      for waits in [false, true] {
        let compiler = try #require(StandbyCompiler(frontend, in: folder))
        if waits { try await hasStarted(1) }
        let result = try #require(try await compiler.compile(words(text)))
        #expect(result.succeeded == (text == "let one = 1\n"))
        #expect(result.succeeded || result.text.contains("cannot convert value of type 'String'"))
        #expect(!compiler.isAlive)
      }
    }
  }

  @Test("one that was killed while it waited is not used, nor one for arguments that are too long")
  func isReplaced() async throws {
    let compiler = try #require(StandbyCompiler(frontend, in: folder))
    let pids = try await hasStarted(1)
    for pid in pids { kill(pid, SIGKILL) }
    #expect(try await compiler.compile(words("let one = 1\n")) == nil)
    let other = try #require(StandbyCompiler(frontend, in: folder))
    #expect(try await other.compile(["-frontend", String(repeating: "x", count: 70_000)]) == nil)
  }

  @Test("as many wait as can be used, and none that nobody can use any more")
  func endsWithItsOwner() async throws {
    let compilers = StandbyCompilers()
    compilers.prepare(frontend, in: folder)
    compilers.prepare(frontend, in: folder)
    try await hasStarted(StandbyCompilers.count)
    compilers.clear()
    try await hasStarted(0)
    #expect(compilers.take() == nil)
  }

  /// Waits until so many compilers run in this test's folder; their numbers.
  @discardableResult
  private func hasStarted(_ count: Int) async throws -> [pid_t] {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let pids = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter
      {
        let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/exe")
        return place == folder && program?.hasSuffix("swift-frontend") == true
      }
      if pids.count == count { return pids }
      try #require(ContinuousClock.now < deadline, "\(pids.count) compilers run instead of \(count)")
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
