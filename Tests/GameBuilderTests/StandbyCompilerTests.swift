import Foundation
import HostSystem
import Testing

@testable import GameBuilder

/// Compilers that are started ahead, with the real compiler.
@Suite struct StandbyCompilerTests {
  private let folder: String
  private let frontend: String

  init() async throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("hotloop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
    frontend = try await Toolchain.find(cache: nil).frontend
  }

  /// The arguments to type-check a file whose name contains everything that needs quoting.
  private func arguments(_ text: String) throws -> [String] {
    let path = folder + "/a \"b\" \\ 'c'.swift"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return ["-frontend", "-typecheck", path, "-module-name", "Waiting"]
  }

  @Test("A standby compiler compiles at once or later, and reports errors")
  func compiles() async throws {
    for text in ["let one = 1\n", "let one: Int = \"\"\n"] {
      for waits in [false, true] {
        let compiler = try #require(StandbyCompiler(frontend, in: folder))
        if waits { try await waitForCompilers(1) }
        let result = try #require(try await compiler.compile(arguments(text)))
        #expect(result.succeeded == (text == "let one = 1\n"))
        #expect(result.succeeded || result.text.contains("cannot convert value of type 'String'"))
        #expect(!compiler.isAlive)
      }
    }
  }

  @Test("A standby compiler is not used if it was killed, or if the arguments are too long")
  func isReplaced() async throws {
    let compiler = try #require(StandbyCompiler(frontend, in: folder))
    let pids = try await waitForCompilers(1)
    for pid in pids { kill(pid, SIGKILL) }
    #expect(try await compiler.compile(arguments("let one = 1\n")) == nil)
    let other = try #require(StandbyCompiler(frontend, in: folder))
    #expect(try await other.compile(["-frontend", String(repeating: "x", count: 70_000)]) == nil)
  }

  @Test("As many compilers wait as can be used, and they end with their owner")
  func endsWithItsOwner() async throws {
    let compilers = StandbyCompilers()
    compilers.prepare(frontend, in: folder)
    compilers.prepare(frontend, in: folder)
    try await waitForCompilers(StandbyCompilers.count)
    await compilers.end()
    try await waitForCompilers(0)
    #expect(compilers.take() == nil)
  }

  /// Waits until `count` compilers run in this test's folder, and returns their process numbers.
  @discardableResult
  private func waitForCompilers(_ count: Int) async throws -> [pid_t] {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let pids = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter
      {
        let directory = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/exe")
        return directory == folder && program?.hasSuffix("swift-frontend") == true
      }
      if pids.count == count { return pids }
      try #require(ContinuousClock.now < deadline, "\(pids.count) compilers run instead of \(count)")
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
