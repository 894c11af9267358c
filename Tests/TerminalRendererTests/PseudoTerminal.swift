import Engine
import Glibc
import HostSystem
import Synchronization

@testable import TerminalRenderer

/// A pseudoterminal: the slave is a real tty for the code under test; a thread reads the master, at a limited rate if wanted.
final class PseudoTerminal: Sendable {
  struct Timeout: Error, CustomStringConvertible {
    var description: String
  }

  let master: Int32
  /// The end for the code under test.
  let slave: Int32
  private let received = Mutex<[UInt8]>([])
  private let isReading: Atomic<Bool>
  private let isEnding = Atomic<Bool>(false)
  private let news: WakePipe
  private let gate: WakePipe
  private let reader: HostThread

  /// - Parameter bytesPerMillisecond: the rate at which it reads; 0 is unlimited.
  init(size: CellSize, reading: Bool = true, bytesPerMillisecond: Int = 0) throws {
    let (master, slave) = try PseudoTerminal.makePair()
    var window = winsize(
      ws_row: UInt16(size.rows), ws_col: UInt16(size.columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &window)
    self.master = master
    self.slave = slave
    isReading = Atomic(reading)
    let news = try WakePipe()
    let gate = try WakePipe()
    self.news = news
    self.gate = gate
    nonisolated(unsafe) weak var this: PseudoTerminal?
    let start = try WakePipe()
    reader = try HostThread("test.reader") {
      start.wait()
      while unsafe this?.readSome(bytesPerMillisecond) ?? false {}
    }
    unsafe this = self
    start.signal()
  }

  deinit {
    close(slave)
    close(master)
  }

  /// Both ends of a new pseudoterminal, close-on-exec from the start: otherwise a process that another test starts at the
  /// same time would keep them open.
  static func makePair() throws -> (master: Int32, slave: Int32) {
    let flags = O_RDWR | O_NOCTTY | O_CLOEXEC
    let master = unsafe open("/dev/ptmx", flags)
    var locked: Int32 = 0
    guard master >= 0, unsafe ioctl(master, unlockRequest, &locked) == 0 else {
      throw Timeout(description: "no pseudoterminal: errno \(errno)")
    }
    return (master, ioctl(master, peerRequest, flags))
  }

  /// TIOCSPTLCK and TIOCGPTPEER of <asm-generic/ioctls.h>, macros that Swift does not import.
  private static let unlockRequest: UInt = 0x4004_5431
  private static let peerRequest: UInt = 0x5441

  /// Ends the reader. Call it before the test ends.
  func end() {
    isEnding.store(true, ordering: .releasing)
    gate.signal()
    reader.join(timeout: .seconds(10))
  }

  private func readSome(_ bytesPerMillisecond: Int) -> Bool {
    if isEnding.load(ordering: .acquiring) { return false }
    let reads = isReading.load(ordering: .acquiring)
    var waits = [
      pollfd(fd: reads ? master : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: gate.readEnd, events: Int16(POLLIN), revents: 0),
    ]
    unsafe poll(&waits, 2, -1)
    if waits[1].revents != 0 { gate.drain() }
    if waits[0].revents == 0 { return true }
    var buffer = [UInt8](repeating: 0, count: bytesPerMillisecond > 0 ? bytesPerMillisecond : 65_536)
    let count = unsafe read(master, &buffer, buffer.count)
    guard count > 0 else { return false }
    received.withLock { $0.append(contentsOf: buffer[..<count]) }
    news.signal()
    if bytesPerMillisecond > 0 { poll(nil, 0, 1) }  // limits the rate
    return true
  }

  func startReading() {
    isReading.store(true, ordering: .releasing)
    gate.signal()
  }

  var bytes: [UInt8] { received.withLock { $0 } }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func type(_ text: String) {
    var bytes = Array(text.utf8)
    _ = unsafe write(master, &bytes, bytes.count)
  }

  func resize(to size: CellSize) {
    var window = winsize(
      ws_row: UInt16(size.rows), ws_col: UInt16(size.columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &window)
    // It is no controlling terminal, so the kernel sends no signal.
    kill(getpid(), SIGWINCH)
  }

  /// The terminal driver's settings, as `stty -g` would print them.
  var mode: String {
    var mode = termios()
    unsafe tcgetattr(slave, &mode)
    let flags = [mode.c_iflag, mode.c_oflag, mode.c_cflag, mode.c_lflag].map { String($0, radix: 16) }
    let characters = unsafe withUnsafeBytes(of: mode.c_cc) { unsafe $0.map { String($0, radix: 16) } }
    return (flags + characters).joined(separator: ":")
  }

  var isCooked: Bool {
    var mode = termios()
    unsafe tcgetattr(slave, &mode)
    return mode.c_lflag & tcflag_t(ICANON) != 0
  }

  /// Waits until a condition holds; evaluates it when bytes arrive and every few milliseconds.
  func wait(_ what: String, until holds: () -> Bool) throws {
    let limit = time(nil) + 60
    while !holds() {
      if time(nil) > limit { throw Timeout(description: "a minute passed without: \(what)") }
      news.wait(timeout: .milliseconds(5))
      news.drain()
    }
  }
}
