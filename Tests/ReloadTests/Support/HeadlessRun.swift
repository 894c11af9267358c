import Foundation

/// `hotloop play --headless` in a package, in real time, with its events.
final class HeadlessRun {
  let events: EventStream
  private let process = Process()

  /// - Parameters:
  ///   - optimises: whether the running source is built again with optimisation. Most tests do not expect that swap.
  ///   - appliesLive: whether saves of literals are applied without the compiler. Most tests are about builds.
  ///   - checksSteps: whether ticks are stepped a second time, in another process. Most tests are about other things.
  ///   - waits: whether the first image must be built from the current source.
  ///   - waitsForFrame: whether the first frame must have been shown.
  ///   - setup: shell commands that run first, in a mount namespace in which they may mount. The program runs in that
  ///     namespace, too.
  ///   - signals: names of signals that the program is started with to ignore.
  ///   - environment: variables besides those of the tests.
  ///   - errors: a file in the package that receives the standard error.
  init(
    _ package: TestPackage, _ options: String..., optimises: Bool = false, appliesLive: Bool = false,
    checksSteps: Bool = false, waits: Bool = true,
    waitsForFrame: Bool = true, setup: String? = nil, ignores signals: String? = nil,
    environment: [String: String] = [:], errors: String? = nil
  ) throws {
    events = try EventStream(in: package.root)
    var arguments = ["play", "--headless", "--seed", "1", "--events", events.path] + options
    if !appliesLive { arguments.append("--no-live-literals") }
    arguments.append(checksSteps ? "--determinism-check" : "--no-determinism-check")
    if !optimises { arguments.append("--no-optimise") }
    if waits { arguments.append("--wait-for-build") }
    if let setup {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
      let shell = "\(setup) && exec \"$0\" \"$@\""
      process.arguments = ["--map-root-user", "--mount", "sh", "-c", shell, TestPackage.hotloop] + arguments
    } else if let signals {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments =
        ["-c", "trap '' \(signals); exec \"$0\" \"$@\"", TestPackage.hotloop] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: TestPackage.hotloop)
      process.arguments = arguments
    }
    process.currentDirectoryURL = package.root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    if let errors {
      try package.save(errors, "")
      process.standardError = FileHandle(forWritingAtPath: package.path(errors))
    }
    try process.run()
    if waitsForFrame { try events.next("first-frame") }
  }

  var pid: Int32 { process.processIdentifier }
  var isAlive: Bool { process.isRunning }

  /// Waits until the program ends by itself, and returns the exit status.
  func waitForEnd() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Runs a shell command in the program's mount namespace (see `setup`).
  func shell(_ command: String, in package: TestPackage) throws {
    try package.shell(command, inNamespaceOf: pid)
  }

  /// Requests the end and waits for it.
  func end() {
    process.terminate()
    process.waitUntilExit()
  }

  deinit { if process.isRunning { end() } }
}
