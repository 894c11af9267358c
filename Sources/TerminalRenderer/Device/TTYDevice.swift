import CNcurses
import Engine
import Glibc
import HostSystem

/// A terminal device, opened a second time.
///
/// The open file description that the process was started with is shared with the shell and other processes, so its flags
/// must not change. A description of our own can be non-blocking: a presenter that waits for a slow terminal waits in
/// poll(2), which another thread can end. Any thread.
final class TTYDevice: Sendable {
  enum WriteResult: Equatable {
    case written
    /// The deadline passed first. A part of the bytes was written.
    case expired
    /// The terminal does not exist any more, or a fatal error has restored it.
    case closed
  }

  let descriptor: Int32
  /// The modes at the start; `restoreMode` sets them again.
  let originalMode: termios

  /// - Parameter source: a descriptor of the terminal, which the caller continues to own.
  init(source: Int32) throws(TerminalError) {
    guard isatty(source) == 1 else { throw .outputNotTerminal }
    let flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
    // The link in /proc opens the same device even if its path names another one, as in containers. After `su` the device
    // belongs to another user and cannot be opened again, but /dev/tty can.
    var opened = unsafe open("/proc/self/fd/\(source)", flags)
    if opened < 0 {
      let reason = TTYDevice.reason("its device cannot be opened")
      opened = unsafe open("/dev/tty", flags)
      guard opened >= 0 else {
        throw .systemCall(
          "\(reason), nor can /dev/tty; after su or sudo, start it with a login (su -, sudo -i)")
      }
    }
    var mode = termios()
    guard unsafe tcgetattr(opened, &mode) == 0 else {
      let text = TTYDevice.reason("tcgetattr")
      Glibc.close(opened)
      throw .systemCall(text)
    }
    HeldDescriptors.note(opened)
    descriptor = opened
    originalMode = mode
  }

  deinit {
    HeldDescriptors.forget(descriptor)
    Glibc.close(descriptor)
  }

  /// The size in cells, at most the largest one, or nil if the device does not know it.
  var size: CellSize? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return CellSize(
      columns: min(Int(size.ws_col), CellSize.largest.columns),
      rows: min(Int(size.ws_row), CellSize.largest.rows))
  }

  /// The byte that the backspace key sends, according to the terminal driver.
  var eraseByte: UInt8 { originalMode.c_cc.2 }  // VERASE

  /// Sets raw mode: no line editing, no echo, no signals from keys. Every key arrives as input.
  func setRawMode() throws(TerminalError) {
    var mode = rawMode
    guard unsafe tcsetattr(descriptor, TCSANOW, &mode) == 0 else {
      throw .systemCall(TTYDevice.reason("tcsetattr"))
    }
  }

  /// Whether the terminal driver is in raw mode. True if it does not answer.
  var isRaw: Bool {
    var mode = termios()
    guard unsafe tcgetattr(descriptor, &mode) == 0 else { return true }
    let raw = rawMode
    return mode.c_iflag == raw.c_iflag && mode.c_oflag == raw.c_oflag && mode.c_lflag == raw.c_lflag
      && mode.c_cc.5 == raw.c_cc.5 && mode.c_cc.6 == raw.c_cc.6
  }

  private var rawMode: termios {
    var mode = originalMode
    mode.c_iflag &= ~tcflag_t(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON | IXOFF)
    mode.c_oflag &= ~tcflag_t(OPOST)
    mode.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | ISIG | IEXTEN)
    mode.c_cflag = mode.c_cflag & ~tcflag_t(CSIZE | PARENB) | tcflag_t(CS8)
    mode.c_cc.6 = 1  // VMIN
    mode.c_cc.5 = 0  // VTIME
    return mode
  }

  /// Restores the modes of the terminal driver. SIGTTOU is blocked, which would stop a process in the background.
  func restoreMode() {
    var blocked = sigset_t()
    var previous = sigset_t()
    unsafe sigemptyset(&blocked)
    unsafe sigaddset(&blocked, SIGTTOU)
    unsafe pthread_sigmask(SIG_BLOCK, &blocked, &previous)
    var mode = originalMode
    // TCSANOW, because the terminal may never read the pending output.
    unsafe tcsetattr(descriptor, TCSANOW, &mode)
    unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
  }

  /// Discards output that the terminal has not read, or input that we have not read.
  func discardOutput() { tcflush(descriptor, TCOFLUSH) }
  func discardInput() { tcflush(descriptor, TCIFLUSH) }

  /// Writes all of the bytes, with one write(2) if the terminal accepts them. Waits while it does not.
  ///
  /// - Parameter wake: ends a wait, so that `deadline` is evaluated again.
  /// - Parameter deadline: evaluated before each wait: when to give up (CLOCK_MONOTONIC, ns); nil for never.
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
