import Foundation
import Testing

/// Beacon with a tick that cannot be finished, and what stories ask of it.
struct StopGame {
  static let file = "Game/Beacon.swift"
  static let line = "world.distance += Speed.perTick"
  /// The element that the crash is about, and its value at first.
  static let cause = "sparks[3].value"

  let package: TestPackage

  /// - Parameter counts: whether the game counts its reloads in the world. Without that, a run with a reload computes what one
  ///   without does.
  init(counts: Bool = false) throws {
    package = try TestPackage()
    guard !counts else { return }
    try package.edit(Self.file, "    world.before_reloads += 1\n", "")
    let text = try package.read(Self.file)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      !["world.after_reloads +=", "world.from =", "world.to =", "world.changed_files ="].contains {
        line.contains($0)
      }
    }
    try package.save(Self.file, lines.joined(separator: "\n"))
  }

  /// A statement of `step`, after the distance has grown.
  static func crash(atTick tick: Int, _ statement: String = "fatalError(\"the spark is hot\")") -> String {
    line + "; if world.header.tick == \(tick), world.sparks[3].value == 4 { \(statement) }"
  }

  func breakStep(atTick tick: Int, _ statement: String = "fatalError(\"the spark is hot\")") throws {
    try package.edit(Self.file, Self.line, Self.crash(atTick: tick, statement))
  }

  func mendStep(atTick tick: Int, _ statement: String = "fatalError(\"the spark is hot\")") throws {
    try package.edit(Self.file, Self.crash(atTick: tick, statement), Self.line)
  }

  func run(_ options: String...) throws -> HeadlessRun {
    switch options.count {
    case 0: try HeadlessRun(package, "--on-crash", "stop")
    case 1: try HeadlessRun(package, "--on-crash", "stop", options[0])
    case 2: try HeadlessRun(package, "--on-crash", "stop", options[0], options[1])
    default: try HeadlessRun(package, "--on-crash", "stop", options[0], options[1], options[2])
    }
  }

  /// The tick at which the run is stopped, as `hotloop ctl crash` has it.
  func stop() throws -> [String: Any] {
    let answer = try package.ctl("crash")
    guard let stop = answer["stop"] as? [String: Any] else {
      throw TestFailure("the run is not stopped: \(answer)")
    }
    return stop
  }

  var tick: Int { get throws { try #require(try package.ctl("status")["tick"] as? Int) } }

  func resolve(_ request: String) throws -> [String: Any] {
    let answer = try package.ctl("crash \(request)")
    try #require(answer["ok"] as? Bool == true, "\(answer)")
    return answer
  }

  /// Waits for a position of the recording, and writes the world there to a file.
  func saveWorld(atPosition position: Int, to file: String) throws {
    func time(_ request: String) throws -> [String: Any] {
      let answer = try package.ctl("time \(request)")
      try #require(answer["ok"] as? Bool == true, "\(answer)")
      return answer
    }
    while try (time("")["last"] as? Int ?? 0) < position {}
    _ = try time("show \(position)")
    _ = try package.ctl("snapshot \(file)")
    _ = try time("now")
  }

  /// Computes a recording again with the present source.
  func verify(_ file: String) throws -> (status: Int32, crashes: Int, output: String) {
    let (status, output, lines) = try package.json(
      "replay \(file) --headless --verify --json", schema: "replay")
    return (status, (lines.first?["crashes"] as? [Any])?.count ?? 0, output)
  }

  /// Whether two saved worlds have the same values.
  func areSame(_ a: String, _ b: String) throws -> Bool {
    let (status, output) = try package.shell("\(TestPackage.hotloop) world diff \(a) \(b)")
    if status != 0 { print(output) }
    return status == 0
  }
}
