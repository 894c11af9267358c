import Foundation
import Glibc
import Testing

/// Values of literals that are changed while the game runs, and written into the source.
extension Stories {
  @Suite("Tweaks", .serialized)
  struct TweakStories {
    static let file = "Game/Speed.swift"
    private static let source = """
      /// The values that tests change.
      enum Speed {
        static let perTick: Int64 = 1  // tweak: 0...50
        static let divisor: Int64 = 1
        static let isOn = true
        static let name = "beacon"
        static let color: UInt32 = 0xFF0000
        nonisolated(unsafe) static var bonus: Int64 = 0
      }

      """

    /// A paused run whose literals can change, in a package that reads them.
    static func started(_ package: TestPackage, _ options: String...) throws -> HeadlessRun {
      try prepare(package)
      let run = try HeadlessRun(package, appliesLive: true)
      try run.events.next("live-literals")
      _ = try package.ctl("pause")
      return run
    }

    static func prepare(_ package: TestPackage, crlf: Bool = false) throws {
      try package.save(file, crlf ? source.replacing("\n", with: "\r\n") : source)
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick",
        "if Speed.isOn { world.distance += (Speed.perTick + Speed.bonus) / Speed.divisor }")
      try package.edit(
        "Game/Beacon.swift", "canvas.text(\"greeting \\(greeting.value)\"",
        "canvas.text(\"name \\(Speed.name) \\(Speed.color)\", column: 2, row: 9)\n    "
          + "canvas.text(\"greeting \\(greeting.value)\"")
    }

    /// How far one tick goes.
    static func distanceOfTick(_ package: TestPackage) throws -> Int {
      let tick = try #require(try package.ctl("status")["tick"] as? Int)
      let before = try package.world("distance")
      _ = try package.ctl("step")
      while try package.ctl("status")["tick"] as? Int != tick + 1 { poll(nil, 0, 5) }
      return try package.world("distance") - before
    }

    static func value(_ name: String, _ package: TestPackage) throws -> String? {
      try package.ctl("tweak get \(name)")["value"] as? String
    }

    private func line(_ line: Int) -> String { "\(Self.file):\(line)" }

    @Test("A changed value is in force in the next tick, without a compiler and without a reload")
    func nextTick() throws {
      let package = try TestPackage()
      let run = try Self.started(package)
      #expect(try Self.distanceOfTick(package) == 1)
      let reply = try package.ctl("tweak set \(line(3)) 7")
      #expect(reply["ok"] as? Bool == true, "\(reply)")
      #expect(reply["from"] as? String == "1" && reply["value"] as? String == "7")
      try run.events.next("tweaked") { $0.text("from") == "1" && $0.text("to") == "7" }
      #expect(try Self.distanceOfTick(package) == 7)
      #expect(try package.read(Self.file) == Self.source)
      // Booleans, texts, colours.
      _ = try package.ctl("tweak set \(line(5)) false")
      #expect(try Self.distanceOfTick(package) == 0)
      _ = try package.ctl("tweak set \(line(6)) 'a longer name'")
      _ = try package.ctl("tweak set \(line(7)) 0x000102")
      _ = try Self.distanceOfTick(package)
      let picture = package.path("screen.txt")
      defer { try? FileManager.default.removeItem(atPath: picture) }
      while true {
        _ = try package.ctl("screenshot \(picture)")
        if try package.read("screen.txt").contains("name a longer name 258") { break }
        poll(nil, 0, 20)
      }
      let swaps = run.events.rest().filter { ["swapped", "build-started"].contains($0.name) }
      #expect(swaps.isEmpty, "\(swaps)")
      #expect(try package.ctl("tweak list Speed")["unwritten"] as? Int == 4)
      #expect(try package.ctl("tweak revert")["reverted"] as? Int == 4)
      #expect(try Self.distanceOfTick(package) == 1)
      run.end()
    }

    @Test("What cannot be set is refused with a reason, and nothing changes")
    func refusals() throws {
      let package = try TestPackage()
      let run = try Self.started(package)
      for (arguments, reason) in [
        ("set \(line(99)) 1", "no literal is at"), ("set \(line(3)) 1.5", "without a fraction (Int64)"),
        ("set \(line(3)) 51", "outside the bounds 0...50"),
        ("set \(line(4)) 99999999999999999999", "out of range"), ("set \(line(5)) 1", "no true or false"),
        ("get Game/Beacon.swift:37", "literals are at"), ("set \(line(3))", "needs a value"),
        ("dance", "not 'dance'"), ("write", "nothing to write"),
      ] {
        let (status, output) = try package.shell("\(TestPackage.hotloop) ctl tweak \(arguments)")
        #expect(status != 0 && output.contains(reason), "\(arguments): \(output)")
      }
      #expect(try package.ctl("tweak list")["unwritten"] as? Int == 0)
      run.end()
    }

    @Test(
      "A written value changes only its bytes, and the running code becomes that of the file without a reload"
    )
    func write() throws {
      let package = try TestPackage()
      try Self.prepare(package, crlf: true)
      let real = package.path("real-speed.swift")
      try FileManager.default.moveItem(atPath: package.path(Self.file), toPath: real)
      defer { try? FileManager.default.removeItem(atPath: real) }
      try FileManager.default.createSymbolicLink(atPath: package.path(Self.file), withDestinationPath: real)
      unsafe chmod(real, 0o640)
      let run = try HeadlessRun(package, appliesLive: true)
      try run.events.next("live-literals")
      _ = try package.ctl("pause")
      _ = try package.ctl("tweak set \(line(3)) 12")
      _ = try Self.distanceOfTick(package)
      let reloads = try package.world("after_reloads")
      let reply = try package.ctl("tweak write")
      #expect(reply["ok"] as? Bool == true, "\(reply)")
      try run.events.next("tweak-written")
      // The background has built the source, and found that nothing has to be swapped.
      try run.events.next("live-literals")
      let written = try #require(run.events.events.lastIndex { $0.name == "tweak-written" })
      #expect(!run.events.events[written...].contains { $0.name == "swapped" })
      #expect(try package.world("after_reloads") == reloads)
      #expect(
        try String(contentsOfFile: real, encoding: .utf8)
          == Self.source.replacing("= 1  //", with: "= 12  //").replacing("\n", with: "\r\n"))
      var status = stat()
      #expect(unsafe stat(real, &status) == 0 && status.st_mode & 0o777 == 0o640)
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: package.path(Self.file)) == real)
      #expect(try package.ctl("tweak list")["unwritten"] as? Int == 0)
      #expect(try Self.distanceOfTick(package) == 12)
      // It is the code of the file: the next live save starts from it.
      try package.edit(Self.file, "= 12", "= 13")
      let swap = try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(swap["live"] == 1)
      #expect(try Self.distanceOfTick(package) == 13)
      run.end()
    }

    @Test("A value that a variable was initialised with comes with another copy of the code")
    func readOnce() throws {
      let package = try TestPackage()
      let run = try Self.started(package)
      let item = try package.ctl("tweak get \(line(8))")
      #expect(item["once"] as? Bool == true)
      try run.events.next("swapped") { $0.text("cause") == "tweak" }
      _ = try package.ctl("tweak set \(line(8)) 5")
      let swap = try run.events.next("swapped")
      #expect(swap.text("cause") == "tweak" && swap["generation"] == swap["from"])
      #expect(try Self.distanceOfTick(package) == 6)
      _ = try package.ctl("tweak revert")
      try run.events.next("swapped") { $0.text("cause") == "tweak" }
      #expect(try Self.distanceOfTick(package) == 1)
      run.end()
    }

    @Test("A tweak that crashes the game is taken back, and the game continues")
    func crash() throws {
      let package = try TestPackage()
      let run = try Self.started(package)
      _ = try package.ctl("tweak set \(line(3)) 4")
      #expect(try Self.distanceOfTick(package) == 4)
      _ = try package.ctl("tweak set \(line(4)) 0")
      #expect(try Self.distanceOfTick(package) == 4)
      let reverted = try run.events.next("tweak-reverted")
      #expect(reverted.text("cause") == "crash" && "\(reverted)".contains("\"from\":\"0\",\"line\":4"))
      #expect(try Self.value(line(3), package) == "4")
      #expect(try Self.value(line(4), package) == "1")
      let status = try package.ctl("status")
      #expect(status["generation"] as? Int == 1 && status["state"] as? String == "paused")
      run.end()
    }

    @Test("A save keeps tweaks of other literals, live or compiled, and names those whose literal it changed")
    func saves() throws {
      let package = try TestPackage()
      let run = try Self.started(package)
      _ = try package.ctl("tweak set \(line(3)) 8")
      _ = try package.ctl("tweak set \(line(4)) 2")
      // The file decides about what was saved.
      try package.edit(Self.file, "divisor: Int64 = 1", "divisor: Int64 = 4")
      try run.events.next("tweak-reverted") { $0.text("cause") == "saved" }
      try run.events.next("live-literals")
      #expect(try Self.value(line(3), package) == "8")
      #expect(try Self.value(line(4), package) == "4")
      #expect(try Self.distanceOfTick(package) == 2)
      try package.edit(Self.file, "static let isOn = true", "static let isOn = !false")
      let compiled = try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(compiled["live"] == 0)
      let carried = try run.events.next("swapped") { $0.text("cause") == "tweak" }
      #expect(carried["generation"] == compiled["generation"])
      #expect(try Self.value(line(3), package) == "8")
      #expect(try package.ctl("tweak list")["unwritten"] as? Int == 1)
      #expect(try Self.distanceOfTick(package) == 2)
      // Above it, and in its declaration.
      _ = try package.ctl("tweak set \(line(4)) 2")
      _ = try package.ctl("tweak set \(line(6)) 'lighthouse'")
      let next = try package.read(Self.file)
        .replacing("enum Speed {", with: "enum Speed {\n  static func twice(_ x: Int64) -> Int64 { x * 2 }")
        .replacing("divisor: Int64 = 4", with: "divisor: Int64 = twice(4)")
      try package.save(Self.file, next)
      try run.events.next("swapped") { $0.text("cause") == "tweak" }
      let lost = run.events.events.filter { $0.name == "tweak-reverted" }.suffix(1)
      #expect(lost.allSatisfy { $0.text("cause") == "saved" }, "\(lost)")
      #expect(try Self.value(line(4), package) == "8")
      #expect(try Self.value(line(5), package) == "2")
      #expect(try Self.value(line(7), package) == "\"lighthouse\"")
      #expect(try Self.distanceOfTick(package) == 2)
      // What the save replaced is named.
      try package.save(Self.file, next.replacing("twice(4)", with: "3 + twice(4)"))
      let replaced = try run.events.next("tweak-reverted")
      #expect(replaced.text("cause") == "compiled" && "\(replaced)".contains("\"from\":\"2\""))
      #expect(try package.ctl("tweak list")["unwritten"] as? Int == 2)
      run.end()
    }

    @Test(
      "In the panel a name filters, arrows change, Ctrl-U undoes, Enter writes, Escape reverts and closes")
    func panel() throws {
      let package = try TestPackage()
      try Self.prepare(package)
      let run = try TweakPanelRun(package)
      let (terminal, events) = (run.terminal, run.events)
      try run.open(filter: "PerTick:", shows: "static let perTick: Int64 =")
      try terminal.press("Right", "Right")
      try terminal.wait(for: "speed 3")
      try terminal.press("C-u")
      try terminal.wait(for: "speed 1")
      try terminal.press("4", "2", "Enter")
      try terminal.wait(for: "speed 42")
      try terminal.press("Enter")
      try events.next("tweak-written")
      try terminal.wait(for: "Written")
      #expect(try package.read(Self.file) == Self.source.replacing("= 1  //", with: "= 42  //"))
      try events.next("live-literals")
      try terminal.press("Left")
      try terminal.wait(for: "speed 41")
      // The filter, the value, the panel.
      try terminal.press("Escape")
      try terminal.wait(for: "type a name to filter")
      try terminal.press("Escape")
      try terminal.wait(for: "speed 42")
      try terminal.press("Escape")
      try terminal.wait(until: "Tweak: ")
      try terminal.press("C-c")
      try events.next("stopped")
    }
  }
}
