import CNcurses
import Engine
import Glibc

/// Owns an ncurses screen, from newterm to delscreen, and collects its output.
///
/// ncurses writes into a file in memory, which `takeOutput` reads. The output then goes to the terminal with everything
/// else, through a descriptor that does not block. The terminal's modes (termios) belong to `TTYDevice`, signals to
/// `SignalRelay`. ncurses has one current screen per process: one thread at a time.
// Safe: the SCREEN and the FILE live until `close`, which is called once.
@safe final class CursesScreen {
  private let screen: OpaquePointer
  private let file: UnsafeMutablePointer<FILE>
  private var isClosed = false

  /// The bytes that enter and leave the alternate screen and the application keys.
  let enterBytes: [UInt8]
  let leaveBytes: [UInt8]

  init(terminal name: String, size: CellSize) throws(TerminalError) {
    try TerminalDatabase.check(name)
    let descriptor = hotloop_memory_file()
    guard descriptor >= 0, let file = unsafe fdopen(descriptor, "w+") else {
      throw .systemCall(unsafe "memfd_create: \(String(cString: strerror(errno)))")
    }
    // We set the size, so LINES and COLUMNS are ignored. The file has no window size, so ncurses starts with 24×80.
    // Without this it would fail for the Linux console, whose entry has no size.
    use_env(false)
    use_tioctl(true)
    guard let made = unsafe CursesScreen.keepingSignals({ unsafe newterm(name, file, file) }) else {
      unsafe fclose(file)
      throw .cursesFailed(name)
    }
    unsafe screen = unsafe made
    unsafe self.file = unsafe file
    CursesScreen.prepare(size)
    let enter = unsafe CursesScreen.take(file)
    // Leaves and enters once more to capture the bytes that restore the terminal: a crashing process cannot call ncurses.
    endwin()
    leaveBytes = unsafe CursesScreen.take(file)
    unsafe wrefresh(hotloop_standard_screen())
    _ = unsafe CursesScreen.take(file)
    // ncurses limits scrolling to the 24 lines it starts with, and a line feed at the last of them would scroll the
    // picture. This resets the limit (and moves the cursor, whose position nothing depends on).
    enterBytes = enter + Array("\u{1B}[r".utf8)
  }

  deinit { close() }

  /// Ends ncurses. Nothing but `close` may be called after it.
  ///
  /// All screens share state of ncurses, so a thread that has used one must close it before another thread opens the next.
  /// The release of the last reference may come too late for that.
  func close() {
    if isClosed { return }
    isClosed = true
    endwin()
    unsafe delscreen(screen)
    unsafe fclose(file)
  }

  private static func prepare(_ size: CellSize) {
    // The output file is always readable: ncurses must not take that for typed keys and stop drawing.
    typeahead(-1)
    resizeterm(Int32(size.rows), Int32(size.columns))
    unsafe keypad(hotloop_standard_screen(), true)
    unsafe scrollok(hotloop_standard_screen(), false)
    // Inserting and deleting in a row would move glyphs whose width ncurses and the terminal may not agree on.
    unsafe idcok(hotloop_standard_screen(), false)
    unsafe leaveok(hotloop_standard_screen(), true)
    curs_set(0)
    if has_colors() {
      start_color()
      use_default_colors()
    }
    unsafe wrefresh(hotloop_standard_screen())
  }

  /// Brings the terminal up to date with the standard screen, where the last thing drawn is a glyph in `row` whose width
  /// ncurses and the terminal may not agree on.
  ///
  /// ncurses leaves the cursor in column 0 of the row; it is then moved there absolutely, because ncurses may have come
  /// from a column that is not the terminal's.
  func refreshAndPlaceCursor(row: Int) {
    unsafe leaveok(hotloop_standard_screen(), false)
    unsafe wmove(hotloop_standard_screen(), Int32(row), 0)
    unsafe wrefresh(hotloop_standard_screen())
    unsafe leaveok(hotloop_standard_screen(), true)
    // No padding: it is for terminals of the 1980s, and ncurses wrote its own.
    let movement = unsafe String(cString: hotloop_cursor_movement(Int32(row), 0))
    unsafe fputs(String(movement.prefix { $0 != "$" }), file)
    unsafe fflush(file)
  }

  /// Returns what ncurses has written since the last call.
  func takeOutput() -> [UInt8] { unsafe CursesScreen.take(file) }

  private static func take(_ file: UnsafeMutablePointer<FILE>) -> [UInt8] {
    unsafe fflush(file)
    let descriptor = unsafe fileno(file)
    let count = Int(lseek(descriptor, 0, SEEK_CUR))
    guard count > 0 else { return [] }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      used = unsafe max(0, pread(descriptor, buffer.baseAddress, count, 0))
    }
    _ = ftruncate(descriptor, 0)
    _ = lseek(descriptor, 0, SEEK_SET)
    return bytes
  }

  /// Restores the handlers of SIGINT, SIGTERM, SIGTSTP and SIGWINCH, which ncurses replaces.
  private static func keepingSignals<R>(_ body: () -> R) -> R {
    let signals = [SIGINT, SIGTERM, SIGTSTP, SIGWINCH]
    var before: [sigaction] = []
    for signal in signals {
      var action = sigaction()
      _ = unsafe sigaction(signal, nil, &action)
      before.append(action)
    }
    let result = body()
    for index in signals.indices { _ = unsafe sigaction(signals[index], &before[index], nil) }
    return result
  }
}
