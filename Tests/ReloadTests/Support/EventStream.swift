import Foundation
import Glibc

/// The event log of a run, read through a named pipe: waiting for an event is waiting in the kernel.
final class EventStream {
  let path: String
  private let descriptor: Int32
  private var pending: [UInt8] = []
  /// Everything that was read so far.
  private(set) var events: [Event] = []
  /// How far `next` has come.
  private var position = 0

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

  /// How long a story waits for what must happen: far longer than it takes on any machine.
  static let limit = 100.0

  init(in folder: URL) throws {
    path = folder.appendingPathComponent(".events-\(UUID().uuidString).fifo").path
    guard unsafe mkfifo(path, 0o600) == 0 else { throw TestFailure("mkfifo \(path): \(errno)") }
    // Also open for writing, so that the pipe has no end of file before the program opens it.
    descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw TestFailure("open \(path): \(errno)") }
  }

  deinit {
    close(descriptor)
    unsafe unlink(path)
  }

  /// The next event for which `matches` holds; those before it are passed over, and the next call goes on behind it.
  @discardableResult
  func next(_ name: String, where matches: (Event) -> Bool = { _ in true }) throws -> Event {
    try next(among: [name], where: matches)
  }

  /// The next event that has one of these names.
  func next(among names: [String], where matches: (Event) -> Bool = { _ in true }) throws -> Event {
    let deadline = Date(timeIntervalSinceNow: Self.limit)
    while true {
      while position < events.count {
        position += 1
        let event = events[position - 1]
        if names.contains(event.name), matches(event) { return event }
      }
      guard readMore(until: deadline) else {
        throw TestFailure(
          "no event \(names.joined(separator: " or ")) within \(Int(Self.limit)) s; there were:\n"
            + events.suffix(12).map(\.description).joined(separator: "\n"))
      }
    }
  }

  /// Everything that has arrived by now, after the last event that `next` gave.
  func rest() -> [Event] {
    while readMore(until: Date()) {}
    return Array(events[position...])
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
    let tick = (members["tick"] as? NSNumber)?.intValue ?? 0
    events.append(Event(name: name, time: time, tick: tick, members: members, description: line))
  }
}
