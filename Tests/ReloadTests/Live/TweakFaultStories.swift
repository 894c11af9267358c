import Foundation
import Glibc
import Testing

/// What becomes of values that are not written when something else happens.
extension Stories {
  @Suite("Tweaks and other events", .serialized)
  struct TweakFaultStories {
    private static let file = TweakStories.file

    private func line(_ line: Int) -> String { "\(Self.file):\(line)" }

    /// Changes bytes of a file so that the kernel reports nothing until the mapping's descriptor is closed.
    private final class SilentEdit {
      private let descriptor: Int32

      init(_ path: String, _ old: String, _ new: String) throws {
        descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard descriptor >= 0, old.utf8.count == new.utf8.count, let range = text.range(of: old) else {
          throw TestFailure("cannot change \(old) in \(path)")
        }
        let size = text.utf8.count
        let memory = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
          throw TestFailure("mmap: \(errno)")
        }
        let offset = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        for (index, byte) in new.utf8.enumerated() {
          unsafe memory.storeBytes(of: byte, toByteOffset: offset + index, as: UInt8.self)
        }
        unsafe msync(memory, size, MS_SYNC)
        unsafe munmap(memory, size)
      }

      deinit { close(descriptor) }
    }

    @Test(
      "If a file was changed meanwhile, Enter writes nothing; the panel says so, and lists what is in the file"
    )
    func changedFile() throws {
      let package = try TestPackage()
      try TweakStories.prepare(package)
      let run = try TweakPanelRun(package)
      let (terminal, events) = (run.terminal, run.events)
      try run.open(filter: "static", shows: "static let perTick: Int64 =")
      try terminal.press("Right")
      try terminal.wait(for: "was 1")
      let edit = try SilentEdit(package.path(Self.file), "divisor: Int64 = 1", "divisor: Int64 = 2")
      let changed = try package.read(Self.file)
      try terminal.press("Enter")
      let refused = try events.next("tweak-not-written")
      #expect(refused.text("reason")?.contains("Game/Speed.swift") == true, "\(refused)")
      try terminal.wait(for: "Not written: Game/Speed.swift")
      try events.next("live-literals")
      try terminal.wait(for: "static let divisor: Int64 = 2")
      #expect(try package.read(Self.file) == changed)
      // The other value stays, and can be written now.
      #expect(try terminal.screen().contains("was 1"))
      try terminal.press("Enter")
      try events.next("tweak-written")
      #expect(try package.read(Self.file) == changed.replacing("= 1  //", with: "= 2  //"))
      withExtendedLifetime(edit) {}
      try terminal.press("C-c")
      try events.next("stopped")
    }

    @Test("Other generations run without the values; they are in force again when their own does")
    func otherGenerations() throws {
      let package = try TestPackage()
      let run = try TweakStories.started(package)
      try package.edit(Self.file, "perTick: Int64 = 1", "perTick: Int64 = 2")
      try run.events.next("swapped") { $0["generation"] == 2 }
      try run.events.next("live-literals")
      _ = try package.ctl("tweak set \(line(3)) 9")
      #expect(try TweakStories.distanceOfTick(package) == 9)
      for back in ["rollback", "rollback-world"] {
        #expect(try package.ctl(back)["ok"] as? Bool == true)
        #expect(try package.ctl("status")["generation"] as? Int == 1)
        #expect(try TweakStories.distanceOfTick(package) == 1, "\(back)")
        let (status, output) = try package.shell("\(TestPackage.hotloop) ctl tweak set \(line(3)) 4")
        #expect(status != 0 && output.contains("was rolled back to"), "\(output)")
        #expect(try package.ctl("forward")["ok"] as? Bool == true)
        #expect(try TweakStories.distanceOfTick(package) == 9, "\(back)")
        #expect(try package.ctl("tweak list")["unwritten"] as? Int == 1)
      }
      #expect(!run.events.events.contains { $0.name == "tweak-reverted" })
      run.end()
    }

    @Test("Without live literals a request says why no value can be changed")
    func turnedOff() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      for _ in 1...2 {
        let (status, output) = try package.shell("\(TestPackage.hotloop) ctl tweak list")
        #expect(status == 1 && output.contains("--no-live-literals"), "\(output)")
      }
      run.end()
    }

    @Test(
      "Values follow several saves that are compiled, and are taken back if the new code crashes with them")
    func compiledSaves() throws {
      let package = try TestPackage()
      let run = try TweakStories.started(package)
      _ = try package.ctl("tweak set \(line(3)) 8")
      _ = try package.ctl("tweak set \(line(8)) 2")
      try run.events.next("swapped") {
        $0.text("cause") == "tweak" && $0.list("reset").contains("Speed.bonus")
      }
      for (generation, divisor) in [(2, "abs(1)"), (3, "abs(2)")] {
        let text = try package.read(Self.file)
        let line = try #require(text.split(separator: "\n").first { $0.contains("divisor") })
        try package.save(
          Self.file, text.replacing(String(line), with: "  static let divisor: Int64 = \(divisor)"))
        // The second save may come before the copy of the first one.
        try run.events.next("swapped") { $0.text("cause") == "save" && $0["generation"] == generation }
      }
      try run.events.next("swapped") { $0.text("cause") == "tweak" && $0["generation"] == 3 }
      #expect(try TweakStories.value(line(3), package) == "8")
      #expect(try TweakStories.value(line(8), package) == "2")
      #expect(try TweakStories.distanceOfTick(package) == 5)
      try package.edit(
        "Game/Beacon.swift", "if Speed.isOn {",
        "let values: [Int32] = [7, 8, 9]\n    world.pushes = values[Int(Speed.perTick)]\n    if Speed.isOn {")
      try run.events.next("swapped") { $0.text("cause") == "tweak" && $0["generation"] == 4 }
      _ = try package.ctl("step")
      let reverted = try run.events.next("tweak-reverted")
      #expect(reverted.text("cause") == "crash" && "\(reverted)".contains("\"from\":\"8\""), "\(reverted)")
      while try TweakStories.value(line(3), package) == "8" {}
      #expect(try package.ctl("status")["generation"] as? Int == 4)
      _ = try TweakStories.distanceOfTick(package)
      #expect(try package.world("pushes") == 8)
      #expect(!run.events.events.contains { $0.name == "rolled-back" })
      run.end()
    }

    @Test("A value of a variable that crashes the game is taken back with the code that has it")
    func crashOfVariable() throws {
      let package = try TestPackage()
      try TweakStories.prepare(package)
      try package.edit(
        "Game/Beacon.swift", "if Speed.isOn {",
        "let values: [Int32] = [7, 8, 9]\n    world.pushes = values[Int(Speed.bonus)]\n    if Speed.isOn {")
      let run = try HeadlessRun(package, appliesLive: true)
      try run.events.next("live-literals")
      _ = try package.ctl("pause")
      _ = try package.ctl("tweak set \(line(3)) 4")
      _ = try package.ctl("tweak set \(line(8)) 2")
      try run.events.next("swapped") {
        $0.text("cause") == "tweak" && $0.list("reset").contains("Speed.bonus")
      }
      #expect(try TweakStories.distanceOfTick(package) == 6)
      #expect(try package.world("pushes") == 9)
      _ = try package.ctl("tweak set \(line(8)) 3")
      try run.events.next("swapped") { $0.text("cause") == "tweak" }
      // The copy with 3 is told from the first one by its crash.
      _ = try package.ctl("step")
      try run.events.next("crashed")
      let reverted = try run.events.next("tweak-reverted")
      #expect(reverted.text("cause") == "crash" && "\(reverted)".contains("\"from\":\"3\",\"line\":8"))
      while try TweakStories.value(line(8), package) == "3" {}
      #expect(try TweakStories.value(line(8), package) == "2")
      #expect(try TweakStories.value(line(3), package) == "4")
      #expect(try TweakStories.distanceOfTick(package) == 6)
      let status = try package.ctl("status")
      #expect(status["generation"] as? Int == 1 && status["state"] as? String == "paused")
      #expect(!run.events.events.contains { $0.name == "rolled-back" })
      run.end()
    }

    @Test(
      "Arrows turn the hue of a colour, Page Up and Page Down change its brightness, in the picture and in the file"
    )
    func color() throws {
      let package = try TestPackage()
      try TweakStories.prepare(package)
      let run = try TweakPanelRun(package)
      let (terminal, events) = (run.terminal, run.events)
      try run.open(filter: "color:", shows: "static let color: UInt32 =")
      for (key, color) in [
        ("Right", 0xFF1500), ("Left", 0xFF0000), ("]", 0xFF8000), ("PageDown", 0xFA7D00),
        ("PageUp", 0xFF8000),
      ] {
        try terminal.press(key)
        let text = String(color, radix: 16, uppercase: true)
        try terminal.wait(for: "◂0x\(text)▸")
        try terminal.wait(for: "name beacon \(color)")
      }
      try terminal.press("Enter")
      try events.next("tweak-written")
      #expect(try package.read(Self.file).contains("static let color: UInt32 = 0xFF8000\n"))
      try terminal.press("C-c")
      try events.next("stopped")
    }

    @Test("The end of a run names the values that are not written")
    func end() throws {
      let package = try TestPackage()
      try TweakStories.prepare(package)
      let run = try TweakPanelRun(package)
      let (terminal, events) = (run.terminal, run.events)
      for (name, value) in [("perTick", "9"), ("divisor", "-5")] {
        let reply = try package.ctl("tweak set Speed.\(name) \(value)")
        #expect(reply["value"] as? String == value, "\(reply)")
      }
      _ = try package.ctl("tweak set Speed.divisor -- -3")
      _ = try package.ctl("tweak write \(line(3))")
      try terminal.press("C-c")
      let lost = try events.next("tweak-reverted") { $0.text("cause") == "ended" }
      #expect("\(lost)".contains("\"from\":\"-3\"") && !"\(lost)".contains("perTick"), "\(lost)")
      try events.next("stopped")
      try terminal.wait(for: "hotloop: 1 value was not written into the source:")
      try terminal.wait(for: "Game/Speed.swift:4 Speed.divisor: 1 -> -3")
    }

    @Test("A read-only file is not replaced; the reason is given, and the value stays")
    func readOnlyFile() throws {
      let package = try TestPackage()
      let run = try TweakStories.started(package)
      let source = try package.read(Self.file)
      unsafe chmod(package.path(Self.file), 0o444)
      _ = try package.ctl("tweak set \(line(3)) 9")
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl tweak write")
      #expect(status == 1 && output.contains("Game/Speed.swift is read-only; allow writing it"), "\(output)")
      #expect(try package.read(Self.file) == source)
      #expect(try TweakStories.value(line(3), package) == "9")
      unsafe chmod(package.path(Self.file), 0o644)
      #expect(try package.ctl("tweak write")["ok"] as? Bool == true)
      #expect(try package.read(Self.file) == source.replacing("= 1  //", with: "= 9  //"))
      run.end()
    }

    @Test("The death of the host loses them; files and the next host have the values of the source")
    func death() throws {
      let package = try TestPackage()
      let run = try TweakStories.started(package)
      let source = try package.read(Self.file)
      _ = try package.ctl("tweak set \(line(3)) 9")
      _ = try package.ctl("tweak set \(line(8)) 5")
      try run.events.next("swapped") {
        $0.text("cause") == "tweak" && $0.list("reset").contains("Speed.bonus")
      }
      while try TweakStories.distanceOfTick(package) != 14 {}
      let host = try #require(try package.ctl("status")["pid"] as? Int)
      #expect(kill(pid_t(host), SIGKILL) == 0)
      let resumed = try run.events.next("resumed")
      #expect(resumed["generation"] == 1)
      try run.events.next("live-literals")
      #expect(try package.read(Self.file) == source)
      _ = try package.ctl("pause")
      #expect(try TweakStories.distanceOfTick(package) == 1)
      #expect(try package.ctl("tweak list")["unwritten"] as? Int == 0)
      #expect(try TweakStories.distanceOfTick(package) == 1)
      run.end()
      let next = try HeadlessRun(package, appliesLive: true)
      _ = try package.ctl("pause")
      #expect(try TweakStories.distanceOfTick(package) == 1)
      next.end()
    }
  }
}
