import Engine
import Glibc
import HostSystem
import HotLoopProduct
import Synchronization

/// A pseudoterminal with a thread that reads its other side as fast as possible, like a fast terminal emulator.
// Safe: `onBytes` borrows the bytes for the call.
@safe final class DrainedTerminal: Sendable {
  /// A control character that is never part of a picture. The program writes it to learn when everything before it
  /// was read.
  private static let endMark: UInt8 = 0x05

  /// TIOCSPTLCK and TIOCGPTPEER of <asm-generic/ioctls.h>, macros that Swift does not import.
  private static let unlockRequest: UInt = 0x4004_5431
  private static let peerRequest: UInt = 0x5441

  private let master: Int32
  /// The program's side, in raw mode.
  let slave: Int32
  private let received = Atomic<UInt64>(0)
  private let marks = Atomic<UInt64>(0)
  private let onBytes: @Sendable (UnsafeBufferPointer<UInt8>) -> Void

  /// - Parameter onBytes: gets all bytes, on the reading thread.
  init(size: CellSize, onBytes: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Void = { _ in }) throws {
    let flags = O_RDWR | O_NOCTTY | O_CLOEXEC
    let master = unsafe open("/dev/ptmx", flags)
    var locked: Int32 = 0
    guard master >= 0, unsafe ioctl(master, Self.unlockRequest, &locked) == 0 else {
      throw ProgramError("no pseudoterminal: \(unsafe String(cString: strerror(errno)))")
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
    unsafe self.onBytes = unsafe onBytes
    try HostThread("hotloop.reader") { [self] in read() }
  }

  /// Ends the reading thread. The terminal cannot be used afterwards.
  func end() { close(slave) }

  private func read() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe Glibc.read(master, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      // EIO: the program's side is closed.
      guard count > 0 else { break }
      unsafe buffer.withUnsafeBufferPointer { unsafe onBytes(UnsafeBufferPointer(rebasing: $0[..<count])) }
      received.add(UInt64(count), ordering: .relaxed)
      if buffer[count - 1] == Self.endMark { marks.add(1, ordering: .releasing) }
    }
    close(master)
  }

  /// Waits until everything written so far was read.
  /// - Returns: the number of bytes read so far.
  func total() -> UInt64 {
    let before = marks.load(ordering: .acquiring)
    var mark = Self.endMark
    _ = unsafe write(slave, &mark, 1)
    while marks.load(ordering: .acquiring) == before { usleep(200) }
    return received.load(ordering: .relaxed) - marks.load(ordering: .relaxed)
  }

  /// Types a text at the keyboard.
  func type(_ text: String) {
    var bytes = Array(text.utf8)
    _ = unsafe write(master, &bytes, bytes.count)
  }
}
