import Dispatch
import Foundation
import HostSystem
import Synchronization

/// The story of a run: one JSON object a line, for tests, tools and people.
///
/// `record` may be called on any thread and does not wait for the file: lines are written in order by a
/// queue of the log's own.
public final class EventLog: Sendable {
  private let file: FileHandle?
  private let writer = DispatchQueue(label: "hotloop.events")
  private let currentTick = Atomic<UInt64>(0)

  /// A log that keeps nothing.
  public init() { file = nil }

  /// Appends to the file at `path`, which is made if need be. It may be a named pipe.
  public init(path: String) throws {
    if !FileManager.default.fileExists(atPath: path),
      !FileManager.default.createFile(atPath: path, contents: nil)
    {
      throw EventLogError(path: path)
    }
    guard let handle = FileHandle(forWritingAtPath: path) else { throw EventLogError(path: path) }
    // A pipe has no end to go to, and needs none.
    _ = try? handle.seekToEnd()
    file = handle
  }

  /// The tick that events are stamped with from now on. The loop sets it.
  public func setTick(_ tick: UInt64) { currentTick.store(tick, ordering: .relaxed) }

  /// - Parameters:
  ///   - name: one of the names in the README's table of events.
  ///   - time: when it happened (CLOCK_MONOTONIC, ns); now, if not given.
  public func record(_ name: String, time: UInt64? = nil, _ fields: [String: JSONValue] = [:]) {
    record(name, time: time) { fields }
  }

  /// The same for fields that take their time to be found out. What is recorded after it is written after it.
  /// - Parameter fields: called on the log's own thread, if there is a log at all.
  public func record(
    _ name: String, time: UInt64? = nil, fields: @escaping @Sendable () -> [String: JSONValue]
  ) {
    guard let file else { return }
    let time = time ?? MonotonicClock.now()
    let tick = currentTick.load(ordering: .relaxed)
    writer.async {
      var members = fields()
      members["t"] = .unsigned(time)
      members["tick"] = .unsigned(tick)
      members["event"] = .string(name)
      try? file.write(contentsOf: Data((JSONValue.object(members).line + "\n").utf8))
    }
  }

  /// Returns when everything recorded so far is in the file.
  public func flush() {
    writer.sync {}
  }
}

public struct EventLogError: Error, CustomStringConvertible {
  public let path: String
  public var description: String {
    "cannot write events to \(path); give --events a file in a folder that exists and that you may write to"
  }
}
