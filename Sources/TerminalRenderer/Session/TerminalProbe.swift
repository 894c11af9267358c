import Engine
import Glibc
import HostSystem

/// Asks a terminal in raw mode what it is, before anything else reads or writes.
struct TerminalProbe {
  /// How long to wait for the first answer, or the next one (ns). It allows for a slow network.
  static let timeout: UInt64 = 2_000_000_000

  let device: TTYDevice

  /// Returns nil if it does not answer, as a device that is none of our kind.
  /// - Parameter typed: receives what was typed meanwhile.
  func ask(typed: (TerminalEvent) -> Void) -> TerminalAnswers? {
    var limit = MonotonicClock.now() + Self.timeout
    let queries = TerminalAnswers.queries
    let sent = unsafe queries.withUnsafeBufferPointer { queries in
      unsafe device.write(queries.baseAddress!, count: queries.count, wake: nil) { limit }
    }
    guard sent == .written else { return nil }
    var parser = InputParser(erase: device.eraseByte)
    var answers = TerminalAnswers()
    while true {
      let now = MonotonicClock.now()
      guard now < limit else { return nil }
      guard let bytes = read(until: limit) else { continue }
      if bytes.isEmpty { return nil }
      for input in parser.feed(bytes, at: MonotonicClock.now()) {
        switch input {
        case .kittyFlags: answers.hasKittyKeyboard = true
        case .version(let text): answers.version = text
        case .deviceAttributes: return answers
        case .privateMode: break
        case .event(let event): typed(event)
        }
      }
      limit = MonotonicClock.now() + Self.timeout
    }
  }

  /// Waits for bytes. Empty if the terminal does not exist any more; nil if there are none yet.
  private func read(until limit: UInt64) -> [UInt8]? {
    guard waitUntilReadable(device.descriptor, until: .at(limit)) else { return nil }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe Glibc.read(device.descriptor, &buffer, buffer.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return nil }
    return Array(buffer.prefix(max(0, count)))
  }
}
