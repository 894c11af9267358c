import CGameABI
import Engine
import Glibc
import HostSystem
import Synchronization

/// An independent terminal emulator: a real tmux, fed with our bytes, whose screen is read back.
final class TmuxScreen {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let socket: String
  private let fifo: String
  private let replies: String
  private let feed: Int32
  private(set) var size: CellSize
  private var mark = 0

  init(size: CellSize) throws {
    self.size = size
    socket = "hotloop-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    fifo = "/tmp/\(socket).fifo"
    replies = "/tmp/\(socket).replies"
    guard unsafe mkfifo(fifo, 0o600) == 0 else { throw Failure(description: "mkfifo \(fifo) failed") }
    try TmuxScreen.run([
      "-u", "-L", socket, "-f", "/dev/null", "new-session", "-d", "-x", "\(size.columns)", "-y",
      "\(size.rows)",
      "stty raw -echo; cat < /dev/tty > '\(replies)' & exec cat '\(fifo)'", ";", "set", "-g", "status", "off",
      ";", "resize-window", "-x",
      "\(size.columns)", "-y", "\(size.rows)",
    ])
    // Returns when the reader is there.
    feed = unsafe open(fifo, O_WRONLY | O_CLOEXEC)
  }

  deinit {
    _ = try? TmuxScreen.run(["-L", socket, "kill-server"])
    close(feed)
    unsafe unlink(fifo)
    unsafe unlink(replies)
  }

  func resize(to newSize: CellSize) throws {
    try TmuxScreen.run([
      "-L", socket, "resize-window", "-x", "\(newSize.columns)", "-y", "\(newSize.rows)",
    ])
    size = newSize
  }

  /// Gives the emulator the bytes, and reads its screen once it has digested all of them.
  func show(_ bytes: [UInt8]) throws -> CellBuffer {
    mark += 1
    // The window's title, set after everything else, tells that everything else has been seen.
    try send(bytes + Array("\u{1B}]2;mark\(mark)\u{1B}\\".utf8))
    let limit = time(nil) + 60
    while time(nil) < limit {
      let answer = try TmuxScreen.run([
        "-u", "-L", socket, "display", "-p", "#{pane_title}", ";", "capture-pane", "-e", "-p", "-N",
      ])
      guard let end = answer.firstIndex(of: 0x0A) else { continue }
      if String(decoding: answer[..<end], as: UTF8.self) == "mark\(mark)" {
        let text = String(decoding: answer[(end + 1)...], as: UTF8.self)
        return CapturedScreen.cells(text, size: size, widths: try TmuxWidths.of(text.unicodeScalars))
      }
    }
    throw Failure(description: "tmux did not reach mark \(mark) in a minute")
  }

  /// How far tmux moves its cursor for each scalar, by its own table: it is asked for the cursor's position (DSR).
  /// Destroys what the screen shows.
  func cursorAdvances(_ scalars: [Unicode.Scalar]) throws -> [Int] {
    let known = reports().count
    for chunk in stride(from: 0, to: scalars.count, by: 1000) {
      let part = scalars[chunk..<min(chunk + 1000, scalars.count)]
      try send(part.flatMap { Array("\r\u{1B}[Kx\($0)\u{1B}[6n".utf8) })
      _ = try wait(forReports: known + chunk + part.count)
    }
    return try wait(forReports: known + scalars.count).dropFirst(known).map { $0 - 2 }
  }

  private func wait(forReports count: Int) throws -> [Int] {
    let limit = time(nil) + 60
    while time(nil) < limit {
      let found = reports()
      if found.count >= count { return found }
      poll(nil, 0, 5)
    }
    throw Failure(description: "tmux did not report \(count) cursor positions in a minute")
  }

  /// The columns of the cursor position reports so far, counted from 1.
  private func reports() -> [Int] {
    let file = unsafe open(replies, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    return String(decoding: ChildProcess.readAll(file), as: UTF8.self).split(separator: "R").compactMap {
      $0.split(separator: ";").last.flatMap { Int($0) }
    }
  }

  private func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(feed, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Failure(description: "writing to tmux: errno \(errno)") }
      rest = rest.dropFirst(count)
    }
  }

  @discardableResult
  private static func run(_ arguments: [String]) throws -> [UInt8] {
    let result = try ChildProcess.run(["env", "-u", "TMUX", "LC_ALL=C.UTF-8", "tmux"] + arguments)
    guard result.status == 0 else {
      throw Failure(description: "tmux \(arguments.joined(separator: " ")): status \(result.status)")
    }
    return result.output
  }
}

/// The widths of characters in tmux's own table, asked of a tmux that is used for nothing else.
enum TmuxWidths {
  private static let known = Mutex<[Unicode.Scalar: Int]>([:])

  /// Complete for the given scalars.
  static func of(_ scalars: some Sequence<Unicode.Scalar>) throws -> [Unicode.Scalar: Int] {
    let wanted = Set(scalars.lazy.filter { $0.value >= 0x7F })
    return try known.withLock { known in
      let missing = wanted.filter { known[$0] == nil }
      if !missing.isEmpty {
        let list = Array(missing)
        let advances = try TmuxScreen(size: CellSize(columns: 20, rows: 2)).cursorAdvances(list)
        for (scalar, advance) in zip(list, advances) { known[scalar] = advance }
      }
      return known
    }
  }
}

/// Reads what `tmux capture-pane -e` prints: text with SGR sequences, whose state continues from line to line.
enum CapturedScreen {
  /// - Parameter widths: of all characters of the text that are not ASCII.
  static func cells(_ text: String, size: CellSize, widths: [Unicode.Scalar: Int]) -> CellBuffer {
    var picture = CellBuffer(size: size)
    var pen = Cell.blank
    var column = 0
    var row = 0
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\n": (column, row) = (0, row + 1)
      case "\u{1B}":
        let sequence = scalars.prefix { !($0.properties.isAlphabetic) }
        scalars = scalars.dropFirst(sequence.count + 1)
        let text = String(String.UnicodeScalarView(sequence))
        select(
          text.dropFirst().split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }, &pen)
      default:
        let width = widths[scalar] ?? 1
        if width == 0 { continue }
        var cell = pen
        cell.glyph = scalar.value
        picture[column, row] = cell
        cell.glyph = 0
        if width == 2 { picture[column + 1, row] = cell }
        column += width
      }
    }
    return picture
  }

  private static func select(_ numbers: [Int], _ pen: inout Cell) {
    var numbers = numbers[...]
    while let number = numbers.popFirst() {
      switch number {
      case 0: pen = .blank
      case 1: pen.style |= CellStyleBold.rawValue
      case 2: pen.style |= CellStyleDim.rawValue
      case 3: pen.style |= CellStyleItalic.rawValue
      case 4: pen.style |= CellStyleUnderline.rawValue
      case 7: pen.style |= CellStyleReverse.rawValue
      case 30...37: pen.fore = indexed(number - 30)
      case 38: pen.fore = extended(&numbers)
      case 39: pen.fore = Cell.blank.fore
      case 40...47: pen.back = indexed(number - 40)
      case 48: pen.back = extended(&numbers)
      case 49: pen.back = Cell.blank.back
      case 90...97: pen.fore = indexed(number - 82)
      case 100...107: pen.back = indexed(number - 92)
      default: break
      }
    }
  }

  private static func indexed(_ index: Int) -> UInt32 { 0x0100_0000 | UInt32(index) }

  private static func extended(_ numbers: inout ArraySlice<Int>) -> UInt32 {
    if numbers.popFirst() == 5 { return indexed(numbers.popFirst() ?? 0) }
    let rgb = numbers.prefix(3).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    numbers = numbers.dropFirst(3)
    return rgb
  }
}
