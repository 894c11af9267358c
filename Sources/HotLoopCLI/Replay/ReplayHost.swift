import ArgumentParser
import CCrashGuard
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload
import Timeline

/// Builds the game of a package and computes one recording in this process.
struct ReplayHost {
  /// The memory for one recording.
  private static let maxBytes = 4 << 30

  private let package: GamePackage
  private let compiler: GameCompiler
  private let callLimit: Double

  /// - Parameter folder: of the package, or one below it.
  init(folder: String, callLimit: Double) throws {
    self.callLimit = callLimit
    (package, compiler) = try blocking {
      let root = GamePackage.root(above: folder)
      let toolchain = try await Toolchain.find(cache: root.map { $0 + "/.hotloop" }, for: root)
      let package = try await GamePackage.find(from: folder, toolchain: toolchain)
      return (package, GameCompiler(package: package, toolchain: toolchain))
    }
  }

  /// Builds the present source.
  /// - Throws: an exit status, after the errors were printed.
  func build() throws -> BuiltImage {
    do {
      return try blocking {
        if let optimised = await compiler.builtImage(optimised: true) { return optimised }
        return try await compiler.build(BuildRequest(complete: true))
      }
    } catch {
      FileHandle.standardError.write(Data("Error: the game cannot be built: \(error)\n".utf8))
      throw ExitCode(2)
    }
  }

  /// - Parameter print: receives the report.
  /// - Returns: the exit status.
  func verify(_ path: String, _ print: (RecordingReport) -> Void) throws -> Int32 {
    let built = try build()
    let output = try OutputCapture(forwards: false) { _ in }
    guard unsafe crash_guard_enter_thread() != nil else {
      throw CommandError("out of memory for the crash guard's stack")
    }
    let services = HostServices(assets: AssetStore(), stored: StoredFiles()) { _, _ in }
    let image: GameImage
    do {
      image = try GameImage.load(path: built.path, services: services)
    } catch {
      FileHandle.standardError.write(Data("Error: the game cannot be loaded: \(error)\n".utf8))
      throw ExitCode(2)
    }
    let report: RecordingReport
    do {
      let generation = Generation(number: 1, image: image, built: built, after: nil)
      let recording = try LoadedRecording(path, maxBytes: Self.maxBytes, services: services) { _ in generation
      }
      try output.begin()
      crash_guard_install(nil)
      unsafe fork_guard_install(package.state + "/images/")
      let watchdog = callLimit > 0 ? Watchdog(limit: callLimit) : nil
      report = RecordingCheck.report(on: recording)
      watchdog?.stop()
      output.end()
    } catch {
      report = RecordingReport(unreadable: path, "\(error)")
    }
    print(report)
    return report.exitStatus
  }
}

extension RecordingReport {
  init(unreadable path: String, _ reason: String) {
    self.init(file: path)
    result = .unreadable
    self.reason = reason
  }
}
