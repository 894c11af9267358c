import Foundation
import JSONSchema

/// A copy of the game Beacon in a package of its own, which depends on HotLoop as a user's package would.
///
/// There is one for the whole test run, so that its dependencies are built once. Tests use it one after another, and each
/// starts with the files of Fixtures.
struct TestPackage {
  let root: URL

  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The program under test, which is built with the tests.
  static let hotloop: String = {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let candidates = [folder, folder.deletingLastPathComponent()].map {
      $0.appendingPathComponent("hotloop").path
    }
    return candidates.first(where: FileManager.default.isExecutableFile) ?? candidates[0]
  }()

  /// Restores the files of Fixtures and keeps earlier build products.
  init() throws {
    root = Self.repository.appendingPathComponent(".build/stories/beacon")
    let fixture = Self.repository.appendingPathComponent("Tests/Fixtures/Beacon")
    let files = FileManager.default
    try files.createDirectory(at: root, withIntermediateDirectories: true)
    for name in ["Game", "assets"] {
      let copy = root.appendingPathComponent(name)
      if files.fileExists(atPath: copy.path) { try files.removeItem(at: copy) }
      try files.copyItem(at: fixture.appendingPathComponent(name), to: copy)
    }
    let template = try String(
      contentsOf: fixture.appendingPathComponent("Package.swift.template"), encoding: .utf8)
    let manifest = template.replacing("@HOTLOOP@", with: Self.repository.path)
    let path = root.appendingPathComponent("Package.swift")
    if (try? String(contentsOf: path, encoding: .utf8)) != manifest {
      try manifest.write(to: path, atomically: true, encoding: .utf8)
    }
    // A host that is left from an interrupted test run would prevent a new one.
    while try shell("\(Self.hotloop) ctl quit").status == 0 {}
    // Other tests, and earlier runs of this one, may have had builds of the same sources that were rejected.
    // The answers of other tests hold for the same layouts.
    let worlds = ["last", "last-2", "last-3"].flatMap { [$0 + ".world", $0 + ".run"] }
    for name in ["trials.json", "answers.json"] + worlds {
      try? files.removeItem(at: root.appendingPathComponent(".hotloop/" + name))
    }
  }

  /// A package that is somewhere else, as it is.
  init(at root: URL) { self.root = root }

  func path(_ name: String) -> String { root.appendingPathComponent(name).path }

  func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  /// Saves in place, as `cat > file` does.
  func save(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: root.appendingPathComponent(name))
  }

  /// Replaces a text in a file and saves it.
  func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try read(name)
    guard text.contains(old) else { throw TestFailure("\(name) does not contain \(old)") }
    try save(name, text.replacing(old, with: new))
  }

  /// Runs a shell command, without single quotes, in the package as a process with mounts of its own sees it.
  func shell(_ command: String, inNamespaceOf pid: Int32) throws {
    let (status, output) = try shell(
      "nsenter --target \(pid) --user --mount --preserve-credentials sh -c "
        + "'cd \"\(root.path)\" && \(command)'")
    guard status == 0 else { throw TestFailure("\(command): \(output)") }
  }

  /// Runs a shell command in the package.
  @discardableResult
  func shell(_ command: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = root
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  private static let replies = Result { try JSONSchema("control") }

  /// Runs `hotloop ctl …` and returns its JSON reply, which must be what its schema says.
  @discardableResult
  func ctl(_ arguments: String) throws -> [String: Any] {
    let (_, output) = try shell("\(Self.hotloop) ctl \(arguments)")
    guard let object = try? JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] else {
      throw TestFailure("hotloop ctl \(arguments) answered: \(output)")
    }
    var described = object
    // Its schema says nothing of what is in a world, which may have a million values.
    if described["world"] is [String: Any] { described["world"] = [String: Any]() }
    let command = arguments.split(separator: " ").first.map(String.init) ?? ""
    do {
      let text = String(decoding: try JSONSerialization.data(withJSONObject: described), as: UTF8.self)
      try Self.replies.get().definition(command).check(text)
    } catch {
      throw TestFailure("hotloop ctl \(arguments) answered \(output.prefix(2000)): \(error)")
    }
    return object
  }

  /// Runs `hotloop …` and returns its exit status, its output, and the lines of it that are JSON. These must be what a schema says.
  func json(_ arguments: String, schema name: String) throws -> (
    status: Int32, output: String, lines: [[String: Any]]
  ) {
    let schema = try JSONSchema(name)
    let (status, output) = try shell("\(Self.hotloop) \(arguments)")
    let lines = try output.split(separator: "\n").compactMap { line in
      guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
        return [String: Any]?.none
      }
      try schema.check(line)
      return object
    }
    return (status, output, lines)
  }

  /// Runs ticks of a paused game, and returns when they have run.
  func step(_ count: Int) throws {
    func tick() throws -> Int {
      guard let tick = try ctl("status")["tick"] as? Int else { throw TestFailure("the status has no tick") }
      return tick
    }
    let end = try tick() + count
    try ctl("step \(count)")
    let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
    while try tick() < end {
      guard Date() < deadline else { throw TestFailure("\(count) ticks did not run") }
    }
  }

  /// The running host's problems, as `status` lists them.
  func problems() throws -> [[String: Any]] {
    let status = try ctl("status")
    guard let problems = status["problems"] as? [[String: Any]] else {
      throw TestFailure("the status has no list of problems: \(status)")
    }
    return problems
  }

  /// The titles of their panels.
  func problemTitles() throws -> [String] { try problems().compactMap { $0["title"] as? String } }

  /// A field of the running game's world.
  func world(_ field: String) throws -> Int {
    let reply = try ctl("world")
    guard let world = reply["world"] as? [String: Any], let value = (world[field] as? NSNumber)?.intValue
    else {
      throw TestFailure("the world has no \(field): \(reply)")
    }
    return value
  }
}

struct TestFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
