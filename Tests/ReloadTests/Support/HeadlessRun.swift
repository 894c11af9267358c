import Foundation

/// `hotloop play --headless` in a workshop, in real time, with its events.
final class HeadlessRun {
  let events: EventStream
  private let process = Process()

  init(_ workshop: Workshop, _ options: String...) throws {
    events = try EventStream(in: workshop.root)
    process.executableURL = URL(fileURLWithPath: Workshop.hotloop)
    process.arguments = ["play", "--headless", "--seed", "1", "--events", events.path] + options
    process.currentDirectoryURL = workshop.root
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    try events.next("first-frame")
  }

  var pid: Int32 { process.processIdentifier }
  var isAlive: Bool { process.isRunning }

  /// Waits for an end that comes by itself, and gives the status.
  func waitForEnd() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Asks for the end and waits for it.
  func end() {
    process.terminate()
    process.waitUntilExit()
  }

  deinit { if process.isRunning { end() } }
}
