import Foundation
import Testing

/// Questions about fields that may have been renamed, and their answers.
extension Stories {
  @Suite("Renames", .serialized)
  struct RenameStories {
    private static let header = "Game/World/include/world.h"
    private static let game = "Game/Beacon.swift"
    private static let setter = "world.hp = 7\n    "

    /// A run whose world has `hp` = 7, in a build that no longer sets it.
    private func started(_ package: TestPackage) throws -> HeadlessRun {
      try prepare(package)
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      try package.edit(Self.game, Self.setter, "")
      try run.events.next("swapped")
      return run
    }

    private func prepare(_ package: TestPackage) throws {
      try package.edit(Self.header, "int32_t pushes;", "int32_t pushes;\n  int32_t hp;")
      try package.edit(Self.game, "for value in 1...10", Self.setter + "for value in 1...10")
    }

    private func rename(_ package: TestPackage, _ old: String, _ new: String) throws {
      try package.edit(Self.header, "  \(old);", "  \(new);")
    }

    @Test("The answer renamed brings the value back, and declares the rename in the source")
    func renamed() throws {
      let package = try TestPackage()
      let run = try started(package)
      try rename(package, "int32_t hp", "int64_t health")
      let asked = try asked(run)
      #expect(asked.text("from") == "World.hp" && asked.text("to") == "World.health")
      #expect(asked.text("from_type") == "int32" && asked.text("to_type") == "int64")
      #expect(try package.world("health") == 0)
      let open = try questions(package)
      #expect(open.map { $0["from"] as? String } == ["World.hp"])
      #expect(open[0]["shown"] as? Bool == true)
      #expect(
        try logged(package, "was World.hp (int32) renamed to World.health (int64), or is that one new?"))

      let reply = try package.ctl("answer renamed World.health")
      #expect(reply["ok"] as? Bool == true, "\(reply)")
      #expect(reply["restored"] as? Int == 1)
      #expect(reply["path"] as? String == Self.game)
      #expect(try package.world("health") == 7)
      #expect(try package.read(Self.game).contains(".field(of: \"World\", from: \"hp\", to: \"health\")"))
      #expect(try questions(package).isEmpty)
      // The write is a save, and the next build knows the rename.
      let next = try run.events.next("swapped")
      #expect(next.text("cause") == "save")
      #expect(try package.world("health") == 7)
      #expect(try logged(package, "World.hp renamed to World.health; the values have followed it already"))
      // Back to before the edit, and forward again: nothing is lost and nothing asked.
      for _ in 0..<2 { try move(package, run, "rollback") }
      #expect(try package.world("hp") == 7)
      for _ in 0..<2 { try move(package, run, "forward") }
      #expect(try package.world("health") == 7)
      #expect(run.events.events.filter { $0.name == "rename-asked" }.count == 1)
      #expect(try package.ctl("answer new")["error"] as? String == "no question is open")
    }

    @Test("The answer renamed brings back values that the game has written over since")
    func written() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.ctl("pause")
      let distance = try package.world("distance") + 100
      try package.ctl("step 100")
      while try package.world("distance") < distance { poll(nil, 0, 20) }
      try package.edit(Self.header, "int64_t distance;", "int64_t travelled;")
      try package.edit(Self.game, "world.distance", "world.travelled")
      try asked(run)
      try package.ctl("step 20")
      while try package.world("travelled") < 20 { poll(nil, 0, 20) }
      #expect(try package.ctl("answer renamed")["restored"] as? Int == 1)
      #expect(try package.world("travelled") == distance)
    }

    @Test("The answer new is remembered for the two layouts: by rollbacks, loaded worlds and later runs")
    func new() throws {
      let package = try TestPackage()
      let run = try started(package)
      let world = package.path("old.world")
      defer { try? FileManager.default.removeItem(atPath: world) }
      _ = try package.ctl("snapshot \(world)")
      try rename(package, "int32_t hp", "int32_t health")
      try asked(run)
      let reply = try package.ctl("answer new")
      #expect(reply["ok"] as? Bool == true && reply["open"] as? Int == 0, "\(reply)")
      #expect(try questions(package).isEmpty)
      try move(package, run, "rollback")
      #expect(try package.world("hp") == 7)
      try move(package, run, "forward")
      #expect(try package.world("health") == 0)
      _ = try package.ctl("load \(world)")
      #expect(try package.world("health") == 0)
      #expect(try questions(package).isEmpty)
      run.end()
      let second = try HeadlessRun(package, "--from", world)
      #expect(try questions(package).isEmpty)
      second.end()
      #expect((run.events.events + second.events.events).filter { $0.name == "rename-asked" }.count == 1)
      // It was an answer for these two layouts only.
      try package.edit(Self.header, "int32_t health;", "int32_t health;\n  int8_t more;")
      let third = try HeadlessRun(package, "--from", world)
      _ = try package.ctl("pause")
      #expect(try questions(package).map { $0["to"] as? String } == ["World.health", "World.more"])
      #expect(try package.ctl("answer renamed")["restored"] as? Int == 1)
      #expect(try package.world("health") == 7)
      #expect(try questions(package).isEmpty)
      third.end()
    }

    @Test(
      "A postponed question stays open across saves and rollbacks, and the file keeps its line ends, mode and link"
    )
    func later() throws {
      let package = try TestPackage()
      try package.save(Self.game, try package.read(Self.game).replacing("\n", with: "\r\n"))
      try package.edit(Self.header, "int32_t pushes;", "int32_t pushes;\n  int32_t hp;")
      try package.edit(Self.game, "for value in 1...10", "world.hp = 7\r\n    for value in 1...10")
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      // A link, to a file that only the author may read.
      try package.shell(
        "mv \(Self.game) Game/Beacon.txt && ln -s Beacon.txt \(Self.game) && chmod 600 Game/Beacon.txt")
      try package.edit(Self.game, "world.hp = 7\r\n    ", "")
      try run.events.next("swapped")
      try rename(package, "int32_t hp", "int32_t health")
      try asked(run)
      #expect(try package.ctl("answer later")["open"] as? Int == 1)
      #expect(try questions(package).map { $0["shown"] as? Bool } == [false])
      try package.edit(Self.header, "int32_t health;", "int32_t health;\n  float more;")
      try run.events.next("swapped")
      #expect(try questions(package).map { $0["shown"] as? Bool } == [false])
      // While the edit is undone by a rollback there is nothing to ask.
      for _ in 0..<2 { try move(package, run, "rollback") }
      #expect(try questions(package).isEmpty)
      for _ in 0..<2 { try move(package, run, "forward") }
      #expect(try questions(package).count == 1)
      #expect(try package.ctl("answer renamed World.hp:World.health")["restored"] as? Int == 1)
      try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(try package.world("health") == 7)
      let text = try package.read(Self.game)
      #expect(
        text.contains(
          "static var renames: [Rename] { [.field(of: \"World\", from: \"hp\", to: \"health\")] }\r\n"))
      #expect(!text.replacing("\r\n", with: "").contains("\n"))
      #expect(
        try package.shell("stat -c %a Game/Beacon.txt && readlink \(Self.game)").output == "600\nBeacon.txt\n"
      )
    }

    @Test("A save that undoes the edit closes the question, and one that declares it too")
    func closed() throws {
      let package = try TestPackage()
      let run = try started(package)
      try rename(package, "int32_t hp", "int32_t health")
      try asked(run)
      try rename(package, "int32_t health", "int32_t hp")
      try run.events.next("rename-withdrawn")
      #expect(try package.world("hp") == 7)
      #expect(try questions(package).isEmpty)
      try rename(package, "int32_t hp", "int32_t health")
      try asked(run)
      try package.edit(
        Self.game, "mutating func start(",
        "static let renames: [Rename] = [\n    .field(of: \"World\", from: \"hp\", to: \"health\")\n  ]\n\n"
          + "  mutating func start(")
      try run.events.next("rename-withdrawn")
      #expect(try package.world("health") == 7)
      // One list: the next answer is an entry of it.
      try rename(package, "int32_t health", "int32_t strength")
      try asked(run)
      _ = try package.ctl("answer renamed")
      #expect(try package.world("strength") == 7)
      #expect(
        try package.read(Self.game).contains(
          "to: \"health\"),\n    .field(of: \"World\", from: \"health\", to: \"strength\")\n  ]"))
    }

    @Test("A build that migrates by its own migrate, or that declares a default, is not asked about")
    func stated() throws {
      let package = try TestPackage()
      let run = try started(package)
      // The first of the two saves does not compile.
      let start = "mutating func start("
      try package.edit(
        Self.game, start,
        "static let worldVersion = 2\n"
          + "  mutating func migrate(_ world: inout World, _ migration: Migration) { world.health = 9 }\n  "
          + start)
      try run.events.next("build-failed")
      try rename(package, "int32_t hp", "int32_t health")
      try run.events.next("swapped")
      #expect(try package.world("health") == 9)
      #expect(try questions(package).isEmpty)
      try package.save(
        Self.game,
        try package.read(Self.game).replacing("world.health = 9", with: "world.strength = 9").replacing(
          start,
          with: "static let defaults: [FieldDefault] = [.field(of: \"World\", \"strength\", 0)]\n  " + start))
      try run.events.next("build-failed")
      try rename(package, "int32_t health", "int32_t strength")
      try run.events.next("swapped")
      #expect(try package.world("strength") == 0)
      #expect(try questions(package).isEmpty)
      #expect(!run.events.events.contains { $0.name == "rename-asked" })
    }

    @Test("A file that was changed since is left alone, and the answer says what to write")
    func changed() throws {
      let package = try TestPackage()
      let run = try started(package)
      try rename(package, "int32_t hp", "int32_t health")
      try asked(run)
      try package.edit(Self.game, "import World\n", "import World\nimport Nowhere\n")
      try run.events.next("build-failed")
      let text = try package.read(Self.game)
      let reply = try package.ctl("answer renamed")
      #expect(reply["ok"] as? Bool == true && reply["restored"] as? Int == 1, "\(reply)")
      #expect(reply["path"] is NSNull)
      #expect((reply["reason"] as? String)?.contains("changed since") == true)
      let declaration = try #require(reply["declaration"] as? String)
      #expect(declaration.contains(".field(of: \"World\", from: \"hp\", to: \"health\")"))
      #expect(try package.read(Self.game) == text)
      #expect(try package.problems().contains { $0["kind"] as? String == "declaration" })
      #expect(try logged(package, ": \(declaration)"))
      #expect(try package.world("health") == 7)
      try package.edit(Self.game, "import Nowhere\n", "")
      try package.edit(Self.game, "mutating func start(", "\(declaration)\n\n  mutating func start(")
      try run.events.next("swapped")
      #expect(try package.world("health") == 7)
    }

    @Test("Elements of a pool, and several pairs: each is asked about, and the answer new moves on")
    func several() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      let text = try package.read(Self.game).replacing(
        "Spark(age: 0, value:", with: "Spark(age: 0, worth: 1, price:"
      )
      .replacing("].value)", with: "].price)")
      try package.save(Self.game, text)
      try package.edit(Self.header, "int32_t value;", "int32_t worth;\n  int32_t price;")
      while try questions(package).isEmpty { try run.events.next("swapped") }
      #expect(try questions(package).map { $0["to"] as? String } == ["Spark.worth", "Spark.price"])
      #expect(try package.ctl("answer new")["to"] as? String == "Spark.worth")
      let reply = try package.ctl("answer renamed")
      #expect(reply["to"] as? String == "Spark.price")
      #expect(reply["restored"] as? Int == 10 && reply["total"] as? Int == 10)
      let sparks = (try package.ctl("world")["world"] as? [String: Any])?["sparks"] as? [[String: Any]]
      #expect(sparks?.map { ($0["price"] as? NSNumber)?.intValue } == Array(1...10))
    }

    @Test("ctl explains what it does not understand, with an exit status")
    func usage() throws {
      let package = try TestPackage()
      let run = try started(package)
      let help = try package.shell("\(TestPackage.hotloop) ctl --help")
      #expect(help.output.contains("answer") && help.output.contains("renamed"))
      for (arguments, status, text) in [
        ("answer", Int32(64), "needs one of renamed, new, later, ask"),
        ("answer perhaps", 64, "needs one of renamed, new, later, ask"),
        ("answer renamed", 1, "no question is open"), ("answer later", 1, "no question is open"),
        ("pause now then", 64, "takes no argument, but there is 'now'"),
      ] {
        let reply = try package.shell("\(TestPackage.hotloop) ctl \(arguments)")
        #expect(reply.status == status && reply.output.contains(text), "\(arguments): \(reply)")
      }
      try rename(package, "int32_t hp", "int32_t health")
      try asked(run)
      let other = try package.shell("\(TestPackage.hotloop) ctl answer new World.pushes")
      #expect(other.status == 1 && other.output.contains("World.hp:World.health"), "\(other)")
    }

    @Test("On the screen: asked, put off, asked again, answered with a key")
    func screen() throws {
      let package = try TestPackage()
      try prepare(package)
      let terminal = try TerminalRun(in: package.root)
      try terminal.type("\(TestPackage.hotloop) --no-optimise --wait-for-build --seed 1")
      try terminal.wait(for: "distance")
      try package.edit(Self.game, Self.setter, "")
      try terminal.wait(for: "Generation 2")
      try rename(package, "int32_t hp", "int32_t health")
      let asked = try terminal.wait(for: "Was World.hp renamed to World.health?")
      for text in ["Ctrl-R  renamed", "Ctrl-O  new", "Ctrl-T  later"] { #expect(asked.contains(text)) }
      // The game plays on.
      let tick = try #require(try package.ctl("status")["tick"] as? Int)
      while try package.ctl("status")["tick"] as? Int == tick {}
      try terminal.press("C-t")
      try terminal.wait(until: "Was World.hp")
      try terminal.wait(for: "Ctrl-T asks again")
      // A key does not answer what is not shown: it shows it.
      try terminal.press("C-r")
      try terminal.wait(for: "Was World.hp renamed to World.health?")
      #expect(try package.world("health") == 0)
      try terminal.press("C-r")
      try terminal.wait(for: "The rename is declared in Game/Beacon.swift")
      try terminal.wait(until: "Was World.hp")
      #expect(try package.world("health") == 7)
      try terminal.press("C-t")
      try terminal.wait(for: "No question is open")
      try rename(package, "int32_t health", "int32_t strength")
      try terminal.wait(for: "Was World.health renamed to World.strength?")
      try terminal.press("C-o")
      try terminal.wait(for: "World.strength is new")
      try terminal.wait(until: "Was World.health")
      #expect(try package.world("strength") == 0)
      try terminal.press("q")
      try terminal.wait(for: "ready$")
    }

    // MARK: Reading the run

    private func questions(_ package: TestPackage) throws -> [[String: Any]] {
      let status = try package.ctl("status")
      guard let questions = status["questions"] as? [[String: Any]] else {
        throw TestFailure("the status has no list of questions: \(status)")
      }
      return questions
    }

    /// Whether the text log has a line that contains the text. Waits for it.
    private func logged(_ package: TestPackage, _ text: String) throws -> Bool {
      let path = package.path(".hotloop/hotloop.log")
      let end = Date().addingTimeInterval(20)
      while Date() < end {
        if let log = try? String(contentsOfFile: path, encoding: .utf8), log.contains(text) { return true }
      }
      return false
    }

    /// Waits for a question, and until the generation that caused it runs.
    @discardableResult
    private func asked(_ run: HeadlessRun) throws -> EventStream.Event {
      let event = try run.events.next("rename-asked")
      try run.events.next("swapped")
      return event
    }

    private func move(_ package: TestPackage, _ run: HeadlessRun, _ command: String) throws {
      _ = try package.ctl(command)
      try run.events.next("rolled-back")
    }
  }
}
