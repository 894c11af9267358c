import Engine
import Glibc

/// The game's output, which contains the runtime's message before a trap.
public protocol GameOutput: Sendable {
  /// The last lines that were printed, oldest first. Waits until all output so far has been read. Any thread.
  func lastLines() -> [String]
}

/// Determines where and why a call crashed, in about 20 ms on another thread. Any thread.
public final class CrashInvestigator: Sendable {
  private let root: String
  private let symbolizer: Symbolizer
  private let output: (any GameOutput)?

  /// - Parameters:
  ///   - root: the package's folder, which reported locations are relative to.
  ///   - symbolizer: the program `llvm-symbolizer`.
  public init(root: String, symbolizer: String, output: (any GameOutput)?) {
    self.root = root
    self.symbolizer = Symbolizer(program: symbolizer, folder: root)
    self.output = output
  }

  /// Returns at once; the details are completed later.
  func investigate(
    _ crash: CrashReport, in callback: Callback, of generation: Generation
  ) -> HostEvent.Crash {
    let details = investigate(crash, of: generation.image.path, describedBy: generation.wholeImage)
    return HostEvent.Crash(
      generation: generation.number, callback: callback.rawValue, signal: crash.signal,
      headline: crash.headline, details: details)
  }

  /// The same for code of any image. Its file is read later.
  /// - Parameter whole: see `Generation.wholeImage`.
  func investigate(
    _ crash: CrashReport, of image: String, describedBy whole: String? = nil
  ) -> Deferred<HostEvent.CrashDetails> {
    let details = Deferred<HostEvent.CrashDetails>()
    Task.detached { [root, symbolizer, output] in
      let trace = await symbolizer.backtrace(of: crash.stack, in: image, describedBy: whole)
      let printed = output?.lastLines() ?? []
      let reason =
        if crash.signal == SIGABRT, let conflict = AccessConflict(printed: printed) {
          conflict.reason(
            previousLocation: await symbolizer.backtrace(
              of: CallStack(address: conflict.previousAddress - 1), in: image
            ).location(relativeTo: root))
        } else {
          Self.reason(of: crash, trace, printed: printed)
        }
      details.complete(
        HostEvent.CrashDetails(
          reason: reason, location: trace.location(relativeTo: root),
          backtrace: trace.lines(relativeTo: root), frames: trace.crashFrames(relativeTo: root)))
    }
    return details
  }

  /// Where an error was thrown. Returns at once; the details are completed later.
  func investigate(
    _ thrown: CallStack, reason: String, of generation: Generation
  ) -> Deferred<HostEvent.CrashDetails> {
    investigate(thrown, reason: reason, of: generation.image.path, describedBy: generation.wholeImage)
  }

  /// The same for code of any image.
  /// - Parameter whole: see `Generation.wholeImage`.
  func investigate(
    _ thrown: CallStack, reason: String, of image: String, describedBy whole: String?
  ) -> Deferred<HostEvent.CrashDetails> {
    let details = Deferred<HostEvent.CrashDetails>()
    Task.detached { [root, symbolizer] in
      let trace = await symbolizer.backtrace(of: thrown, in: image, describedBy: whole)
      details.complete(
        HostEvent.CrashDetails(
          reason: reason, location: trace.location(relativeTo: root),
          backtrace: trace.lines(relativeTo: root), frames: trace.crashFrames(relativeTo: root)))
    }
    return details
  }

  /// The Swift runtime's own message if there was one.
  private static func reason(of crash: CrashReport, _ trace: Backtrace, printed: [String]) -> String {
    if let trap = trace.trap { return trap }
    return (crash.isTrap ? message(in: printed) : nil) ?? crash.headline
  }

  /// The last message of Swift's runtime, such as that in `Game/Player.swift:12: Fatal error: Index out of range`. Code that went on after
  /// the crash, on this thread or others, may have printed more.
  static func message(in printed: [String]) -> String? {
    for line in printed.reversed() {
      for mark in ["Fatal error: ", "Precondition failed: ", "Assertion failed: "] {
        if let range = line.firstRange(of: mark) { return String(line[range.lowerBound...]) }
      }
    }
    return nil
  }
}

extension HostEvent.CrashDetails {
  /// What happened, on one line: `step crashed at Game/Player.swift:12: Index out of range`.
  func explanation(of callback: Callback) -> String {
    "\(callback.rawValue) crashed" + (location.map { " at \($0)" } ?? "") + ": \(reason)"
  }
}
