import Foundation
import Glibc
import Synchronization

/// A pseudo-terminal that knows kitty's keyboard protocol: it answers queries, and keeps account of what was set in it.
final class KittyTerminal: Sendable {
  struct State: Sendable {
    /// The depth of the stack of keyboard flags.
    var pushes = 0
    /// The depth of the stack of titles.
    var titles = 0
    var showsAlternateScreen = false
    var reportsMouse = false
    var hidesCursor = false
    /// The end of what was written.
    var text = ""
  }

  private let master: Int32
  private let slave: Int32
  private let state = Mutex(State())

  private static let effects: [(sequence: String, effect: @Sendable (inout State) -> Void)] = [
    ("\u{1B}[>31u", { $0.pushes += 1 }), ("\u{1B}[<u", { $0.pushes = max($0.pushes - 1, 0) }),
    ("\u{1B}[22;0t", { $0.titles += 1 }), ("\u{1B}[23;0t", { $0.titles = max($0.titles - 1, 0) }),
    ("\u{1B}[?1049h", { $0.showsAlternateScreen = true }),
    ("\u{1B}[?1049l", { $0.showsAlternateScreen = false }),
    ("\u{1B}[?1003h", { $0.reportsMouse = true }), ("\u{1B}[?1003l", { $0.reportsMouse = false }),
    ("\u{1B}[?25l", { $0.hidesCursor = true }), ("\u{1B}[?25h", { $0.hidesCursor = false }),
  ]

  init() throws {
    // The calls of the C library that are not in its Swift module: grantpt, unlockpt, ptsname.
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var unlocked: Int32 = 0
    var number: Int32 = -1
    guard master >= 0, unsafe ioctl(master, 0x4004_5431, &unlocked) == 0,
      unsafe ioctl(master, 0x8004_5430, &number) == 0
    else { throw TestFailure("no pseudo-terminal: \(errno)") }
    slave = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    guard unsafe ioctl(slave, UInt(TIOCSWINSZ), &size) == 0 else { throw TestFailure("no size: \(errno)") }
    let master = master
    Thread.detachNewThread { [weak self] in
      var unread: [UInt8] = []
      while true {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(master, &chunk, chunk.count)
        guard count > 0, let self else { return }
        unread += chunk[..<count]
        self.take(&unread)
      }
    }
  }

  deinit {
    close(slave)
    close(master)
  }

  /// Whether lines are edited, as a shell expects.
  var isInLineMode: Bool {
    var mode = termios()
    return unsafe tcgetattr(slave, &mode) == 0 && mode.c_lflag & tcflag_t(ICANON) != 0
  }

  /// Starts the program in the package, on this terminal, and forgets the text of earlier ones.
  func start(_ arguments: [String], in package: TestPackage) throws -> Process {
    state.withLock { $0.text = "" }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: TestPackage.hotloop)
    process.arguments = arguments
    process.currentDirectoryURL = package.root
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]) { $1 }
    let terminal = FileHandle(fileDescriptor: slave)
    process.standardInput = terminal
    process.standardOutput = terminal
    process.standardError = terminal
    try process.run()
    return process
  }

  func type(_ text: String) { _ = unsafe write(master, text, text.utf8.count) }

  /// A terminal does not report changes, so this polls, with a generous timeout.
  @discardableResult
  func wait(_ what: String, until holds: (State) -> Bool) throws -> State {
    let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
    while true {
      let current = state.withLock { $0 }
      if holds(current) { return current }
      guard Date() < deadline else { throw TestFailure("timed out waiting \(what): \(current)") }
      poll(nil, 0, 20)
    }
  }

  private func take(_ unread: inout [UInt8]) {
    let text = String(decoding: unread, as: UTF8.self)
    unread = []
    state.withLock { state in
      // A sequence may arrive in two reads: one that begins in the text before is complete only now.
      let before = state.text.suffix(12)
      let all = String(before) + text
      state.text = String((state.text + text).suffix(4000))
      var position = all.startIndex
      while let start = all[position...].firstIndex(of: "\u{1B}") {
        position = all.index(after: start)
        for (sequence, effect) in Self.effects where all[start...].hasPrefix(sequence) {
          // Not again what was complete before.
          if all.distance(from: all.startIndex, to: start) + sequence.count > before.count { effect(&state) }
        }
        for (query, answer) in [("\u{1B}[?u", "\u{1B}[?0u"), ("\u{1B}[c", "\u{1B}[?62c")]
        where all[start...].hasPrefix(query) {
          if all.distance(from: all.startIndex, to: start) + query.count > before.count { type(answer) }
        }
      }
    }
  }
}
