import CGameABI
import Dispatch
import Engine
import Foundation
import HostSystem
import Synchronization

/// The log of host and game: a file in the state folder, and the last lines for the overlay.
///
/// Only the renderer may write to the terminal while a game runs, so all other output goes to the log. Any thread; lines
/// are written in order on the log's own queue, which also waits for the details of crashes.
final class HostLog: Sendable {
  private let writer = DispatchQueue(label: "hotloop.log")
  private let sink: LogSink
  private let mirror = Mutex<(@Sendable (String) -> Void)?>(nil)

  /// - Parameters:
  ///   - package: the folder of the package that is played.
  ///   - appends: whether to continue the log of an earlier host of the same run.
  init(path: String, package: String, appends: Bool) {
    sink = LogSink(path: path, package: package, appends: appends)
    write { [sink] _ in sink.begin() }
  }

  /// Shows new lines in the log overlay, too.
  func mirror(to gateway: LoopGateway<GameLoop>) {
    mirror.withLock { $0 = { line in gateway.post { loop in loop.board.overlay.appendLog(line) } } }
  }

  func receive(_ stamped: EventBus.Stamped) {
    write { [sink] now in sink.add(stamped, at: now) }
  }

  /// Logs a message of the game, from `Tick.log`.
  func logFromGame(_ level: LogLevel, _ text: String) {
    let level: LogLine.Level =
      switch level {
      case LogLevelDebug, LogLevelInfo: .info
      case LogLevelWarning: .warning
      default: .error
      }
    write { [sink] now in sink.add(LogLine(text, level, source: "game"), at: now) }
  }

  /// Logs a line that was printed while the game ran.
  func logOutput(_ line: String) {
    write { [sink] now in sink.add(LogLine(line, source: "output"), at: now) }
  }

  /// Continues in a new file at this path if the one that is written to is not there any more.
  func keep(at path: String) { write { [sink] _ in sink.keep(at: path) } }

  /// Waits until all lines are in the file, with the counts of repeated ones.
  func flush() {
    write { [sink] _ in sink.finish() }
    writer.sync {}
  }

  /// - Parameter lines: called on the queue, with the time of this call. Returns what was written to the file.
  private func write(_ lines: @escaping @Sendable (LogTime) -> [String]) {
    let now = LogTime()
    writer.async { [self] in
      let written = lines(now)
      if let show = mirror.withLock({ $0 }) { for line in written { show(line) } }
      // The counts of lines that are no longer repeated.
      if sink.takeExpiry() {
        writer.asyncAfter(deadline: .now() + .milliseconds(500)) { [self] in
          write { [sink] now in sink.expire(at: now) }
        }
      }
    }
  }
}

/// When a line was logged.
private struct LogTime: Sendable {
  let date = Date.now
  let monotonic = monotonicNow
}

/// The destination of log lines. The file is new for each run; a full disk only loses lines.
// Safe: all members are used on the log's queue only.
private final class LogSink: @unchecked Sendable {
  private let package: String
  private var file: FileHandle?
  /// The inode of the file.
  private var node: UInt64?
  private var events = EventText()
  private var repeated = RepeatedLines()
  private var expiryIsPlanned = false

  init(path: String, package: String, appends: Bool) {
    self.package = package
    if !appends { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    open(path)
  }

  private func open(_ path: String) {
    file = FileHandle(forWritingAtPath: path)
    _ = try? file?.seekToEnd()
    node = DiskFile.signature(of: path)?.node
  }

  func keep(at path: String) -> [String] {
    if let node, DiskFile.signature(of: path)?.node == node { return [] }
    if !DiskFile.exists(path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    open(path)
    return begin()
  }

  /// The line that tells one run from another.
  func begin() -> [String] {
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    let built =
      (try? FileManager.default.attributesOfItem(atPath: program)[.modificationDate] as? Date) ?? nil
    let version = built.map { " (hotloop of \(Self.dayFormat.format($0)))" } ?? ""
    return put(["\(Self.dayFormat.format(Date.now)) playing \(package)\(version)"])
  }

  func add(_ stamped: EventBus.Stamped, at now: LogTime) -> [String] {
    events.lines(for: stamped).flatMap { add($0, at: now) }
  }

  func add(_ line: LogLine, at now: LogTime) -> [String] {
    put(repeated.add(line, at: now.monotonic), at: now)
  }

  func expire(at now: LogTime) -> [String] {
    expiryIsPlanned = false
    return put(repeated.expire(at: now.monotonic), at: now)
  }

  func finish() -> [String] { put(repeated.finish(), at: LogTime()) }

  /// Whether `expire` must be planned.
  func takeExpiry() -> Bool {
    guard repeated.isPending, !expiryIsPlanned else { return false }
    expiryIsPlanned = true
    return true
  }

  private func put(_ lines: [LogLine], at now: LogTime) -> [String] {
    let time = Self.timeFormat.format(now.date)
    return put(
      lines.flatMap { line in
        // A message of several lines; each is a line of the log.
        line.description.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
          .map { "\(time) \($0)" }
      })
  }

  private func put(_ lines: [String]) -> [String] {
    for line in lines { try? file?.write(contentsOf: Data((line + "\n").utf8)) }
    return lines
  }

  private static let timeFormat = Date.VerbatimFormatStyle(
    format:
      "\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits)",
    locale: Locale(identifier: "en_US_POSIX"), timeZone: .current, calendar: Calendar(identifier: .gregorian))
  private static let dayFormat = Date.VerbatimFormatStyle(
    format:
      "\(year: .defaultDigits)-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
    locale: Locale(identifier: "en_US_POSIX"), timeZone: .current, calendar: Calendar(identifier: .gregorian))
}
