import Engine
import Foundation
import Glibc
import HostSystem
import HotReload

/// The host under test: a child process without a terminal, its events, and its control socket.
final class SoakHost {
  private let process = Process()
  private let socketPath: String
  private let events: FileHandle
  private let log: URL
  private var unread: [UInt8] = []
  /// Everything it told so far, as of the last ``readEvents()``.
  private(set) var story: [JSONValue] = []

  /// Starts it on the package at `root`.
  init(root: URL) throws {
    let state = root.appendingPathComponent(".hotloop")
    try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
    let path = state.appendingPathComponent("soak-events.jsonl").path
    log = state.appendingPathComponent("soak-output.log")
    for file in [path, log.path] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    guard let events = FileHandle(forReadingAtPath: path), let output = FileHandle(forWritingAtPath: log.path)
    else { throw CommandError("\(path): cannot be written; check the permissions and the free space") }
    self.events = events
    socketPath = state.appendingPathComponent("control.sock").path
    // Foundation gives it a process group of its own, so that a Ctrl-C is the soak's alone.
    process.executableURL = URL(fileURLWithPath: ProcessLaunch.thisProgram).resolvingSymlinksInPath()
    process.arguments = [
      // What the host itself survives is to be seen: nothing is tried out before, and each save is one image.
      "play", "--headless", "--no-supervisor", "--no-preflight", "--no-optimise", "--wait-for-build",
      "--seed", "1", "--rate", "200", "--call-limit", "1", "--events", path,
    ]
    process.currentDirectoryURL = root
    var environment = ProcessInfo.processInfo.environment
    // There a warning would be an error, and what is soaked is not written to be free of them.
    environment["CI"] = nil
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    // One that a soak left behind which was killed.
    while ask("quit") != nil { usleep(10_000) }
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// Asked of the system: Foundation hears of an end only when the last process that the host started is gone, too.
  var isAlive: Bool {
    let state = stateOfProcess(process.processIdentifier)
    return state != nil && state != "Z"
  }

  /// How it ended, and the end of what it printed.
  var end: String {
    guard !isAlive else { return "the host runs" }
    guard !process.isRunning else { return "the host ended" }
    let how = process.terminationReason == .exit ? "exited with status" : "was ended by signal"
    let output = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    return "the host \(how) \(process.terminationStatus); it printed last:\n\(output.suffix(1500))"
  }

  /// Asks it to end, and waits for that.
  func quit() {
    _ = ask("quit")
    while isAlive { usleep(10_000) }
  }

  /// The reply to a control command; nil where there is none.
  func ask(_ command: String) -> JSONValue? {
    guard let socket = try? UnixSocket.connect(path: socketPath) else { return nil }
    guard socket.send(JSONValue.object(["command": .string(command)]).line),
      case .line(let reply) = socket.receive()
    else { return nil }
    return JSONValue(parsing: String(decoding: reply, as: UTF8.self))
  }

  /// Takes in the events that were told since.
  func readEvents() {
    unread += (try? events.readToEnd()) ?? Data()
    while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
      if let event = JSONValue(parsing: String(decoding: unread[..<end], as: UTF8.self)) {
        story.append(event)
      }
      unread.removeSubrange(...end)
    }
  }

  func count(_ names: String...) -> Int { story.count { names.contains($0["event"]?.string ?? "") } }

  // MARK: What it holds

  /// Bytes of memory that it has for itself.
  var residentBytes: Int {
    let status =
      (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }

  var descriptors: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count) ?? 0
  }
}
