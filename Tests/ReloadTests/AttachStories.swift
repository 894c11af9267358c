import Foundation
import JSONSchema
import SeededRandom
import Testing

/// A second window for a game that is played.
extension Stories {
  @Suite("Attach", .serialized)
  struct AttachStories {
    private static let play = "\(TestPackage.hotloop) play --no-optimise --wait-for-build"
    private static let attach = "\(TestPackage.hotloop) attach"

    @Test(
      "Beside the game: a compile error comes and goes, the world and a literal are changed, time goes back; the recording verifies",
      arguments: [[80, 24], [200, 60]])
    func besideTheGame(size: [Int]) throws {
      let package = try TestPackage()
      let events = try EventStream(in: package.root)
      let window = try TerminalRun(in: package.root, columns: size[0], rows: size[1])
      try window.type(Self.attach)
      try window.wait(for: "waiting for the host of \(package.root.path)")
      let terminal = try TerminalRun(in: package.root)
      try terminal.type("\(Self.play) --record edit.run --events \(events.path)")
      try events.next("live-literals")
      try terminal.wait(for: "sum 55")
      try window.wait(for: "Nothing is wrong.")
      // What moves the player in the game's window.
      try window.press("g", "m", "Space")

      try package.edit("Game/Speed.swift", "= 1", "= one")
      try events.next("build-failed")
      let problem = try window.wait(for: "error: cannot find 'one' in scope")
      #expect(problem.contains("Build failed: 1 error") && problem.contains("Game/Speed.swift:3:31"))
      #expect(problem.contains("static let perTick: Int64 = one") && problem.contains("Problems (1)"))
      try terminal.wait(for: "error: cannot find 'one' in scope")
      try package.edit("Game/Speed.swift", "= one", "= 1")
      try window.wait(for: "Nothing is wrong.")

      try window.press("3")
      try window.wait(for: "┌─ World ─")
      try window.press("End", "Enter")
      try window.wait(for: "sparks · 10 × Spark")
      // A number that is typed is no page.
      try window.press("g", "8", "Enter", "Right", "=", "C-u", "0", "Enter")
      let edited = try events.next("world-edited")
      #expect(edited.text("path") == "sparks[8].value" && edited.text("after") == "0")
      try terminal.wait(for: "sum 46")
      try window.wait(for: "sparks[8].value: 9 → 0")

      try window.press("5")
      try window.wait(for: " recorded")
      try window.press("Left")
      try terminal.wait(for: "ago · tick")
      try window.wait(for: "ago · tick")
      try window.press("Escape")
      try terminal.wait(until: "ago · tick")

      let distance = try package.world("distance")
      while try package.world("distance") < distance + 30 {}
      #expect(try package.world("pushes") == 0, "keys of the window do not reach the game")
      try terminal.press("q")
      try events.next("stopped")
      try window.wait(for: "waiting for the host of")
      let (status, output) = try package.shell("\(TestPackage.hotloop) replay edit.run --headless --verify")
      #expect(status == 0, "\(output)")
      try package.shell("rm edit.run")

      // Values of literals are no part of a recording.
      try terminal.type("\(Self.play) --events \(events.path)")
      try events.next("live-literals")
      try window.press("4")
      try window.wait(for: "Tweak: ")
      try window.send("Speed.swift")
      try window.wait(for: "filter: Speed.swift")
      try window.wait(for: "static let perTick: Int64 = ◂1▸")
      try window.press("Right")
      try events.next("tweaked")
      try terminal.wait(for: "speed 2")
      try window.press("Escape", "Escape")
      try terminal.wait(for: "speed 1")
      try window.press("q")
      try window.wait(for: "ready$")
    }

    @Test("Two windows have pages and sizes of their own; the log is filtered, and a small window says so")
    func two() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let first = try TerminalRun(in: package.root)
      let second = try TerminalRun(in: package.root, columns: 100, rows: 30)
      try first.type("\(Self.attach) log; echo status $?")
      try second.type("\(Self.attach) inspector")
      try first.wait(for: "generation 1 runs")
      try second.wait(for: "┌─ World ─")
      try first.press("/")
      try first.send("PASSED trial")
      let filtered = try first.wait(until: "generation 1 runs")
      #expect(filtered.contains("generation 1 passed its trial"), "\(filtered)")
      try first.press("Enter", "Escape")
      try first.wait(for: "generation 1 runs")
      try first.resize(columns: 39, rows: 10)
      try first.wait(for: "this one is 39×10")
      try first.resize(columns: 40, rows: 10)
      try first.wait(for: "┌─ Log")
      try second.resize(columns: 130, rows: 20)
      try second.wait(for: "WorldHeader")
      try second.press("2")
      try second.wait(for: "┌─ Log")
      try first.press("q")
      try first.wait(for: "status 0")
      try second.press("C-c")
      try second.wait(for: "ready$")
      run.end()
    }

    @Test(
      "Thousands of random bytes neither delay the game nor the window, which still does what is typed after them"
    )
    func burst() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let window = try TerminalRun(in: package.root)
      try window.type("\(Self.attach) log; echo status $?")
      try window.wait(for: "generation 1 runs")
      var random = SplitMix64(seed: 11)
      // All but the sequences of special keys, and Ctrl-Z, which stops the window's program.
      let bytes =
        [UInt8](repeating: UInt8(ascii: "x"), count: 100)
        + (0..<20_000).map { _ in UInt8(1 + random.next() % 126) }.filter { $0 != 0x1B && $0 != 0x1A }
      let file = package.path(".hotloop/pasted")
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      let worlds = try package.ctl("status")
      try window.paste(file)
      try window.wait(for: "a text was pasted as keys")
      // Neither left, nor did Ctrl-N or F-keys restart anything.
      let distance = try package.world("distance")
      while try package.world("distance") < distance + 60 {}
      let status = try package.ctl("status")
      #expect(status["generation"] as? Int == worlds["generation"] as? Int)
      #expect(status["paused"] as? Bool == false)
      // Until no more of them comes.
      while try window.screen().contains("a text was pasted as keys") { try window.press("2") }
      try window.wait(for: "┌─ Log")
      try window.press("q")
      try window.wait(for: "status 0")
      run.end()
    }

    @Test("Ctrl-L draws the window again, also while nothing in it changes")
    func redraw() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let window = try TerminalRun(in: package.root)
      try window.type("\(Self.attach) log")
      try window.wait(for: "generation 1 runs")
      try package.ctl("pause")
      try window.wait(for: "PAUSED")
      // What another program writes to the terminal.
      try package.shell("printf '\\033[2J' > \(try window.device())")
      try window.wait(until: "PAUSED")
      try window.press("C-l")
      let screen = try window.wait(for: "PAUSED")
      #expect(screen.contains("┌─ Log") && screen.contains("generation 1 runs"), "\(screen)")
      run.end()
    }

    @Test("A crash is shown with its stack, a tick that is stopped with its keys, which go on from there")
    func crashes() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--no-preflight")
      let window = try TerminalRun(in: package.root, columns: 100, rows: 30)
      try window.type(Self.attach)
      try window.wait(for: "Nothing is wrong.")
      let (good, bad) = ("world.distance += Speed.perTick", "fatalError(\"no lamp\")")
      try package.edit("Game/Beacon.swift", good, bad)
      try run.events.next("crashed")
      let report = try window.wait("for the stack") { $0.contains("no lamp") && $0.contains("Beacon.step") }
      #expect(report.contains("Game/Beacon.swift:26"), "\(report)")
      try package.edit("Game/Beacon.swift", bad, good)
      try window.wait(for: "Nothing is wrong.")
      try package.ctl("stop-on-crash on")
      try package.edit("Game/Beacon.swift", good, bad)
      try run.events.next("tick-stopped")
      try window.wait(for: "Enter retry")
      try window.press("b")
      try run.events.next("tick-resumed")
      try window.wait(until: "Enter retry")
      run.end()
    }

    @Test(
      "A window joins the next host: after one that was killed, and after one that was quit; it keeps its page"
    )
    func restarts() throws {
      let package = try TestPackage()
      let events = try EventStream(in: package.root)
      let terminal = try TerminalRun(in: package.root)
      let window = try TerminalRun(in: package.root)
      try window.type("\(Self.attach) log")
      try window.wait(for: "waiting for the host of")
      try terminal.type("\(Self.play) --no-live-literals --events \(events.path)")
      try events.next("first-frame")
      try window.wait(for: "generation 1 runs")
      // The supervisor starts another one.
      let pid = try #require(try package.ctl("status")["pid"] as? Int32)
      kill(pid, SIGKILL)
      try events.next("resumed")
      try window.wait(for: "SIGKILL")
      #expect(try window.screen().contains("┌─ Log"))
      // Both are gone.
      let next = try #require(try package.ctl("status")["pid"] as? Int32)
      let supervisor = try package.shell("ps -o ppid= -p \(next)").output.trimmingCharacters(
        in: .whitespacesAndNewlines)
      try package.shell("kill -9 \(supervisor) \(next)")
      try window.wait(for: "waiting for the host of")
      // Their terminal is as they left it.
      let other = try TerminalRun(in: package.root)
      try other.type("\(Self.play) --no-live-literals --events \(events.path)")
      try events.next("first-frame")
      try window.wait(for: "┌─ Log")
      try package.ctl("quit")
      try events.next("stopped")
      try window.wait(for: "waiting for the host of")
      try window.press("q")
      try window.wait(for: "ready$")
    }

    @Test(
      "Requests and inputs that are damaged are answered, and not obeyed; pictures are as their schema says")
    func malformed() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let requests = [
        (#"{"command":"attach","argument":"none"}"#, "one of the pages"),
        (#"{"command":"attach","field":"0x0"}"#, "takes a size"),
        (#"{"command":"attach","field":"9999999x9999999"}"#, "takes a size"),
        (#"{"command":"attach","value":"1"}"#, "takes no '1'"),
        (#"{"command":"attach","size":"80x24"}"#, "no member"),
      ]
      for (line, reason) in requests {
        let reply = try exchange([line], in: package)
        #expect(reply.count == 1 && reply[0].contains(reason), "\(line): \(reply)")
      }
      let lines = try exchange(
        [
          #"{"command":"attach","argument":"inspector","field":"60x12"}"#, "nonsense", #"{"key":"no key"}"#,
          #"{"wheel":1e30}"#, #"{"key":"q"}"#,
        ], in: package)
      let schema = try JSONSchema("control").definition("attach")
      for line in lines { try schema.check(line) }
      #expect(lines.first == #"{"ok":true}"# && lines.last == #"{"leave":true}"#, "\(lines)")
      #expect(lines.count { $0.hasPrefix(#"{"error":"#) } == 3 && lines.contains { $0.contains("World") })
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl attach nowhere")
      #expect(status == 64 && output.contains("one of the pages"), "\(output)")
      run.end()
    }

    @Test(
      "Eight clients that do not read delay no tick, leave room for no ninth, and are dropped without a leak")
    func stuck() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let pid = try #require(try package.ctl("status")["pid"] as? Int32)
      /// Its sockets that are named as the control socket, and the threads that serve clients.
      func held() throws -> String {
        try package.shell(
          """
          for i in $(ls -l /proc/\(pid)/fd | sed -n "s/.*socket:.\\([0-9]*\\)./\\1/p"); do
            grep " $i .*control.sock" /proc/net/unix
          done | wc -l
          cat /proc/\(pid)/task/*/comm | grep -c hotloop.client
          """
        ).output
      }
      func settle() throws {
        let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
        // The one that is listened at, and no client.
        while try held() != "1\n0\n" {
          guard Date() < deadline else { throw TestFailure("still open: \(try held())") }
          poll(nil, 0, 20)
        }
      }
      try settle()
      let clients = Process()
      clients.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      clients.arguments = ["python3", "-c", Self.silentClients]
      clients.currentDirectoryURL = package.root
      let output = Pipe()
      clients.standardOutput = output
      try clients.run()
      #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "attached\n")
      #expect(try held() == "9\n8\n")
      // The game goes on.
      let distance = try package.world("distance")
      while try package.world("distance") < distance + 300 {}
      let refused = try exchange([#"{"command":"attach"}"#], in: package)
      #expect(refused.first?.contains("8 windows are attached") == true, "\(refused)")
      // They wait until the host ends their connections.
      clients.waitUntilExit()
      #expect(clients.terminationStatus == 0)
      try settle()
      let again = try exchange([#"{"command":"attach"}"#, #"{"key":"q"}"#], in: package)
      #expect(again.last == #"{"leave":true}"#)
      try settle()
      run.end()
    }

    /// Attach, each as a window that is so large that its first pictures fill the socket, never read, and wait for the end.
    private static let silentClients = """
      import select, socket
      clients = []
      for page in ["log", "problems", "inspector", "time"] * 2:
        s = socket.socket(socket.AF_UNIX); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        s.connect(".hotloop/control.sock")
        s.sendall(b'{"command": "attach", "argument": "%s", "field": "2000x1000"}\\n' % page.encode())
        assert s.recv(12) == b'{"ok":true}\\n'
        clients.append(s)
      print("attached", flush=True)
      poller = select.poll()
      for s in clients: poller.register(s, 0)
      left = len(clients)
      while left:
        for number, _ in poller.poll():
          poller.unregister(number)
          left -= 1
      """

    /// Sends lines over one connection, and returns what comes back until the window is left or a request is refused.
    private func exchange(_ lines: [String], in package: TestPackage) throws -> [String] {
      let input = package.path(".hotloop/lines")
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: input))
      let (_, output) = try package.shell(
        """
        python3 - <<'EOF'
        import socket
        s = socket.socket(socket.AF_UNIX); s.connect(".hotloop/control.sock"); replies = s.makefile()
        lines = list(open(".hotloop/lines", "rb"))
        s.sendall(lines[0]); first = replies.readline(); print(first, end="")
        if "true" in first:
          # The first picture.
          print(replies.readline(), end="")
          s.sendall(b"".join(lines[1:]))
          for line in replies:
            print(line, end="")
            if "leave" in line: break
        EOF
        rm .hotloop/lines
        """)
      return output.split(separator: "\n").map(String.init)
    }
  }
}
