import CGameABI
import Engine
import Glibc
import HostSystem
import Synchronization
import Testing

@testable import TerminalRenderer

/// Tests that use ncurses or signals, which exist once per process: one at a time.
@Suite(.serialized, .timeLimit(.minutes(5))) enum NcursesTests {}

/// The whole terminal, on a pseudoterminal.
extension NcursesTests {
  @Suite("Terminal session") struct SessionTests {
    private let size = CellSize(columns: 60, rows: 18)

    private func open(
      _ pty: PseudoTerminal,
      _ options: TerminalOptions = TerminalOptions(color: .truecolor, glyphs: .unicode),
      term: String = "xterm-256color", stop: @escaping @Sendable (Bool) -> Void = { _ in }
    ) throws -> NcursesTerminal {
      try NcursesTerminal(options: options, output: pty.slave, stop: stop) { $0 == "TERM" ? term : nil }
    }

    @Test("Closing restores modes, screen, title and keyboard")
    func closing() throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let before = pty.mode
      let terminal = try open(
        pty, TerminalOptions(color: .truecolor, glyphs: .unicode, title: "a\u{1B}title"))
      #expect(pty.mode != before)
      terminal.present(CellBuffer(size: size), frame: 1)
      try pty.wait("the first frame") { terminal.report.lastFrame == 1 }
      pty.type("\u{1B}[?0u\u{1B}[?62c")
      try pty.wait("the kitty keyboard is turned on") { pty.text.contains("\u{1B}[>31u") }
      terminal.close()
      #expect(pty.mode == before)
      try pty.wait("the alternate screen is left") { pty.text.contains("\u{1B}[?1049l") }
      let modes = PrivateModes(pty.text)
      #expect(modes.left(on: true) == [7, 25], "only wrapping and the cursor are on")
      #expect(modes.left(on: false).isSuperset(of: [1049, 2004, 1004, 1003, 1006, 2026]))
      #expect(pty.text.contains("\u{1B}]2;atitle\u{07}"))
      #expect(pty.text.contains("\u{1B}[<u"), "the kitty keyboard is popped")
      #expect(
        pty.text.components("\u{1B}[22;0t") == pty.text.components("\u{1B}[23;0t"), "titles pushed and popped"
      )
    }

    @Test("Releasing the terminal object restores the terminal")
    func release() throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let before = pty.mode
      do { _ = try open(pty) }
      #expect(pty.mode == before)
    }

    @Test(
      "Our encoder and ncurses show the same pictures",
      arguments: [TerminalOptions.Drawing.encoder, .curses],
      [TerminalOptions.Color.indexed256, .indexed16, .mono])
    func bothPainters(drawing: TerminalOptions.Drawing, color: TerminalOptions.Color)
      throws
    {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let options = TerminalOptions(color: color, glyphs: .unicode, drawing: drawing, mouse: false)
      let terminal = try open(pty, options, term: "tmux-256color")
      let depth: ColorDepth = color == .mono ? .mono : color == .indexed16 ? .indexed16 : .indexed256
      let reference = FrameEncoder(depth: depth, asciiOnly: false, dialect: EncoderDialect())
      let screen = try TmuxScreen(size: size)
      var pictures = RandomPictures(seed: 21, size: size)
      var fed = 0
      for frame in 1...40 {
        let picture = pictures.next()
        terminal.present(picture, frame: UInt64(frame))
        try pty.wait("frame \(frame)") { terminal.report.lastFrame == frame && hasAllFrames(pty, terminal) }
        reference.encode(picture, limit: size, into: ByteBuffer())
        let bytes = pty.bytes
        let found = try screen.show(Array(bytes[fed...]))
        fed = bytes.count
        let odd = difference(reference.shownPicture, found)
        #expect(odd == nil, "frame \(frame)")
        if odd != nil { break }
      }
      terminal.close()
    }

    @Test("A terminal that does not read makes us skip frames without blocking")
    func blockedTerminal() throws {
      let pty = try PseudoTerminal(size: size, reading: false)
      defer { pty.end() }
      let terminal = try open(pty)
      var pictures = RandomPictures(seed: 9, size: size)
      var last = CellBuffer(size: size)
      // If `present` waited for the terminal, this loop would not end.
      for frame in 1...600 {
        last = pictures.next()
        terminal.present(last, frame: UInt64(frame))
      }
      #expect(terminal.report.lastFrame < 600)
      pty.startReading()
      try pty.wait("the newest frame") { terminal.report.lastFrame == 600 && hasAllFrames(pty, terminal) }
      #expect(terminal.report.framesSkipped > 0)
      #expect(terminal.report.framesShown + terminal.report.framesSkipped == 600)
      try expectShown(last, pty)
      terminal.close()
    }

    @Test("A slow terminal shows the newest picture completely")
    func slowTerminal() throws {
      let pty = try PseudoTerminal(size: size, bytesPerMillisecond: 1000)
      defer { pty.end() }
      let terminal = try open(pty)
      var pictures = RandomPictures(seed: 14, size: size)
      var last = CellBuffer(size: size)
      for frame in 1...400 {
        last = pictures.next()
        terminal.present(last, frame: UInt64(frame))
      }
      try pty.wait("the newest frame") { terminal.report.lastFrame == 400 && hasAllFrames(pty, terminal) }
      #expect(terminal.report.framesSkipped > 0)
      try expectShown(last, pty)
      terminal.close()
    }

    private func expectShown(_ picture: CellBuffer, _ pty: PseudoTerminal) throws {
      let reference = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect())
      reference.encode(picture, limit: size, into: ByteBuffer())
      let found = try TmuxScreen(size: size).show(pty.bytes)
      #expect(difference(reference.shownPicture, found) == nil)
    }

    @Test("Closing does not wait for a terminal that reads nothing")
    func closingBlocked() throws {
      let pty = try PseudoTerminal(size: size, reading: false)
      defer { pty.end() }
      let before = pty.mode
      let terminal = try open(pty)
      var pictures = RandomPictures(seed: 9, size: size)
      for frame in 1...300 { terminal.present(pictures.next(), frame: UInt64(frame)) }
      terminal.close()
      #expect(pty.mode == before)
      // Even if a frame was cut, the bytes that leave the terminal arrive as a whole.
      pty.startReading()
      try pty.wait("the alternate screen to be left") { pty.text.contains("\u{1B}[?1049l") }
    }

    @Test("An unchanged picture writes no bytes")
    func idle() throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let terminal = try open(pty)
      let picture = CellBuffer(size: size)
      terminal.present(picture, frame: 1)
      try pty.wait("the first frame") { terminal.report.lastFrame == 1 }
      let written = terminal.report.bytesWritten
      terminal.present(picture, frame: 2)
      try pty.wait("the second frame") { terminal.report.lastFrame == 2 }
      #expect(terminal.report.bytesWritten == written)
      #expect(terminal.report.frameBytes == 0)
      terminal.close()
    }

    @Test("Synchronized output is used after the terminal has confirmed it")
    func synchronizedOutput() throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let terminal = try open(pty)
      try pty.wait("the query") { pty.text.contains("\u{1B}[?2026$p") }
      pty.type("\u{1B}[?2026;2$y\u{1B}[?62c")
      var frame: UInt64 = 0
      var pictures = RandomPictures(seed: 6, size: size)
      try pty.wait("a synchronized frame") {
        frame += 1
        terminal.present(pictures.next(), frame: frame)
        return pty.text.contains("\u{1B}[?2026h")
      }
      terminal.close()
    }

    @Test("Keys arrive as events, and releases are announced once the terminal reports them")
    func keys() throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let terminal = try open(pty)
      #expect(!terminal.reportsReleases)
      pty.type("a\u{1B}[A\u{03}")
      var events: [TerminalEvent] = []
      try pty.wait("three keys") {
        events += terminal.drainEvents()
        return events.count >= 3
      }
      #expect(
        events == [
          .key(Key(.character("a")), .press), .key(Key(.up), .press),
          .key(Key(.character("c"), .control), .press),
        ])
      pty.type("\u{1B}[?31u")
      try pty.wait("releases are known") { terminal.reportsReleases }
      pty.type("\u{1B}")
      events = []
      try pty.wait("a lone escape") {
        events += terminal.drainEvents()
        return !events.isEmpty
      }
      #expect(events == [.key(Key(.escape), .press)])
      terminal.close()
    }

    @Test("A resize is reported, and the next picture has the new size")
    func resizing() throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let terminal = try open(pty)
      for wanted in [
        CellSize(columns: 1, rows: 1), CellSize(columns: 1000, rows: 300), CellSize(columns: 33, rows: 7),
      ] {
        pty.resize(to: wanted)
        var events: [TerminalEvent] = []
        try pty.wait("size \(wanted)") {
          events += terminal.drainEvents()
          return events.last == .resized(wanted)
        }
        #expect(terminal.size == wanted)
        var picture = CellBuffer(size: wanted)
        picture[0, 0].glyph = 0x40
        terminal.present(picture, frame: UInt64(wanted.columns))
        try pty.wait("a frame of \(wanted)") { terminal.report.lastFrame == UInt64(wanted.columns) }
      }
      terminal.close()
    }

    @Test("Ctrl-Z and SIGTSTP restore the terminal while the process is stopped", arguments: [true, false])
    func suspending(byKey: Bool) throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let before = pty.mode
      let seen = Mutex<[String]>([])
      let terminal = try open(pty, stop: { group in seen.withLock { $0.append("\(pty.mode) \(group)") } })
      terminal.present(CellBuffer(size: size), frame: 1)
      try pty.wait("the first frame") { terminal.report.lastFrame == 1 }
      if byKey { pty.type("\u{1A}") } else { kill(getpid(), SIGTSTP) }
      var events: [TerminalEvent] = []
      try pty.wait("resumed") {
        events += terminal.drainEvents()
        return events.contains(.resumed)
      }
      #expect(seen.withLock { $0 } == ["\(before) \(byKey)"], "the shell found its own modes")
      #expect(events == [.resumed, .resized(size)])
      #expect(!pty.isCooked)
      try pty.wait("the screen is entered again") { pty.text.components("\u{1B}[?1049h") == 2 }
      terminal.close()
      #expect(pty.mode == before)
    }

    @Test(
      "SIGTERM, SIGINT and SIGHUP arrive as a closed event",
      arguments: [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT"), (SIGHUP, "SIGHUP")])
    func terminationSignals(signal: Int32, name: String) throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let terminal = try open(pty)
      kill(getpid(), signal)
      var events: [TerminalEvent] = []
      try pty.wait("closed") {
        events += terminal.drainEvents()
        return !events.isEmpty
      }
      #expect(events == [.closed(name)])
      terminal.close()
    }

    @Test("A terminal that disappears is reported once")
    func disappearance() throws {
      let (master, slave) = try PseudoTerminal.makePair()
      let terminal = try NcursesTerminal(
        options: TerminalOptions(), output: slave, stop: { _ in },
        environment: { $0 == "TERM" ? "xterm" : nil }
      )
      Glibc.close(slave)
      Glibc.close(master)
      let waiting = try WakePipe()
      var events: [TerminalEvent] = []
      let limit = time(nil) + 60
      while events.isEmpty, time(nil) < limit {
        waiting.wait(timeout: .milliseconds(5))
        events += terminal.drainEvents()
      }
      terminal.present(CellBuffer(size: size), frame: 1)
      terminal.close()
      events += terminal.drainEvents()
      #expect(events.filter { $0 == .closed("terminal closed") }.count == 1)
    }

    @Test("The restore after a fatal error is immediate and final")
    func fatalRestore() throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let before = pty.mode
      let terminal = try open(pty)
      terminal.present(CellBuffer(size: size), frame: 1)
      try pty.wait("the first frame") { terminal.report.lastFrame == 1 }
      NcursesTerminal.restoreAfterFatalError()
      #expect(pty.mode == before)
      try pty.wait("the alternate screen is left") { pty.text.contains("\u{1B}[?1049l") }
      #expect(PrivateModes(pty.text).left(on: true) == [7, 25])
      // A later picture is not written.
      var picture = CellBuffer(size: size)
      picture[0, 0].glyph = 0x2603
      terminal.present(picture, frame: 2)
      terminal.close()
      #expect(!pty.text.contains("\u{2603}"))
    }

    @Test(
      "An unusable terminal is rejected with a reason and left unchanged",
      arguments: [
        (nil, TerminalError.termUnset), ("", .termUnset),
        ("dumb", .termTooSimple("dumb")),
      ])
    func unusableTerminal(term: String?, error: TerminalError) throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let before = pty.mode
      #expect(throws: error) {
        try NcursesTerminal(
          options: TerminalOptions(), output: pty.slave, stop: { _ in }, environment: { _ in term })
      }
      #expect(pty.mode == before)
      #expect(pty.bytes.isEmpty)
    }

    @Test("A pipe is rejected")
    func pipe() throws {
      let pipe = try WakePipe()
      #expect(throws: TerminalError.outputNotTerminal) {
        try NcursesTerminal(
          options: TerminalOptions(), output: pipe.writeEnd, stop: { _ in }, environment: { _ in "xterm" })
      }
    }

    @Test("A second open terminal is rejected")
    func secondTerminal() throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let terminal = try open(pty)
      #expect(throws: TerminalError.alreadyOpen) { try open(pty) }
      terminal.close()
      terminal.close()
    }
  }
}

/// Whether the reader has every byte of every frame: they follow the queries that are sent at the start.
func hasAllFrames(_ pty: PseudoTerminal, _ terminal: NcursesTerminal) -> Bool {
  let bytes = pty.bytes
  let queries = Array("\u{1B}[?2026$p\u{1B}[c".utf8)
  guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: queries) }) else { return false }
  return bytes.count - start - queries.count == terminal.report.bytesWritten
}

/// The final state of the private modes (DECSET, DECRST) in a stream of bytes.
struct PrivateModes {
  private var modes: [Int: Bool] = [:]

  init(_ text: String) {
    for part in text.split(separator: "\u{1B}[?") {
      let numbers = part.prefix { $0.isNumber || $0 == ";" }
      guard let final = part.dropFirst(numbers.count).first, final == "h" || final == "l" else { continue }
      for number in numbers.split(separator: ";").compactMap({ Int($0) }) { modes[number] = final == "h" }
    }
  }

  func left(on: Bool) -> Set<Int> { Set(modes.filter { $0.value == on }.keys) }
}

extension String {
  /// The number of occurrences of a text.
  func components(_ text: String) -> Int {
    split(separator: text, omittingEmptySubsequences: false).count - 1
  }
}
