import Glibc

/// The state of the terminal as it was found, to be put back after a host that could not do it.
struct SavedTerminal {
  private let mode: termios?

  /// Looks at the terminal on standard input.
  init() {
    var mode = termios()
    self.mode = unsafe tcgetattr(STDIN_FILENO, &mode) == 0 ? mode : nil
  }

  /// - Parameter bytes: what the host said gives the terminal back; none if it had not taken it.
  func restore(writing bytes: [UInt8]) {
    guard var mode else { return }
    if !bytes.isEmpty { _ = unsafe write(STDOUT_FILENO, bytes, bytes.count) }
    // What was typed since is the dead host's, and what the terminal answered to it.
    _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode)
  }
}
