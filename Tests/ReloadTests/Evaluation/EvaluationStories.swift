import Foundation
import Testing

/// Code that is sent to a running game.
extension Stories {
  @Suite("Evaluations", .serialized)
  struct EvaluationStories {
    /// Runs `hotloop eval`, with the code at standard input.
    private func eval(
      _ package: TestPackage, _ code: String, _ options: String = ""
    ) throws -> (status: Int32, output: String) {
      try package.save(".hotloop/code.txt", code)
      let (status, output) = try package.shell("\(TestPackage.hotloop) eval \(options) < .hotloop/code.txt")
      return (status, output.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private func value(_ package: TestPackage, _ code: String, _ options: String = "") throws -> String {
      let (status, output) = try eval(package, code, options)
      guard status == 0 else { throw TestFailure("\(code): \(output)") }
      return output
    }

    @Test(
      "Code counts, changes the world, declares, prints; the game derives its data again; a recording has the change"
    )
    func everyday() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--record", "eval.run")
      while try package.world("distance") < 10 {}
      #expect(try value(package, "world.sparks.elements.filter { $0.value > 7 }.count") == "3")
      #expect(try value(package, "world.sparks[2].value") == "3")
      let distance = try package.world("distance")
      #expect(try #require(Double(value(package, "world.distance"))) >= Double(distance))

      // A change. The picture shows the derived sum.
      let reloads = try package.world("after_reloads")
      #expect(try value(package, "world.sparks[3].value = -1000") == "")
      #expect(try package.ctl("world get sparks[3].value")["value"] as? Int == -1000)
      #expect(try package.world("after_reloads") == reloads)
      repeat { try package.ctl("screenshot a.txt") } while try !package.read("a.txt").contains("sum -949")
      let event = try run.events.next("evaluated") { $0.members["changes-world"] as? Bool == true }
      #expect(event.text("code") == "world.sparks[3].value = -1000")

      // The value of a branch.
      #expect(try value(package, "if world.sparks.count > 9 { \"many\" } else { \"few\" }") == "many")
      #expect(try value(package, "let x = 2\nswitch x {\ncase 2: 20\ndefault: 30\n}") == "20")
      #expect(try value(package, "switch 1 {\ncase 1:\n  let y = 5\n  print(y)\ndefault: break\n}") == "5")

      // The game's own value, its methods and statics.
      #expect(try value(package, "game.sum") == "-949")
      #expect(try value(package, "Speed.perTick > 0") == "true")

      // Several lines, which print and have a value, and what they declare.
      let code = "func half(_ x: Int) -> Int { x / 2 }\nlet four = half(8)\nprint(four, \"lives\")\nfour + 1"
      #expect(try value(package, code) == "4 lives\n5")
      #expect(try value(package, "half(half(12))") == "3")
      #expect(
        try value(package, "func half(_ x: Int) -> Int { x * 10 }")
          == "declared func half; no function of the game is replaced")
      #expect(try value(package, "half(1)") == "10")
      let reply = try package.ctl("eval \"half(2)\"")
      #expect(reply["value"] as? Int == 20 && reply["changes_world"] as? Bool == false, "\(reply)")
      #expect(try value(package, "", "--forget --json").contains("\"forgotten\":1"))
      #expect(try eval(package, "half(1)").status == 1)

      // What was before a change can be brought back.
      #expect(try value(package, "world.pushes = 77") == "")
      try package.ctl("rollback-world")
      #expect(try package.world("pushes") == 0)
      let end = try package.world("distance")
      while try package.world("distance") < end + 10 {}
      run.end()
      let (status, output) = try package.shell("\(TestPackage.hotloop) replay eval.run --headless --verify")
      #expect(status == 0, "\(output)")
      try package.shell("rm eval.run a.txt")
    }

    @Test("What does not compile, throws, crashes or hangs leaves the world as it was, and says where")
    func failures() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--call-limit", "1")
      try package.ctl("pause")
      let pid = try package.ctl("status")["pid"] as? Int
      let before = try package.ctl("world")["world"] as? NSDictionary
      for (code, words) in [
        ("let a = 1\nwrld.x + a", ["eval:2:1: error: cannot find 'wrld' in scope", "  wrld.x + a\n  ^"]),
        ("world.distance = \"x\"", ["eval:1:", "error:"]),
        ("let x = 5 +", ["eval:2:1: error: expected expression"]),
        ("world.pushes = 7\nthrow AssetError(line: 3, \"no such thing\")", ["failed", "no such thing"]),
        ("world.pushes = 7\nlet none = [Int]()\nnone[3]", ["crashed", "Index out of range", "eval:3"]),
        ("func boom(_ a: [Int]) -> Int {\n  a[9]\n}\nboom([])", ["crashed", "eval:2", "boom", "eval:4"]),
        ("world.pushes = 7\nwhile world.pushes > 0 { world.pushes = 8 }", ["took too long"]),
        ("world.sparks.removeAll()\nworld.sparks[0].age", ["crashed", "out of range"]),
        ("private_thing", ["cannot find"]), ("}", ["eval:1:1: error: there is no bracket", "  }\n  ^"]),
        ("print(\"before\")\nfatalError(\"boom\")", ["before", "boom"]),
        ("mutating func none() {}", ["there is no none()"]),
      ] {
        let (status, output) = try eval(package, code)
        #expect(status == 1, "\(code)")
        for word in words { #expect(output.contains(word), "\(code): \(output)") }
      }
      let (status, output) = try package.shell("\(TestPackage.hotloop) eval \"\"")
      #expect(status == 64 && output.contains("eval needs code"), "\(output)")
      #expect(
        try eval(package, "1", "--file Game/None.swift").output.contains("not a Swift file of the game"))
      let after = try package.ctl("world")["world"] as? NSDictionary
      #expect(before == after)
      #expect(try package.ctl("status")["pid"] as? Int == pid)
      #expect(try package.problems().isEmpty)
      run.end()
    }

    @Test("Code that ends the process takes the blame: the game continues with the world before")
    func exits() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      while try package.world("distance") < 10 {}
      #expect(try package.ctl("stop-on-crash on")["ok"] as? Bool == true)
      let (status, output) = try eval(package, "import Glibc\nworld.pushes = 99\nexit(3)")
      #expect(status == 1 && output.contains("the code ended hotloop"), "\(output)")
      let event = try run.events.next("resumed")
      #expect(event.text("reason")?.contains("code that was sent to it was running") == true, "\(event)")
      #expect(event["blamed"] == nil, "\(event)")
      while (try? package.world("pushes")) == nil {}
      #expect(try package.world("pushes") == 0)
      #expect(try value(package, "world.pushes") == "0")
      // What was chosen while the run went on is not forgotten with the host.
      #expect(try package.ctl("status")["stop_on_crash"] as? Bool == true)
      run.end()
    }

    @Test("Variables are those of the running code; private declarations are found in their file")
    func scopes() throws {
      let package = try TestPackage()
      try package.save(
        "Game/Counters.swift",
        """
        struct Counters {
          nonisolated(unsafe) static var steps = 0
          nonisolated(unsafe) static var names = ["a"] + []
          nonisolated(unsafe) private static var hidden = [1: Int("7")!]
          private(set) var depth = 3
          private func twice() -> Int { depth * 2 }
        }
        private struct Secret { var depth = 3 }
        nonisolated(unsafe) private var (left, right) = (Int("1")!, "r")

        """)
      try package.edit(
        "Game/Beacon.swift", "    world.distance +=", "    Counters.steps += 1\n    world.distance +=")
      let run = try HeadlessRun(package)
      while try package.world("distance") < 10 {}
      let first = try #require(Int(value(package, "Counters.steps")))
      #expect(first > 0)
      // What code makes of a variable stays.
      #expect(try value(package, "Counters.names.append(\"b\")") == "")
      #expect(try value(package, "Counters.names") == "[\"a\", \"b\"]")
      #expect(try value(package, "Counters.steps = 1_000_000") == "")
      while try #require(Int(value(package, "Counters.steps"))) <= 1_000_000 {}
      // Private ones.
      #expect(try eval(package, "Secret().depth").output.contains("'Secret'"))
      #expect(try value(package, "Secret().depth + right.count + left", "--file Game/Counters.swift") == "5")
      #expect(try value(package, "Counters.hidden[2] = 4", "--file Game/Counters.swift") == "")
      #expect(try value(package, "Counters.hidden.values.sorted()", "--file Game/Counters.swift") == "[4, 7]")
      #expect(try eval(package, "Counters.hidden").output.contains("'hidden' is inaccessible"))
      #expect(
        try value(package, "var one = Counters()\none.depth = 5\none.twice()", "--file Game/Counters.swift")
          == "10")
      // A save resets variables, as it does without evaluations.
      try package.edit("Game/Counters.swift", "depth = 3", "depth = 4")
      _ = try run.events.next("swapped") { $0["generation"] == 2 }
      #expect(try value(package, "Secret().depth", "--file Game/Counters.swift") == "4")
      run.end()
    }

    @Test(
      "After another layout, code is compiled for that; while the files do not compile, their errors are the answer"
    )
    func layouts() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      #expect(try value(package, "func ages() -> Int { 1 }\nworld.sparks.count") == "10")
      try package.edit("Game/World/include/world.h", "} World;", "  float glow;\n} World;")
      // Sent at once: the save may not have been seen.
      #expect(try value(package, "world.glow = 2\nworld.glow") == "2.0")
      #expect(try package.world("glow") == 2)
      // What was declared for a layout is forgotten with it.
      #expect(
        try value(package, "extension World { var isBright: Bool { glow > 3 } }\nworld.isBright") == "false")
      try package.edit("Game/World/include/world.h", "  float glow;\n} World;", "} World;")
      #expect(try value(package, "world.sparks.count") == "10")
      #expect(try eval(package, "world.isBright").output.contains("isBright"))
      try package.edit("Game/Beacon.swift", "world.distance +=", "wrld.distance +=")
      _ = try run.events.next("build-failed")
      // The code before runs, and answers.
      #expect(try value(package, "world.sparks.count + 1") == "11")
      #expect(try value(package, "Speed.perTick") == "1")
      try package.edit("Game/Beacon.swift", "wrld.distance +=", "world.distance +=")
      #expect(try value(package, "ages()") == "1")
      // After a rollback the code before runs: an answer from the newer files would be wrong.
      let speed = "enum Kind { static let name = \"old\" }\n"
      try package.edit("Game/Beacon.swift", "struct Beacon", speed + "struct Beacon")
      _ = try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(try value(package, "Kind.name") == "old")
      try package.edit("Game/Beacon.swift", "\"old\"", "\"new\" + \"\"")
      _ = try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(try value(package, "Kind.name") == "new")
      try package.ctl("rollback")
      #expect(try value(package, "Kind.name") == "old")
      #expect(try value(package, "Kind.name", "--file Game/Beacon.swift") == "old")
      try package.ctl("forward")
      #expect(try value(package, "Kind.name") == "new")
      // Headers cannot be taken back that way.
      try package.edit("Game/World/include/world.h", "} World;", "  float glow;\n} World;")
      _ = try run.events.next("swapped") { $0.text("cause") == "save" }
      try package.ctl("rollback")
      #expect(try eval(package, "2").output.contains("go forward"))
      run.end()
    }

    @Test("A function that is sent replaces the one of its name until its file is saved")
    func redefined() throws {
      let package = try TestPackage()
      try package.save("Game/Extra.swift", "func bonus() -> Int64 {\n  0\n}\nfunc other() -> Int64 { 1 }\n")
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick", "world.distance += bonus() + Speed.perTick")
      let run = try HeadlessRun(package)
      while try package.world("distance") < 10 {}
      #expect(try value(package, "bonus()") == "0")
      let sent = try value(package, "func bonus() -> Int64 {\n  1_000_000\n}")
      #expect(sent == "bonus() is replaced until its file is saved")
      #expect(try run.events.next("sent-functions").list("functions") == ["bonus()"])
      while try package.world("distance") < 1_000_000 {}
      // Later code, and builds of other files, have it.
      #expect(try value(package, "bonus() + other()") == "1000001")
      try package.edit("Game/Beacon.swift", "world.pushes += 1", "world.pushes += 1 + 1")
      _ = try run.events.next("swapped") { $0["generation"] == 3 }
      #expect(try value(package, "bonus()") == "1000000")
      // A mistake leaves it, and is answered, not shown to the player.
      let (status, output) = try eval(package, "\nfunc bonus() -> Int64 {\n  nothing\n}")
      #expect(status == 1 && output.contains("eval:3:3: error: cannot find 'nothing'"), "\(output)")
      #expect(try package.problems().isEmpty)
      #expect(try value(package, "bonus()") == "1000000")
      // A method in an extension of its type; the picture shows it.
      let draw = "extension Beacon { private func total(_ world: borrowing World) -> Int { 4711 } }"
      #expect(try value(package, draw) == "Beacon.total(_:) is replaced until its file is saved")
      #expect(try value(package, "game.sum = nil") == "")
      repeat { try package.ctl("screenshot a.txt") } while try !package.read("a.txt").contains("sum 4711")
      // A crash in the trial is answered.
      let crash = try eval(package, "func bonus() -> Int64 {\n  fatalError(\"boom\")\n}")
      #expect(crash.status == 1 && crash.output.contains("boom"), "\(crash.output)")
      #expect(try value(package, "bonus()") == "1000000")
      // The save wins.
      try package.save("Game/Extra.swift", "func bonus() -> Int64 {\n  7\n}\nfunc other() -> Int64 { 1 }\n")
      _ = try run.events.next("sent-functions") { !$0.list("functions").contains("bonus()") }
      while try value(package, "bonus()") != "7" {}
      #expect(try value(package, "", "--forget --json").contains("\"forgotten\":1"))
      _ = try run.events.next("sent-functions") { $0.list("functions").isEmpty }
      while try value(package, "game.sum = nil\ngame.sum == nil") != "true" {}
      repeat { try package.ctl("screenshot a.txt") } while try package.read("a.txt").contains("sum 4711")
      try package.shell("rm a.txt Game/Extra.swift")
      run.end()
    }

    @Test("Code that comes before the first build is refused; two senders at once have both declarations")
    func senders() throws {
      let package = try TestPackage()
      try package.shell("rm -rf .hotloop/images")
      let run = try HeadlessRun(package, waitsForFrame: false)
      var early = try eval(package, "1")
      while early.output.contains("no hotloop runs") { early = try eval(package, "1") }
      #expect(early.output.contains("no world yet") || early.output == "1", "\(early.output)")
      _ = try run.events.next("first-frame")
      try package.shell(
        """
        python3 - <<'EOF'
        import subprocess
        codes = ["func a() -> Int { 1 }", "func b() -> Int { 2 }"]
        for process in [subprocess.Popen(["\(TestPackage.hotloop)", "eval", code]) for code in codes]: process.wait()
        EOF
        """)
      #expect(try value(package, "a() + b()") == "3")
      run.end()
    }

    @Test("At a tick that stopped the run, code looks at the world and mends it, and the tick runs again")
    func stopped() throws {
      let package = try TestPackage()
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick",
        "if world.pushes == 13 { fatalError(\"unlucky\") }\n    world.distance += Speed.perTick")
      let run = try HeadlessRun(package, "--on-crash", "stop")
      while try package.world("distance") < 10 {}
      #expect(try value(package, "world.pushes = 13") == "")
      _ = try run.events.next("tick-stopped")
      #expect(try value(package, "world.pushes") == "13")
      #expect(try value(package, "world.pushes = 14\nworld.pushes") == "14")
      try package.ctl("crash retry")
      _ = try run.events.next("tick-resumed")
      let distance = try package.world("distance")
      while try package.world("distance") < distance + 10 {}
      #expect(try package.world("pushes") == 14)
      run.end()
    }

    @Test("Two hundred evaluations leave nothing but their images in memory")
    func leaks() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let pid = try #require(try package.ctl("status")["pid"] as? Int)
      func count(_ folder: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/\(folder)").count
      }
      for _ in 1...10 { _ = try value(package, "world.pushes += 1") }
      let (threads, descriptors) = (try count("task"), try count("fd"))
      for index in 11...200 { #expect(try value(package, "world.pushes += 1\nworld.pushes") == "\(index)") }
      // Threads of Swift's pool, and compilers that work ahead, come and go.
      #expect(try count("task") <= threads + 10)
      #expect(try count("fd") <= descriptors + 20)
      let files = try FileManager.default.contentsOfDirectory(atPath: package.path(".hotloop/evaluation"))
      #expect(files.isEmpty, "\(files)")
      #expect(try package.problems().isEmpty)
      run.end()
    }
  }
}
