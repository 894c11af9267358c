import CNcurses
import Engine
import Glibc
import HostSystem

/// One terminal device, opened a second time for ourselves.
///
/// The file description that we were started with is shared with the shell and whoever else holds it, so its
/// flags must stay as they are. A description of our own can be non-blocking, and a presenter that waits for a
/// slow terminal waits in poll(2), where it can be told to stop. All calls may be made on any thread.
final class TTYDevice: Sendable {
  enum WriteResult: Equatable {
    case written
    /// The deadline passed first; what had been accepted is out.
    case expired
    /// The terminal is gone.
    case closed
  }

  let descriptor: Int32
  /// How the terminal was set up when we came; `restoreMode` puts this back.
  let originalMode: termios

  /// - Parameter source: a descriptor of the terminal, which stays the caller's.
  init(source: Int32) throws(TerminalError) {
    guard isatty(source) == 1 else { throw .outputNotTerminal }
    let flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
    // The link in /proc reopens the very same device, also where its name leads elsewhere (containers). After
    // `su` the device belongs to another user and may not be opened again; /dev/tty always may.
    var opened = unsafe open("/proc/self/fd/\(source)", flags)
    if opened < 0 { opened = unsafe open("/dev/tty", flags) }
    guard opened >= 0 else { throw .systemCall(TTYDevice.reason("open")) }
    var mode = termios()
    guard unsafe tcgetattr(opened, &mode) == 0 else {
      let text = TTYDevice.reason("tcgetattr")
      Glibc.close(opened)
      throw .systemCall(text)
    }
    descriptor = opened
    originalMode = mode
  }

  deinit { Glibc.close(descriptor) }

  /// The size in cells, or nil where the device does not know. Absurd sizes are cut, so that a hostile
  /// terminal cannot make us allocate gigabytes.
  var size: CellSize? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return CellSize(columns: min(Int(size.ws_col), 2000), rows: min(Int(size.ws_row), 1000))
  }

  /// The byte that the backspace key sends, as the user told the terminal driver.
  var eraseByte: UInt8 { originalMode.c_cc.2 }  // VERASE

  /// Bytes as they come, no echo, no signals from keys: every key arrives as input.
  func setRawMode() throws(TerminalError) {
    var mode = originalMode
    mode.c_iflag &= ~tcflag_t(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON | IXOFF)
    mode.c_oflag &= ~tcflag_t(OPOST)
    mode.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | ISIG | IEXTEN)
    mode.c_cflag = mode.c_cflag & ~tcflag_t(CSIZE | PARENB) | tcflag_t(CS8)
    mode.c_cc.6 = 1  // VMIN
    mode.c_cc.5 = 0  // VTIME
    guard unsafe tcsetattr(descriptor, TCSANOW, &mode) == 0 else {
      throw .systemCall(TTYDevice.reason("tcsetattr"))
    }
  }

  /// Puts the terminal driver back as it was, also from the background (where SIGTTOU would stop us instead).
  func restoreMode() {
    var blocked = sigset_t()
    var previous = sigset_t()
    unsafe sigemptyset(&blocked)
    unsafe sigaddset(&blocked, SIGTTOU)
    unsafe pthread_sigmask(SIG_BLOCK, &blocked, &previous)
    var mode = originalMode
    // TCSANOW: waiting for the output to drain would wait for a terminal that may never read again.
    unsafe tcsetattr(descriptor, TCSANOW, &mode)
    unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
  }

  /// Throws away what was written and not yet read by the terminal, or typed and not yet read by us.
  func discardOutput() { tcflush(descriptor, TCOFLUSH) }
  func discardInput() { tcflush(descriptor, TCIFLUSH) }

  /// Writes all of the bytes, as one write where the terminal takes them, and waits in between where it does not.
  ///
  /// - Parameter deadline: asked before each wait: until when to go on (CLOCK_MONOTONIC ns), nil for ever.
  /// - Parameter wake: makes the wait end, so that `deadline` is asked again.
  func write(
    _ start: UnsafePointer<UInt8>, count: Int, wake: WakePipe?, deadline: () -> UInt64?
  ) -> WriteResult {
    var position = 0
    while position < count {
      if FatalRestore.hasRun { return .closed }
      let accepted = unsafe Glibc.write(descriptor, start + position, count - position)
      if accepted > 0 {
        position += accepted
        continue
      }
      if accepted < 0, errno != EAGAIN, errno != EINTR { return .closed }
      let limit = deadline()
      let now = MonotonicClock.now()
      if let limit, limit <= now { return .expired }
      waitUntilWritable(
        wake: wake, milliseconds: limit.map { Int32(min(($0 - now) / 1_000_000 + 1, 60_000)) } ?? -1)
    }
    return .written
  }

  private func waitUntilWritable(wake: WakePipe?, milliseconds: Int32) {
    var waits = (
      pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: wake?.readEnd ?? -1, events: Int16(POLLIN), revents: 0)
    )
    unsafe withUnsafeMutableBytes(of: &waits) { bytes in
      let list = unsafe bytes.bindMemory(to: pollfd.self)
      if unsafe poll(list.baseAddress, 2, milliseconds) > 0, unsafe list[1].revents != 0 { wake?.drain() }
    }
  }

  private static func reason(_ call: String) -> String {
    unsafe "\(call): \(String(cString: strerror(errno)))"
  }
}
