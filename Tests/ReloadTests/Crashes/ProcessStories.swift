import Foundation
import Testing

/// What code of the game does to the process that it shares with the host.
extension Stories {
  @Suite("Process", .serialized)
  struct ProcessStories {
    private static let game = "Game/Beacon.swift"
    private static let line = "world.distance += Speed.perTick"

    @Test(
      "SIGTERM ends a host that stops itself or ignores it",
      arguments: ["raise(SIGSTOP)", "signal(SIGTERM, SIG_IGN)"])
    func signals(code: String) throws {
      let package = try package("\(code);")
      // Without a limit for calls a stopped host is not replaced.
      let run = try HeadlessRun(package, "--call-limit", "0", "--no-preflight")
      try package.edit(Self.game, Self.line, "if world.distance > 20 { act() }; \(Self.line)")
      // A host that stops itself at once may do so before it has reported the swap.
      if code.contains("SIGSTOP") {
        try waitUntilStopped(package)
      } else {
        try run.events.next("swapped") { $0["generation"] == 2 }
      }
      kill(run.pid, SIGTERM)
      let status = run.waitForEnd()
      #expect([0, 137].contains(status))
    }

    @Test("A host that stops itself ends with its supervisor")
    func orphan() throws {
      let package = try package("raise(SIGSTOP);")
      let run = try HeadlessRun(package, "--call-limit", "0", "--no-preflight")
      try package.edit(Self.game, Self.line, "if world.distance > 20 { act() }; \(Self.line)")
      let host = try waitUntilStopped(package)
      kill(run.pid, SIGKILL)
      try wait("for the end of the host") {
        !FileManager.default.fileExists(atPath: "/proc/\(host)/cmdline") || state(host) == "Z"
      }
    }

    @Test("A copy that the game makes with fork() ends at once; programs that it starts run")
    func forks() throws {
      let package = try package(
        """
        static int done;
        if (done++) return;
        system("echo started > started.txt");
        if (fork() == 0) { FILE *file = fopen("forked.txt", "w"); fclose(file); }
        """)
      for name in ["started.txt", "forked.txt"] {
        try? FileManager.default.removeItem(atPath: package.path(name))
      }
      let run = try HeadlessRun(package, "--no-preflight")
      try package.edit(Self.game, Self.line, "act(); \(Self.line)")
      let repaired = try run.events.next("process-repaired")
      #expect(repaired["generation"] == 2 && repaired.text("reason")?.contains("fork()") == true)
      #expect(try package.read("started.txt") == "started\n")
      #expect(!FileManager.default.fileExists(atPath: package.path("forked.txt")))
      let world = try #require(try package.ctl("world")["world"] as? [String: Any])
      let sparks = world["sparks"] as? [[String: Any]] ?? []
      #expect(
        Set(sparks.compactMap { $0["age"] as? Int }) == [world["distance"] as? Int ?? 0],
        "one host ran each tick")
      try? FileManager.default.removeItem(atPath: package.path("started.txt"))
    }

    @Test("A fork on a thread of the game ends at once, too")
    func forksOnThread() throws {
      let package = try package(
        """
        static pthread_t thread;
        if (!thread) pthread_create(&thread, NULL, fork_there, NULL);
        """,
        before: """
          #include <pthread.h>
          static void *fork_there(void *nothing) {
            if (fork() == 0) { FILE *file = fopen("forked.txt", "w"); fclose(file); }
            return nothing;
          }
          """)
      try? FileManager.default.removeItem(atPath: package.path("forked.txt"))
      let run = try HeadlessRun(package, "--no-preflight")
      try package.edit(Self.game, Self.line, "act(); \(Self.line)")
      #expect(try run.events.next("process-repaired").text("reason")?.contains("fork()") == true)
      #expect(!FileManager.default.fileExists(atPath: package.path("forked.txt")))
    }

    @Test("A constructor that hangs only in the host is reported, and the next save is applied")
    func hangingConstructor() throws {
      let package = try package("")
      let run = try HeadlessRun(package, "--call-limit", "0.5")
      let code = try package.read("Game/World/world.c")
      try package.save(
        "Game/World/world.c",
        code
          + "\n__attribute__((constructor)) static void wait_for_ever(void) { if (!is_trial()) for (;;) sleep(1); }\n"
      )
      let resumed = try run.events.next("resumed")
      #expect(
        resumed["generation"] == 1 && resumed.text("reason")?.contains("did not return within 5 s") == true)
      #expect(try package.problemTitles().contains { $0.contains("Generation 2 took the host down") })
      try package.save("Game/World/world.c", code + "\n// good\n")
      try package.edit("Game/Speed.swift", "= 1", "= 9")
      try run.events.next("swapped") { $0["generation"] == 3 }
    }

    @Test(
      "Changed signal handling is restored and reported once, and builds still work",
      arguments: [
        // Tools that end meanwhile are likely with the pause.
        "signal(SIGCHLD, SIG_IGN); usleep(2000)", "signal(SIGSEGV, SIG_DFL)",
        "sigset_t all; sigfillset(&all); sigprocmask(SIG_BLOCK, &all, NULL)",
      ])
    func signalHandling(code: String) throws {
      let package = try package("\(code);")
      let run = try HeadlessRun(package, "--no-preflight")
      try package.edit(Self.game, Self.line, "act(); \(Self.line)")
      let repaired = try run.events.next("process-repaired")
      #expect(repaired["generation"] == 2, "\(repaired)")
      for speed in 2...4 {
        try package.edit("Game/Speed.swift", "= \(speed - 1)", "= \(speed)")
        try run.events.next("swapped") { $0["generation"] == speed + 1 }
      }
      let reports = run.events.events.filter { $0.name == "process-repaired" && $0["generation"] == 2 }
      #expect(reports.count == 1, "\(reports)")
    }

    @Test(
      "The terminal's mode is restored when the game changes it, and a key and a command draw the screen again"
    )
    func terminal() throws {
      let package = try package(
        """
        static int done;
        if (is_trial() || done++) return;
        int terminal = open("/dev/tty", O_RDWR);
        struct termios mode;
        tcgetattr(terminal, &mode);
        mode.c_lflag |= ICANON | ECHO;
        tcsetattr(terminal, TCSANOW, &mode);
        write(terminal, "garbage\\r\\n", 9);
        """)
      let terminal = try TerminalRun(in: package.root)
      try terminal.type("\(TestPackage.hotloop) --wait-for-build; echo the e''nd")
      try terminal.wait(for: "distance")
      try package.edit(Self.game, Self.line, "act(); \(Self.line)")
      try terminal.wait(for: "changed the terminal's mode")
      try terminal.press("C-l")
      try terminal.wait(until: "garbage")
      #expect(try package.ctl("redraw")["ok"] as? Bool == true)
      try terminal.press("q")
      try terminal.wait(for: "the end")
    }

    @Test(
      "Closed descriptors of the host are a death: another host continues with the build before",
      arguments: [
        "for (int i = 0; i < 200; i++) close(i)", "for (int i = 3; i < 40; i++) close(i)",
        "int null = open(\"/dev/null\", O_RDWR); for (int i = 0; i < 60; i++) dup2(null, i)",
        "syscall(436, 3, ~0u, 0)", "for (int i = 0; i < 3; i++) close(i)",
      ])
    func descriptors(code: String) throws {
      let package = try package("\(code);")
      let run = try HeadlessRun(package, "--no-preflight")
      try package.edit(Self.game, Self.line, "act(); \(Self.line)")
      let resumed = try run.events.next("resumed") { $0["generation"] == 1 }
      #expect(resumed["generation"] == 1)
      try package.edit(Self.game, "act(); \(Self.line)", "world.distance += 2")
      try run.events.next("swapped") { $0["generation"] ?? 0 > 2 }
      #expect(run.isAlive)
    }

    // MARK: Support

    /// Beacon with a function `act` in C.
    private func package(_ body: String, before: String = "") throws -> TestPackage {
      let package = try TestPackage()
      try HostOnlyFault.install(in: package)
      try package.edit(
        "Game/World/include/world.h", "int is_trial(void);", "int is_trial(void);\nvoid act(void);")
      let code = try package.read("Game/World/world.c")
      try package.save(
        "Game/World/world.c",
        """
        \(code)
        #include <fcntl.h>
        #include <sys/ioctl.h>
        #include <termios.h>
        #include <unistd.h>
        \(before)
        void act(void) {
        \(body)
        }

        """)
      return package
    }

    @discardableResult
    private func waitUntilStopped(_ package: TestPackage) throws -> Int {
      let log = try package.read(".hotloop/hotloop.log")
      let line = try #require(log.split(separator: "\n").last { $0.contains("started, process") })
      let pid = try #require(line.split(separator: " ").last.flatMap { Int($0) })
      try wait("for the host to stop") { state(pid) == "T" }
      return pid
    }

    private func state(_ pid: Int) -> String? {
      guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let end = text.lastIndex(of: ")")
      else { return nil }
      return text[end...].split(separator: " ").dropFirst().first.map(String.init)
    }

    /// Processes do not report changes of their state, so this polls, with a generous timeout.
    private func wait(_ what: String, until holds: () throws -> Bool) throws {
      let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
      while try !holds() {
        guard Date() < deadline else { throw TestFailure("timed out waiting \(what)") }
        poll(nil, 0, 10)
      }
    }
  }
}
