/// How the alternate screen is entered and left.
struct AlternateScreen {
  let enterBytes: [UInt8]
  let leaveBytes: [UInt8]
  private let curses: CursesScreen?

  /// - Parameter curses: nil for a terminal without an entry in the database. It gets the sequences of xterm: no cursor, a
  ///   cleared screen without a scrolling region.
  init(_ curses: CursesScreen?) {
    self.curses = curses
    enterBytes = curses?.enterBytes ?? Array("\u{1B}[?1049h\u{1B}[?25l\u{1B}[r\u{1B}[m\u{1B}[H\u{1B}[2J".utf8)
    leaveBytes = curses?.leaveBytes ?? Array("\u{1B}[?25h\u{1B}[?1049l".utf8)
  }

  /// Called once at the end, on the thread that used the screen.
  func close() { curses?.close() }
}
