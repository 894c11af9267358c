import Foundation

/// `hotloop play --headless` in a package, in real time, with its events.
final class HeadlessRun {
  let events: EventStream
  private let process = Process()

  /// - Parameters:
  ///   - optimises: whether images that run are built again, which most stories would take for reloads of their own.
  ///   - waits: whether the first image is that of the files as they are.
  ///   - setup: commands of the shell that come first, in a mount namespace where they may mount; the program then runs in
  ///     it.
  init(
    _ package: TestPackage, _ options: String..., optimises: Bool = false, waits: Bool = true,
    setup: String? = nil
  ) throws {
    events = try EventStream(in: package.root)
    var arguments = ["play", "--headless", "--seed", "1", "--events", events.path] + options
    if !optimises { arguments.append("--no-optimise") }
    if waits { arguments.append("--wait-for-build") }
    if let setup {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
      let shell = "\(setup) && exec \"$0\" \"$@\""
      process.arguments = ["--map-root-user", "--mount", "sh", "-c", shell, TestPackage.hotloop] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: TestPackage.hotloop)
      process.arguments = arguments
    }
    process.currentDirectoryURL = package.root
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
  func shell(_ command: String, in package: TestPackage) throws {
    let (status, output) = try package.shell(
      "nsenter --target \(pid) --user --mount --preserve-credentials sh -c "
        + "'cd \"\(package.root.path)\" && \(command)'")
    guard status == 0 else { throw TestFailure("\(command): \(output)") }
  }

  /// Asks for the end and waits for it.
  func end() {
    process.terminate()
    process.waitUntilExit()
  }

  deinit { if process.isRunning { end() } }
}
