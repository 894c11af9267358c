import CGameABI
import Engine
import Glibc
import HostSystem

/// An independent terminal emulator: tmux gets our bytes, and its screen is read back.
final class TmuxScreen {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let socket: String
  private let fifo: String
  private let replies: String
  private let feed: Int32
  private(set) var size: CellSize
  private var mark = 0

  init(size: CellSize) throws {
    self.size = size
    socket = "hotloop-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    fifo = "/tmp/\(socket).fifo"
    replies = "/tmp/\(socket).replies"
    guard unsafe mkfifo(fifo, 0o600) == 0 else { throw Failure(description: "mkfifo \(fifo) failed") }
    try TmuxScreen.run([
      "-u", "-L", socket, "-f", "/dev/null", "new-session", "-d", "-x", "\(size.columns)", "-y",
      "\(size.rows)",
      "stty raw -echo; cat < /dev/tty > '\(replies)' & exec cat '\(fifo)'", ";", "set", "-g", "status", "off",
      ";", "resize-window", "-x",
      "\(size.columns)", "-y", "\(size.rows)",
    ])
    // Returns when the reader has opened its end.
    feed = unsafe open(fifo, O_WRONLY | O_CLOEXEC)
  }

  deinit {
    _ = try? TmuxScreen.run(["-L", socket, "kill-server"])
    close(feed)
    unsafe unlink(fifo)
    unsafe unlink(replies)
  }

  func resize(to newSize: CellSize) throws {
    try TmuxScreen.run([
      "-L", socket, "resize-window", "-x", "\(newSize.columns)", "-y", "\(newSize.rows)",
    ])
    size = newSize
  }

  /// Sends bytes and returns the screen after tmux has processed all of them.
  func show(_ bytes: [UInt8]) throws -> CellBuffer {
    mark += 1
    // tmux sets the title after it has processed everything before it.
    try send(bytes + Array("\u{1B}]2;mark\(mark)\u{1B}\\".utf8))
    let limit = time(nil) + 60
    while time(nil) < limit {
      let answer = try TmuxScreen.run([
        "-u", "-L", socket, "display", "-p", "#{pane_title}", ";", "capture-pane", "-e", "-p", "-N",
      ])
      guard let end = answer.firstIndex(of: 0x0A) else { continue }
      if String(decoding: answer[..<end], as: UTF8.self) == "mark\(mark)" {
        let text = String(decoding: answer[(end + 1)...], as: UTF8.self)
        return CapturedScreen.cells(text, size: size, widths: try TmuxWidths.of(text.unicodeScalars))
      }
    }
    throw Failure(description: "tmux did not reach mark \(mark) in a minute")
  }

  /// How far tmux moves its cursor for each scalar, by its own table: it is asked for the cursor's position (DSR).
  /// Destroys what the screen shows.
  func cursorAdvances(_ scalars: [Unicode.Scalar]) throws -> [Int] {
    let known = reports().count
    for chunk in stride(from: 0, to: scalars.count, by: 1000) {
      let part = scalars[chunk..<min(chunk + 1000, scalars.count)]
      try send(part.flatMap { Array("\r\u{1B}[Kx\($0)\u{1B}[6n".utf8) })
      _ = try wait(forReports: known + chunk + part.count)
    }
    return try wait(forReports: known + scalars.count).dropFirst(known).map { $0 - 2 }
  }

  private func wait(forReports count: Int) throws -> [Int] {
    let limit = time(nil) + 60
    while time(nil) < limit {
      let found = reports()
      if found.count >= count { return found }
      poll(nil, 0, 5)
    }
    throw Failure(description: "tmux did not report \(count) cursor positions in a minute")
  }

  /// The columns of the cursor position reports so far, counted from 1.
  private func reports() -> [Int] {
    let file = unsafe open(replies, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    return String(decoding: ChildProcess.readAll(file), as: UTF8.self).split(separator: "R").compactMap {
      $0.split(separator: ";").last.flatMap { Int($0) }
    }
  }

  private func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(feed, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Failure(description: "writing to tmux: errno \(errno)") }
      rest = rest.dropFirst(count)
    }
  }

  @discardableResult
  private static func run(_ arguments: [String]) throws -> [UInt8] {
    let result = try ChildProcess.run(["env", "-u", "TMUX", "LC_ALL=C.UTF-8", "tmux"] + arguments)
    guard result.status == 0 else {
      throw Failure(description: "tmux \(arguments.joined(separator: " ")): status \(result.status)")
    }
    return result.output
  }
}
