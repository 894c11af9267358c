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
      guard let (name, entry) = stamped.event.logEntry else { return }
      var members = entry
      members["t"] = .unsigned(stamped.time)
      members["tick"] = .unsigned(stamped.tick)
      members["event"] = .string(name)
      try? file.write(contentsOf: Data((JSONValue.object(members).line + "\n").utf8))
    }
  }

  /// Waits until everything written so far is in the file.
  public func flush() { writer.sync {} }
}

public struct EventLogError: Error, CustomStringConvertible {
  public let path: String
  public var description: String {
    "cannot write events to \(path); give --events a file in a folder that exists and that you may write to"
  }
}
