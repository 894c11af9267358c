import Engine
import Foundation
import Glibc
import HostSystem
import HotLoopProduct

/// The host under test: a child process without a terminal, with its events and its control socket.
final class SoakHost {
  private let process = Process()
  private let socketPath: String
  private let eventFile: FileHandle
  private let outputFile: URL
  private var unread: [UInt8] = []
  /// All events so far, as of the last ``readEvents()``.
  private(set) var events: [JSONValue] = []

  /// Starts a host.
  /// - Parameters:
  ///   - program: absolute path of `hotloop`.
  ///   - root: the folder of the game's package.
  init(program: String, root: URL) throws {
    let state = root.appendingPathComponent(".hotloop")
    try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
    let path = state.appendingPathComponent("soak-events.jsonl").path
    outputFile = state.appendingPathComponent("soak-output.log")
    for file in [path, outputFile.path] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    guard let events = FileHandle(forReadingAtPath: path),
      let output = FileHandle(forWritingAtPath: outputFile.path)
    else { throw ProgramError("\(path): cannot be written; check the permissions and the free space") }
    eventFile = events
    socketPath = state.appendingPathComponent("control.sock").path
    // Foundation starts it in a process group of its own, so Ctrl-C reaches only the soak.
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [
      // Without preflight, so that faults reach the host; without optimised builds, so that each save is one image.
      "play", "--headless", "--no-supervisor", "--no-preflight", "--no-optimise", "--wait-for-build",
      "--no-determinism-check",
      "--seed", "1", "--rate", "200", "--call-limit", "1", "--events", path,
    ]
    process.currentDirectoryURL = root
    var environment = ProcessInfo.processInfo.environment
    // It turns warnings into errors, and the edits cause warnings.
    environment["CI"] = nil
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    // A killed soak leaves its host behind.
    while ask("quit") != nil { usleep(10_000) }
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// Asks the kernel: Foundation reports an end only after all descendants of the host ended.
  var isAlive: Bool {
    let state = stateOfProcess(process.processIdentifier)
    return state != nil && state != "Z"
  }

  /// How the host ended, and the last part of its output.
  var endDescription: String {
    guard !isAlive else { return "the host is running" }
    guard !process.isRunning else { return "the host ended" }
    let how = process.terminationReason == .exit ? "exited with status" : "was ended by signal"
    let output = (try? String(contentsOf: outputFile, encoding: .utf8)) ?? ""
    return "the host \(how) \(process.terminationStatus); the end of its output:\n\(output.suffix(1500))"
  }

  /// Asks the host to end, and waits until it did.
  func quit() {
    _ = ask("quit")
    while isAlive { usleep(10_000) }
  }

  /// Sends a control command.
  /// - Returns: the reply; nil if no host answers.
  func ask(_ command: String) -> JSONValue? {
    guard let socket = try? UnixSocket.connect(path: socketPath) else { return nil }
    guard socket.send(JSONValue.object(["command": .string(command)]).line),
      case .line(let reply) = socket.receive()
    else { return nil }
    return JSONValue(parsing: String(decoding: reply, as: UTF8.self))
  }

  /// Appends the new events of the log to ``events``.
  func readEvents() {
    unread += (try? eventFile.readToEnd()) ?? Data()
    while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
      if let event = JSONValue(parsing: String(decoding: unread[..<end], as: UTF8.self)) {
        events.append(event)
      }
      unread.removeSubrange(...end)
    }
  }

  /// Number of events with one of these names.
  func count(_ names: String...) -> Int { events.count { names.contains($0["event"]?.string ?? "") } }
}

/// The host's use of resources.
extension SoakHost {
  /// Resident set size in bytes.
  var residentBytes: Int {
    let status =
      (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }

  /// Number of open file descriptors.
  var descriptors: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count) ?? 0
  }
}
