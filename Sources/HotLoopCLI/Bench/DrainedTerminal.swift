import Engine
import Foundation
import Glibc
import HostSystem
import Synchronization

/// A pseudoterminal whose other side is read by a thread as fast as it goes, as a quick terminal emulator would.
// Safe: the bytes that `watch` sees are lent for the call.
@safe final class DrainedTerminal: Sendable {
  /// Never part of a picture: a program writes it to learn when all before it was read.
  private static let endMark: UInt8 = 0x05

  /// TIOCSPTLCK and TIOCGPTPEER of <asm-generic/ioctls.h>, macros that Swift does not import.
  private static let unlockRequest: UInt = 0x4004_5431
  private static let peerRequest: UInt = 0x5441

  private let master: Int32
  /// The program's side, in raw mode.
  let slave: Int32
  private let received = Atomic<UInt64>(0)
  private let marks = Atomic<UInt64>(0)
  private let watch: @Sendable (UnsafeBufferPointer<UInt8>) -> Void

  /// - Parameter watch: sees all that arrives, on the reading thread.
  init(size: CellSize, watch: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Void = { _ in }) throws {
    let flags = O_RDWR | O_NOCTTY | O_CLOEXEC
    let master = unsafe open("/dev/ptmx", flags)
    var locked: Int32 = 0
    guard master >= 0, unsafe ioctl(master, Self.unlockRequest, &locked) == 0 else {
      throw CommandError("no pseudoterminal to draw on: \(unsafe String(cString: strerror(errno)))")
    }
    let slave = ioctl(master, Self.peerRequest, flags)
    var mode = termios()
    unsafe tcgetattr(slave, &mode)
    unsafe cfmakeraw(&mode)
    unsafe tcsetattr(slave, TCSANOW, &mode)
    var window = winsize(
      ws_row: UInt16(size.rows), ws_col: UInt16(size.columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &window)
    self.master = master
    self.slave = slave
    unsafe self.watch = unsafe watch
    try HostThread("hotloop.reader") { [self] in read() }
  }

  /// Ends the reading thread; the terminal is of no use any more.
  func end() { close(slave) }

  private func read() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe Glibc.read(master, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      // EIO: nobody has the other side open any more.
      guard count > 0 else { break }
      unsafe buffer.withUnsafeBufferPointer { unsafe watch(UnsafeBufferPointer(rebasing: $0[..<count])) }
      received.add(UInt64(count), ordering: .relaxed)
      if buffer[count - 1] == Self.endMark { marks.add(1, ordering: .releasing) }
    }
    close(master)
  }

  /// All bytes that were written so far, when they have been read.
  func total() -> UInt64 {
    let before = marks.load(ordering: .acquiring)
    var mark = Self.endMark
    _ = unsafe write(slave, &mark, 1)
    while marks.load(ordering: .acquiring) == before { usleep(200) }
    return received.load(ordering: .relaxed) - marks.load(ordering: .relaxed)
  }

  /// Types something.
  func type(_ text: String) {
    var bytes = Array(text.utf8)
    _ = unsafe write(master, &bytes, bytes.count)
  }
}
