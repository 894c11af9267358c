import CGameABI
import Engine
import Foundation
import Logging
import Synchronization

/// The log of host and game: a file in the state folder, and the last lines for the overlay.
///
/// Only the renderer may write to the terminal while a game runs, so all other output goes to the log. Any thread.
final class HostLog: Sendable {
  let logger: Logger
  private let sink: LogSink

  /// - Parameter appends: whether to continue the log of an earlier host of the same run.
  init(path: String, appends: Bool) {
    sink = LogSink(path: path, appends: appends)
    let sink = sink
    logger = Logger(label: "hotloop") { _ in FileLogHandler(sink: sink) }
  }

  /// Shows new lines in the log overlay, too.
  func mirror(to gateway: LoopGateway<GameLoop>) {
    sink.mirror.withLock {
      $0 = { line in gateway.post { loop in loop.board.overlay.appendLog(line) } }
    }
  }

  /// Logs the events that have a text for the log. Any thread.
  func receive(_ stamped: EventBus.Stamped) {
    switch stamped.event {
    case .migrated(let lines): for line in lines { logger.info("migration: \(line)") }
    case .valuesSaturated(let field, let count):
      logger.info("migration: \(field): \(count) values did not fit and were clamped")
    case .preflight(let trial) where trial.verdict == .skipped:
      logger.info("generation \(trial.generation) was not tried: \(trial.reason ?? "")")
    case .resumeFailed(let reason):
      logger.error("the run of the host that died cannot be continued: \(reason)")
    case .storedRejected(let problem, let file):
      let outcome =
        file.copy.map { "; it is now \($0)" }
        ?? file.obstacle.map { "; it stays as it is, and nothing is written over it in this run: \($0)" }
        ?? ""
      logger.warning("\(problem)\(outcome)")
    case .storeFailed(_, let reason):
      logger.warning("\(reason); what the game stores is kept only until the end of this run")
    case .watchFailed(let reason): logger.error("\(reason)")
    default: break
    }
  }

  /// Logs a message of the game, from `Tick.log`.
  func logFromGame(_ level: LogLevel, _ text: String) {
    let level: Logger.Level =
      switch level {
      case LogLevelDebug: .debug
      case LogLevelInfo: .info
      case LogLevelWarning: .warning
      default: .error
      }
    logger.log(level: level, "\(text)", source: "game")
  }

  /// Logs a line that was printed while the game ran.
  func logOutput(_ line: String) { logger.info("\(line)", source: "output") }

  /// Waits until all lines are in the file.
  func flush() { sink.writer.sync {} }
}

/// The destination of log lines. The file is new for each run; a full disk only loses lines.
private final class LogSink: Sendable {
  let mirror = Mutex<(@Sendable (String) -> Void)?>(nil)
  let writer = DispatchQueue(label: "hotloop.log")
  private let file: FileHandle?

  init(path: String, appends: Bool) {
    if !appends { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    file = FileHandle(forWritingAtPath: path)
    _ = try? file?.seekToEnd()
  }

  func write(_ line: String) {
    writer.async { [file] in try? file?.write(contentsOf: Data((line + "\n").utf8)) }
    mirror.withLock { $0 }?(line)
  }
}

private struct FileLogHandler: LogHandler {
  let sink: LogSink
  var logLevel = Logger.Level.debug
  var metadata = Logger.Metadata()

  init(sink: LogSink) { self.sink = sink }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    sink.write("\(Date.now.formatted(.iso8601)) \(event.level) \(event.source): \(event.message)")
  }
}
