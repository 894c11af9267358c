import Foundation
import Testing

/// `hotloop ctl`: what it answers is what happened.
extension Stories {
  @Suite("Control commands", .serialized)
  struct ControlStories {
    @Test("A command that changes nothing is an error with the reason")
    func refused() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let reasons = [
        "rollback": "There is no earlier generation", "forward": "is the newest",
        "rollback-world": "No world was retained", "last-world": "a run without a terminal",
      ]
      for (command, reason) in reasons {
        let (status, output) = try package.shell("\(TestPackage.hotloop) ctl \(command)")
        #expect(status == 1 && output.contains(reason), "\(command): status \(status): \(output)")
      }
      #expect(run.isAlive)
    }

    @Test("A command that changes something answers what runs now")
    func carriedOut() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick", "world.distance += Speed.perTick * 2")
      try run.events.next("first-frame")
      #expect(try package.ctl("rollback")["generation"] as? Int == 1)
      #expect(try package.ctl("forward")["generation"] as? Int == 2)
      try package.ctl("pause")
      let saved = try package.ctl("snapshot .hotloop/sized.world")
      let file = try Data(contentsOf: URL(fileURLWithPath: package.path(".hotloop/sized.world")))
      #expect(saved["bytes"] as? Int == file.count)
      #expect(try package.ctl("restart")["tick"] as? Int == 0)
      #expect(try package.ctl("rollback-world")["tick"] as? Int ?? 0 > 0)
    }

    @Test("An action is pressed for exactly the ticks that were asked for")
    func press() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.ctl("pause")
      #expect(try package.ctl("press go 5")["ok"] as? Bool == true)
      try package.step(10)
      #expect(try package.world("pushes") == 5)
      #expect(try package.ctl("press go")["ok"] as? Bool == true)
      try package.step(3)
      #expect(try package.world("pushes") == 6)
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl press jump")
      #expect(
        status == 1 && output.contains("no action 'jump'; this game has go, mark, askReload"), "\(output)")
      #expect(run.isAlive)
    }

    @Test("Events can be followed, from the request to the end of the run, by several clients")
    func events() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let clients = try (0..<2).map { number in
        let client = Process()
        client.executableURL = URL(fileURLWithPath: "/bin/sh")
        client.currentDirectoryURL = package.root
        client.arguments = ["-c", "exec \(TestPackage.hotloop) ctl events > .feed-\(number).jsonl"]
        try client.run()
        return client
      }
      // One that follows gets what happens after its request: until both do, something happens.
      func feed(_ number: Int) -> String { (try? package.read(".feed-\(number).jsonl")) ?? "" }
      while feed(0).isEmpty || feed(1).isEmpty {
        try package.ctl("pause")
        try package.ctl("resume")
      }
      try package.edit("Game/Speed.swift", "= 1\n", "= 77\n")
      try run.events.next("first-frame") { $0["generation"] == 2 }
      try package.ctl("quit")
      for client in clients {
        client.waitUntilExit()
        #expect(client.terminationStatus == 0)
      }
      for number in 0..<2 {
        let names = feed(number).split(separator: "\n").compactMap { line in
          (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["event"] as? String
        }
        #expect(
          names.contains("swapped") && names.contains("first-frame") && names.last == "stopped", "\(names)")
        try FileManager.default.removeItem(atPath: package.path(".feed-\(number).jsonl"))
      }
    }

    @Test("A suspended run is named instead of waited for")
    func suspended() throws {
      let package = try TestPackage()
      let run = try TerminalRun(in: package.root)
      try run.type("\(TestPackage.hotloop) --wait-for-build")
      try run.wait(for: "distance")
      try run.press("C-z")
      try run.wait(for: "Stopped")
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl status")
      #expect(status == 1 && output.contains("is suspended and cannot answer"), "\(output)")
      try run.type("fg; echo the e''nd")
      try run.wait(for: "distance")
      #expect(try package.ctl("status")["ok"] as? Bool == true)
      // A run that ends later would leave its world to the next test.
      try package.ctl("quit")
      try run.wait(for: "the end")
    }

    @Test("A run in a terminal without an earlier one has no last world")
    func lastWorld() throws {
      let package = try TestPackage()
      let run = try TerminalRun(in: package.root)
      try run.type("\(TestPackage.hotloop) --wait-for-build")
      try run.wait(for: "distance")
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl last-world")
      #expect(status == 1 && output.contains("there is no world of an earlier run"), "\(output)")
    }
  }
}
