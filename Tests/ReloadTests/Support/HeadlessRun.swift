import Foundation

/// `hotloop play --headless` in a workshop, in real time, with its events.
final class HeadlessRun {
  let events: EventStream
  private let process = Process()

  /// - Parameter setup: commands of the shell that come first, in a mount namespace where they may mount; the program
  ///   then runs in it.
  init(_ workshop: Workshop, _ options: String..., setup: String? = nil) throws {
    events = try EventStream(in: workshop.root)
    let arguments = ["play", "--headless", "--seed", "1", "--events", events.path] + options
    if let setup {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
      let shell = "\(setup) && exec \"$0\" \"$@\""
      process.arguments = ["--map-root-user", "--mount", "sh", "-c", shell, Workshop.hotloop] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: Workshop.hotloop)
      process.arguments = arguments
    }
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

  /// Runs a command of the shell where this program sees its files (see `setup`).
  func shell(_ command: String, in workshop: Workshop) throws {
    let (status, output) = try workshop.shell(
      "nsenter --target \(pid) --user --mount --preserve-credentials sh -c "
        + "'cd \"\(workshop.root.path)\" && \(command)'")
    guard status == 0 else { throw StoryError("\(command): \(output)") }
  }

  /// Asks for the end and waits for it.
  func end() {
    process.terminate()
    process.waitUntilExit()
  }

  deinit { if process.isRunning { end() } }
}
