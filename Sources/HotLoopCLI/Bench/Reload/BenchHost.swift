import Foundation
import HostSystem
import HotReload

/// A host that plays in a process of its own, and the events it tells.
final class BenchHost {
  struct Event {
    let name: String
    /// Nanoseconds of CLOCK_MONOTONIC.
    let time: UInt64
    let generation: UInt64
    let isPartial: Bool
    let line: String
  }

  private let process = Process()
  private let signals: [any DispatchSourceSignal]
  private let pipe: String
  private let descriptor: Int32
  private var bytes: [UInt8] = []
  private var waiting: [Event] = []

  init(package: String) throws {
    // A benchmark that is ended leaves nothing behind.
    signals = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    pipe = package + "/.events"
    unsafe unlink(pipe)
    guard unsafe mkfifo(pipe, 0o600) == 0 else {
      throw CommandError("\(pipe) cannot be made (errno \(errno))")
    }
    // Open for writing too, so that there is no end of file before the host opens it.
    descriptor = unsafe open(pipe, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandError("\(pipe) cannot be opened (errno \(errno))") }
    process.executableURL = URL(fileURLWithPath: ProcessLaunch.thisProgram).resolvingSymlinksInPath()
    process.arguments = [
      "play", "--headless", "--seed", "1", "--no-optimise", "--wait-for-build", "--package", package,
      "--events", pipe,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
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

  func end() {
    for source in signals { source.cancel() }
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
    close(descriptor)
    unsafe unlink(pipe)
  }

  /// The next event; those that tell that there will be no frame end the benchmark.
  func next() throws -> Event {
    let patience: Int32 = 900_000
    while waiting.isEmpty {
      var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&poller, 1, patience) > 0 else {
        throw CommandError("the host says nothing any more")
      }
      var chunk = [UInt8](repeating: 0, count: 65536)
      let count = unsafe read(descriptor, &chunk, chunk.count)
      guard count > 0 else { throw CommandError("the events cannot be read (errno \(errno))") }
      take(chunk[..<count])
    }
    let event = waiting.removeFirst()
    if ["build-failed", "rejected", "crashed", "stopped"].contains(event.name) {
      throw CommandError("the measured game does not run: \(event.line)")
    }
    return event
  }

  private func take(_ new: ArraySlice<UInt8>) {
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
          isPartial: members["partial"] as? Bool ?? false, line: String(decoding: line, as: UTF8.self)))
    }
  }
}
