import Glibc

/// The original state of the terminal, for restoring it after a host that could not.
struct SavedTerminal {
  private let mode: termios?

  /// Reads the state of the terminal on standard input.
  init() {
    var mode = termios()
    self.mode = unsafe tcgetattr(STDIN_FILENO, &mode) == 0 ? mode : nil
  }

  /// - Parameter bytes: what the host recorded for restoring the terminal; none if it did not use it.
  func restore(writing bytes: [UInt8]) {
    guard var mode else { return }
    if !bytes.isEmpty { _ = unsafe write(STDOUT_FILENO, bytes, bytes.count) }
    // Discards input that was meant for the dead host, and answers of the terminal to it.
    _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode)
  }
}
