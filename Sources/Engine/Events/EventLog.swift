import Dispatch
import Foundation

/// Appends events to a file, one JSON object per line: for tests, tools and people.
///
/// `write` may be called on any thread and does not wait for the file: lines are written in order on the log's own
/// queue, which also waits for the details of a crash.
public final class EventLog: Sendable {
  private let file: FileHandle
  private let writer = DispatchQueue(label: "hotloop.events")

  /// Appends to the file at `path`, which is created if it does not exist. It may be a named pipe.
  public init(path: String) throws(EventLogError) {
    if !FileManager.default.fileExists(atPath: path),
      !FileManager.default.createFile(atPath: path, contents: nil)
    {
      throw EventLogError(path: path)
    }
    guard let handle = FileHandle(forWritingAtPath: path) else { throw EventLogError(path: path) }
    // Fails on a pipe, which has no end to seek to.
    _ = try? handle.seekToEnd()
    file = handle
  }

  public func write(_ stamped: EventBus.Stamped) {
    writer.async { [file] in
      if let line = stamped.logLine { try? file.write(contentsOf: Data((line + "\n").utf8)) }
    }
  }

  /// Waits until everything written so far is in the file.
  public func flush() { writer.sync {} }
}

extension EventBus.Stamped {
  /// One JSON object; nil for events that are only shown.
  ///
  /// May wait for the details of a crash: not on the loop's thread.
  public var logLine: String? {
    guard let (name, entry) = event.logEntry else { return nil }
    var members = entry
    members["t"] = .unsigned(time)
    members["tick"] = .unsigned(tick)
    members["event"] = .string(name)
    return JSONValue.object(members).line
  }
}

public struct EventLogError: Error, CustomStringConvertible {
  public let path: String
  public var description: String {
    "cannot write events to \(path); give --events a file in a folder that exists and that you may write to"
  }
}
