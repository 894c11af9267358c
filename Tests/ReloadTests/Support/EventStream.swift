import Foundation
import Glibc
import JSONSchema
import Testing

/// The event log of a run, read from a named pipe, so that waiting for an event needs no polling.
final class EventStream {
  let path: String
  private let descriptor: Int32
  private var pending: [UInt8] = []
  /// All events that were read so far.
  private(set) var events: [Event] = []
  /// The index of the event that `next` examines next.
  private var nextIndex = 0

  struct Event: CustomStringConvertible {
    let name: String
    let time: UInt64
    let tick: Int
    let members: [String: Any]
    let description: String

    subscript(_ key: String) -> Int? { (members[key] as? NSNumber)?.intValue }
    func text(_ key: String) -> String? { members[key] as? String }
    func list(_ key: String) -> [String] { members[key] as? [String] ?? [] }
  }

  private static let schema = Result { try JSONSchema("event") }

  /// Seconds that a test waits for an event: much longer than it takes on any machine.
  static let timeout = 300.0

  init(in folder: URL) throws {
    path = folder.appendingPathComponent(".events-\(UUID().uuidString).fifo").path
    guard unsafe mkfifo(path, 0o600) == 0 else { throw TestFailure("mkfifo \(path): \(errno)") }
    // Also opened for writing, so that reads do not see an end of file before the program opens the pipe.
    descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw TestFailure("open \(path): \(errno)") }
  }

  deinit {
    close(descriptor)
    unsafe unlink(path)
  }

  /// The next event of this name that matches. Skips the events before it; the next call continues after it.
  @discardableResult
  func next(_ name: String, where matches: (Event) -> Bool = { _ in true }) throws -> Event {
    try next(among: [name], where: matches)
  }

  /// The next event that has one of these names.
  func next(among names: [String], where matches: (Event) -> Bool = { _ in true }) throws -> Event {
    let deadline = Date(timeIntervalSinceNow: Self.timeout)
    while true {
      while nextIndex < events.count {
        nextIndex += 1
        let event = events[nextIndex - 1]
        if names.contains(event.name), matches(event) { return event }
      }
      guard readMore(until: deadline) else {
        throw TestFailure(
          "no event \(names.joined(separator: " or ")) within \(Int(Self.timeout)) s; the last events:\n"
            + events.suffix(12).map(\.description).joined(separator: "\n"))
      }
    }
  }

  /// All events received by now, after the last event that `next` returned.
  func rest() -> [Event] {
    while readMore(until: Date()) {}
    return Array(events[nextIndex...])
  }

  private func readMore(until deadline: Date) -> Bool {
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let wait = max(0, min(deadline.timeIntervalSinceNow, 1000))
    guard unsafe poll(&poller, 1, Int32(wait * 1000)) > 0 else { return false }
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = unsafe read(descriptor, &chunk, chunk.count)
    guard count > 0 else { return false }
    pending += chunk[..<count]
    while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
      append(line: String(decoding: pending[..<end], as: UTF8.self))
      pending.removeSubrange(...end)
    }
    return true
  }

  private func append(line: String) {
    guard let members = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let name = members["event"] as? String, let time = (members["t"] as? NSNumber)?.uint64Value
    else { return }
    #expect(throws: Never.self, "\(line)") { try Self.schema.get().check(line) }
    let tick = (members["tick"] as? NSNumber)?.intValue ?? 0
    events.append(Event(name: name, time: time, tick: tick, members: members, description: line))
  }
}
