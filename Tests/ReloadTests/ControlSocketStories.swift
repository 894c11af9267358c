import Foundation
import SeededRandom
import Testing

/// Who is answered at the control socket, and what is obeyed.
extension Stories {
  @Suite("Control socket", .serialized)
  struct ControlSocketStories {
    @Test("The folder and the socket are for this user only, also if the folder was not before")
    func modes() throws {
      let package = try TestPackage()
      try package.shell("chmod 777 .hotloop")
      let run = try HeadlessRun(package)
      #expect(try package.shell("stat -c %a .hotloop .hotloop/control.sock").output == "700\n600\n")
      run.end()
    }

    @Test("Another user is not answered, even if the socket is open to all", .enabled(if: geteuid() == 0))
    func otherUser() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      defer { _ = try? package.shell("chmod 700 .hotloop") }
      try package.shell("chmod 755 .hotloop && chmod 666 .hotloop/control.sock")
      // Through the open folder: those above it may be closed.
      let (status, output) = try package.shell(
        """
        python3 - <<'EOF'
        import os, socket
        folder = os.open(".hotloop", os.O_RDONLY)
        os.setgroups([]); os.setgid(65534); os.setuid(65534)
        s = socket.socket(socket.AF_UNIX); s.connect(f"/proc/self/fd/{folder}/control.sock")
        try: s.sendall(b'{"command": "status"}\\n')
        except BrokenPipeError: pass  # the answer does not wait for the request
        print(s.makefile().readline())
        EOF
        """)
      #expect(
        status == 0 && output.contains("belongs to another user") && !output.contains("pid"), "\(output)")
      #expect(try package.ctl("status")["ok"] as? Bool == true)
      run.end()
    }

    @Test(
      "A request with a member that is not understood is answered, and not obeyed without it",
      arguments: [
        (#"{"command": "pause", "argument": ["now"]}"#, "must be a string or a whole number"),
        (#"{"command": "pause", "then": 1}"#, "there is no member"),
        (#"{"command": ["pause"]}"#, "there is no"), (#"{"command": "pause", "argument": null}"#, "must be"),
        (#"{"command": "world", "argument": "set", "field": 3, "value": "1"}"#, "must be a string"),
        (#"{"command": "world", "argument": "set", "field": "pushes", "value": {"a": 1}}"#, "must be"),
        (
          #"{"command": "eval", "argument": "world.pushes = 1", "field": "Game/Beacon.swift"}"#,
          "absolute path"
        ),
        (#"{"command": "eval", "argument": "world.pushes = 1", "value": "later"}"#, "takes no"),
        (#"{"command": "snapshot", "argument": "/tmp/a\u0000b"}"#, "U+0000"),
        (#"{"command": "world", "argument": "get", "field": "pushes\u0000"}"#, "U+0000"),
        (#"{"command": "world", "argument": "set", "field": "pushes", "value": "1\u0000"}"#, "U+0000"),
        (#"{"command": "status", "command": "pause"}"#, "twice"),
        (#"{"command": "status", "\u0063ommand" : "pause"}"#, "twice"),
        (#"[{"command": "pause"}]"#, "there is no"), (#""pause""#, "there is no"),
      ])
    func mistyped(line: String, reason: String) throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      let replies = try send([Array(line.utf8)], to: package)
      #expect(replies.count == 1 && replies[0].contains(reason), "\(replies)")
      #expect(try package.ctl("status")["paused"] as? Bool == false)
      #expect(try package.world("pushes") == 0)
      run.end()
    }

    @Test("The last request may lack its newline; half a request is answered with an error")
    func unfinished() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      for (request, answer) in [
        (#"{"command": "sta"#, "not a line of JSON"), (#"{"command": "pause"}"#, #"{"ok":true}"#),
      ] {
        try package.save(".hotloop/lines", request)
        let (_, output) = try package.shell(
          """
          python3 - <<'EOF'
          import socket
          s = socket.socket(socket.AF_UNIX); s.connect(".hotloop/control.sock")
          s.sendall(open(".hotloop/lines", "rb").read()); s.shutdown(socket.SHUT_WR)
          print(s.makefile().read(), end="")
          EOF
          rm .hotloop/lines
          """)
        #expect(output.contains(answer) && output.count { $0 == "\n" } == 1, "\(request): \(output)")
      }
      #expect(try package.ctl("status")["paused"] as? Bool == true)
      run.end()
    }

    @Test("Damaged requests are answered one by one; the host and its world stay as they are")
    func damaged() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.ctl("pause")
      let before = try package.ctl("world")["world"] as? NSDictionary
      let good = [
        #"{"command":"world","argument":"set","field":"pushes","value":"5"}"#,
        #"{"command":"eval","argument":"world.pushes = 5"}"#, #"{"command":"step","argument":3}"#,
        #"{"command":"time","argument":"back","field":"5"}"#, #"{"command":"load","argument":"/none"}"#,
        #"{"command":"tweak","argument":"set","field":"Game/Speed.swift:1:1","value":"5"}"#,
      ]
      var random = SplitMix64(seed: 7)
      let lines = (0..<400).map { _ in
        var bytes = Array(good[Int(random.next() % UInt64(good.count))].utf8)
        // A line that lacks its end cannot be an object.
        bytes.removeLast(1 + Int(random.next() % 5))
        for _ in 0..<Int(random.next() % 4) {
          bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
        }
        return bytes.filter { $0 != 10 && $0 != UInt8(ascii: "}") } + [UInt8(ascii: "x")]
      }
      let replies = try send(lines, to: package)
      #expect(replies.count == lines.count)
      for (line, reply) in zip(lines, replies) where !reply.hasPrefix(#"{"error":"#) {
        Issue.record("\(String(decoding: line, as: UTF8.self)): \(reply)")
      }
      #expect(try package.ctl("world")["world"] as? NSDictionary == before)
      run.end()
    }

    /// Sends lines over one connection.
    private func send(_ lines: [[UInt8]], to package: TestPackage) throws -> [String] {
      let input = package.path(".hotloop/lines")
      try Data(lines.joined(separator: [10]) + [10]).write(to: URL(fileURLWithPath: input))
      let (_, output) = try package.shell(
        """
        python3 - <<'EOF'
        import socket
        s = socket.socket(socket.AF_UNIX); s.connect(".hotloop/control.sock"); replies = s.makefile()
        for line in open(".hotloop/lines", "rb"):
          s.sendall(line); print(replies.readline(), end="")
        EOF
        rm .hotloop/lines
        """)
      return output.split(separator: "\n").map(String.init)
    }
  }
}
