import Foundation
import Glibc
import HotLoopProduct

/// A host in a process of its own, and its events.
final class ChildHost {
  struct Event {
    let name: String
    /// Nanoseconds of CLOCK_MONOTONIC.
    let time: UInt64
    let generation: UInt64
    let isPartial: Bool
    let isLive: Bool
    let line: String
  }

  private let process = Process()
  private let signals: [any DispatchSourceSignal]
  private let pipe: String
  private let descriptor: Int32
  private var bytes: [UInt8] = []
  private var waiting: [Event] = []

  /// How long to wait for an event: longer than any build takes.
  private static let timeout: Int32 = 900_000

  /// - Parameters:
  ///   - appliesLive: whether saves of literals may be applied without the compiler.
  ///   - terminal: where it plays; nil for no terminal.
  ///   - options: further options of `hotloop play`.
  ///   - program: absolute path of `hotloop`.
  ///   - package: absolute path of the game's package. It is removed if a signal ends this process.
  init(
    program: String, package: String, appliesLive: Bool, terminal: DrainedTerminal? = nil,
    options: [String] = []
  ) throws {
    signals = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    pipe = package + "/.events"
    unsafe unlink(pipe)
    guard unsafe mkfifo(pipe, 0o600) == 0 else {
      throw ProgramError("\(pipe) cannot be created (errno \(errno))")
    }
    // Also open for writing, so that there is no end of file before the host opens it.
    descriptor = unsafe open(pipe, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw ProgramError("\(pipe) cannot be opened (errno \(errno))") }
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [
      "play", "--seed", "1", "--no-optimise", "--wait-for-build", "--no-determinism-check",
      "--package", package,
      "--events", pipe, appliesLive ? "--live-literals" : "--no-live-literals",
    ]
    process.arguments? += options
    process.standardError = FileHandle.nullDevice
    if let terminal {
      let slave = FileHandle(fileDescriptor: terminal.slave, closeOnDealloc: false)
      process.standardInput = slave
      process.standardOutput = slave
      process.environment = ProcessInfo.processInfo.environment.merging(["TERM": "xterm-256color"]) { $1 }
    } else {
      process.arguments?.append("--headless")
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
    }
    try process.run()
    let child = process.processIdentifier
    for source in signals {
      source.setEventHandler {
        kill(child, SIGTERM)
        var status: Int32 = 0
        _ = unsafe waitpid(child, &status, 0)
        try? FileManager.default.removeItem(atPath: package)
        exit(1)
      }
      source.resume()
    }
  }

  /// Waits for an event of this name.
  func wait(for name: String) throws { while try next().name != name {} }

  func end() {
    for source in signals { source.cancel() }
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
    close(descriptor)
    unsafe unlink(pipe)
  }

  /// Waits for the next event. Throws if it means that no frame will follow.
  func next() throws -> Event {
    while waiting.isEmpty {
      var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&poller, 1, Self.timeout) > 0 else {
        throw ProgramError("the host sent no event for 15 minutes")
      }
      var chunk = [UInt8](repeating: 0, count: 65536)
      let count = unsafe read(descriptor, &chunk, chunk.count)
      guard count > 0 else { throw ProgramError("the events cannot be read (errno \(errno))") }
      parse(chunk[..<count])
    }
    let event = waiting.removeFirst()
    if ["build-failed", "rejected", "crashed", "stopped"].contains(event.name) {
      throw ProgramError("the measured game does not run: \(event.line)")
    }
    return event
  }

  private func parse(_ new: ArraySlice<UInt8>) {
    bytes += new
    while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
      let line = Data(bytes[..<end])
      bytes.removeSubrange(...end)
      guard let members = try? JSONSerialization.jsonObject(with: line) as? [String: Any],
        let name = members["event"] as? String
      else { continue }
      let number = { (key: String) in (members[key] as? NSNumber)?.uint64Value ?? 0 }
      waiting.append(
        Event(
          name: name, time: number("t"), generation: number("generation"),
          isPartial: members["partial"] as? Bool ?? false, isLive: members["live"] as? Bool ?? false,
          line: String(decoding: line, as: UTF8.self)))
    }
  }
}
