import Foundation
import Testing

/// What is wrong, for editors.
extension Stories {
  @Suite("Problems for editors", .serialized)
  struct ProblemStories {
    /// The pattern of the task that new games have for VS Code.
    private static func pattern() throws -> Regex<AnyRegexOutput> {
      let path = TestPackage.repository.appendingPathComponent("Templates/common/.vscode/tasks.json")
      let object = try JSONSerialization.jsonObject(with: Data(contentsOf: path))
      let tasks = try #require((object as? [String: Any])?["tasks"] as? [[String: Any]])
      let task = try #require(tasks.first { $0["label"] as? String == "problems" })
      #expect(task["command"] as? String == "hotloop ctl problems --format gcc")
      let matcher = task["problemMatcher"] as? [String: Any]
      let pattern = try #require((matcher?["pattern"] as? [String: Any])?["regexp"] as? String)
      return try Regex(pattern)
    }

    /// The lines for editors: file, line, column, severity and message; nil where a line has none.
    private func problems(_ package: TestPackage) throws -> [[String?]] {
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl problems --format gcc")
      #expect(status == 0)
      return try output.split(separator: "\n").map { line in
        let match = try #require(try Self.pattern().wholeMatch(in: String(line)), "\(line)")
        return match.output.dropFirst().map { $0.substring.map(String.init) }
      }
    }

    @Test("Errors of the compiler, of a file and of a crash have their places in the lines for editors")
    func places() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      #expect(try problems(package).isEmpty)
      try package.edit("Game/Speed.swift", "= 1\n", "= missing\n")
      try run.events.next("build-failed")
      var found = try problems(package)
      let line = try package.read("Game/Speed.swift").split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.contains("missing") }
      #expect(found.count == 1, "\(found)")
      #expect(found.first?[0] == package.path("Game/Speed.swift"))
      #expect(found.first?[1] == line.map { String($0 + 1) } && found.first?[2] != nil, "\(found)")
      #expect(found.first?[3] == "error" && found.first?[4]?.contains("missing") == true, "\(found)")
      try package.edit("Game/Speed.swift", "= missing\n", "= 1\n")
      try run.events.next("unchanged")
      try package.save("assets/greeting.txt", "hello!\n")
      try run.events.next("asset-rejected")
      found = try problems(package)
      #expect(found.map { $0[0] } == [package.path("assets/greeting.txt")], "\(found)")
      #expect(found.first?[1] == "1" && found.first?[2] == nil, "\(found)")
    }

    @Test("The same as JSON; --format is for problems only, and a mistake in it is an error")
    func formats() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      #expect((try package.ctl("problems")["problems"] as? [Any])?.isEmpty == true)
      #expect((try package.ctl("problems --format json")["problems"] as? [Any])?.isEmpty == true)
      for arguments in ["status --format gcc", "problems --format html", "problems all"] {
        let (status, output) = try package.shell("\(TestPackage.hotloop) ctl \(arguments)")
        #expect(status == 64, "\(arguments): \(output)")
      }
      run.end()
    }
  }
}
