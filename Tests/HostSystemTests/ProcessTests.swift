import Foundation
import Glibc
import HostSystem
import SystemPackage
import Testing
import Waiting

@Suite struct ProcessTests {
  private func shell(_ script: String) -> ProcessLaunch {
    ProcessLaunch("/bin/sh", arguments: ["sh", "-c", script])
  }

  @Test("The end of a child is its exit code", arguments: [0, 7, 255] as [Int32])
  func exitCode(code: Int32) throws {
    let child = try ChildProcess(shell("exit \(code)"))
    #expect(child.wait(timeout: .seconds(60)) == .exited(code))
    #expect(!child.isAlive)
    #expect(child.end == .exited(code))
  }

  @Test("A signal ends a child, and is its end")
  func signal() throws {
    let child = try ChildProcess(shell("exec sleep 1000"))
    #expect(child.isAlive)
    #expect(child.end == nil)
    #expect(child.wait(timeout: .milliseconds(10)) == nil)
    child.signal(SIGTERM)
    #expect(child.wait(timeout: .seconds(60)) == .signalled(SIGTERM))
  }

  @Test("Two threads that wait for one child see the same end, and it is reaped once")
  func twoWaiters() throws {
    for timeout in [Duration?.none, .seconds(60)] {
      let child = try ChildProcess(shell("exec sleep 1000"))
      let waiters = try (0..<4).map { _ in
        try HostThread("hotloop.test") { #expect(child.wait(timeout: timeout) == .signalled(SIGKILL)) }
      }
      child.kill()
      for waiter in waiters { #expect(waiter.join(timeout: .seconds(60))) }
      #expect(stateOfProcess(child.pid) == nil)
      // Harmless once it is reaped.
      child.kill()
      child.signal(SIGTERM)
    }
  }

  @Test("A child that is given up is killed and reaped")
  func deinitReaps() throws {
    var child: ChildProcess? = try ChildProcess(shell("exec sleep 1000"))
    let pid = child!.pid
    #expect(stateOfProcess(pid) != nil)
    child = nil
    #expect(stateOfProcess(pid) == nil)
  }

  @Test("kill ends the whole group of a child with a session of its own")
  func killsGroup() throws {
    let pair = try SocketPair()
    var launch = shell("sleep 1000 & echo $! >&3; wait")
    launch.descriptors = [(3, pair.theirs.number)]
    launch.startsSession = true
    let child = try ChildProcess(launch)
    let channel = LineChannel(owning: dup(pair.ours.number))
    guard case .line(let line) = channel.receive(timeout: .seconds(60)),
      let grandchild = Int32(String(decoding: line, as: UTF8.self))
    else {
      Issue.record("the child did not report its own child")
      return
    }
    child.kill()
    #expect(child.wait(timeout: .seconds(60)) == .signalled(SIGKILL))
    let deadline = Deadline.after(.seconds(60))
    // Its new parent reaps it.
    while let state = stateOfProcess(grandchild), state != "Z", !deadline.hasPassed { usleep(1000) }
    #expect([nil, "Z"].contains(stateOfProcess(grandchild)))
  }

  @Test("A program that does not exist is an error, not a child")
  func missingProgram() {
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try ChildProcess(ProcessLaunch("/nonexistent", arguments: ["x"]))
    }
  }

  @Test("A child inherits the descriptors that it is given, and no others")
  func inheritsDescriptors() throws {
    let pair = try SocketPair()
    let other = try HostPipe()
    // As game code would open one.
    let leaked = dup(other.reading.number)
    defer { close(leaked) }
    var launch = shell("ls /proc/self/fd | sort -n | tr '\\n' ' ' >&5; echo >&5")
    launch.descriptors = [(5, pair.theirs.number)]
    launch.nullStreams = [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    launch.startsSession = true
    let child = try ChildProcess(launch)
    let channel = LineChannel(owning: dup(pair.ours.number))
    guard case .line(let line) = channel.receive(timeout: .seconds(60)) else {
      Issue.record("no answer")
      return
    }
    let numbers = String(decoding: line, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    // ls opens one more for the folder.
    #expect(numbers.prefix(4) == [0, 1, 2, 3] || numbers.prefix(3) == [0, 1, 2])
    #expect(numbers.contains(5))
    #expect(!numbers.contains(Int(leaked)) || leaked == 5 || numbers.count <= 5)
    #expect(numbers.count <= 5)
    #expect(child.wait(timeout: .seconds(60)) == .exited(0))
  }

  @Test("Given variables take precedence over inherited ones")
  func environment() throws {
    var launch = shell("test \"$PATH\" = none && test -n \"$HOTLOOP_TEST\"")
    launch.environment = ["PATH=none", "HOTLOOP_TEST=1"]
    #expect(try ChildProcess(launch).wait(timeout: .seconds(60)) == .exited(0))
  }

  @Test("The state of a process is its letter in /proc")
  func processState() throws {
    let child = try ChildProcess(shell("exec sleep 1000"))
    child.signal(SIGSTOP)
    let deadline = Deadline.after(.seconds(60))
    while stateOfProcess(child.pid) != "T", !deadline.hasPassed { usleep(1000) }
    #expect(stateOfProcess(child.pid) == "T")
    child.kill()
    child.wait()
    #expect(stateOfProcess(child.pid) == nil)
  }

  @Test("A tool's output and end are returned, and cancelling its task kills it")
  func tools() async throws {
    let result = try await ToolRun.run("/bin/sh", ["-c", "echo a; echo b >&2; exit 3"], in: "/")
    #expect(result.text == "a\nb\n")
    #expect(result.end == .exited(3))
    #expect(!result.succeeded)
    for waits in [false, true] {
      let file = NSTemporaryDirectory() + "hotloop-\(UUID().uuidString)"
      let script = "echo $$ > \(file).tmp; mv \(file).tmp \(file); exec sleep 1000"
      let task = Task { try await ToolRun.run("/bin/sh", ["-c", script], in: "/") }
      if waits { #expect(await eventually { DiskFile.exists(file) }) }
      task.cancel()
      await #expect(throws: ToolFailure.self) { try await task.value }
      guard waits else { continue }
      // The result does not wait for the end of the process.
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let number = try #require(pid_t(text.trimmingCharacters(in: .newlines)))
      #expect(await eventually { kill(number, 0) != 0 })
    }
    await #expect(throws: ToolFailure.self) { try await ToolRun.run("/nonexistent", [], in: "/") }
  }

  @Test(
    "Where too few files can be opened, that is the reason why a tool is not started", arguments: [0, 1, 5])
  func fewFiles(left: Int) async {
    // In another process: the limit is that of all threads.
    await #expect(processExitsWith: .success) { [left] in
      let highest = unsafe open("/dev/null", O_RDONLY)
      close(highest)
      let number = rlim_t(Int(highest) + left)
      var limit = rlimit(rlim_cur: number, rlim_max: number)
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      do throws(ToolFailure) {
        _ = try await ToolRun.run("/bin/true", [], in: "/")
      } catch {
        guard case .notStarted(_, "Too many open files") = error else { exit(EXIT_FAILURE) }
        exit(EXIT_SUCCESS)
      }
      exit(EXIT_FAILURE)
    }
  }

  @Test("A process that was stopped and continued knows it")
  func stopped() async {
    // In another process: this one must not stop.
    await #expect(processExitsWith: .success) {
      ProcessStops.observe()
      let launch = ProcessLaunch(
        "/bin/sh", arguments: ["sh", "-c", "kill -STOP \(getpid()); kill -CONT \(getpid())"])
      guard ProcessStops.count == 0, let child = try? ChildProcess(launch) else { exit(EXIT_FAILURE) }
      child.wait()
      let deadline = Deadline.after(.seconds(60))
      while ProcessStops.count == 0, !deadline.hasPassed { sched_yield() }
      exit(ProcessStops.count == 1 ? EXIT_SUCCESS : EXIT_FAILURE)
    }
  }

  @Test("A background tool runs under a lower priority")
  func backgroundTool() async throws {
    let normal = try await ToolRun.run("/usr/bin/nice", [], in: "/")
    let background = try await ToolRun.run("/usr/bin/nice", [], in: "/", priority: .background)
    let values = [normal, background].map { Int($0.text.dropLast()) ?? -1 }
    #expect(values[1] == min(19, values[0] + 15))
  }
}
