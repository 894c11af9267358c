import Engine
import HostSystem
import Testing

@testable import TerminalRenderer

/// Terminals that the terminal database does not have, on a pseudoterminal that answers queries or does not.
extension NcursesTests {
  @Suite("Terminals without an entry in the database") struct UnlistedTerminalTests {
    private let size = CellSize(columns: 20, rows: 4)

    private func open(
      _ pty: PseudoTerminal, term: String, _ options: TerminalOptions = TerminalOptions(glyphs: .unicode),
      answers: String?
    ) throws -> NcursesTerminal {
      let answering = try answers.map { answers in
        try HostThread("test.answers") {
          try? pty.wait("a query") { pty.text.contains("\u{1B}[c") }
          pty.type(answers)
        }
      }
      defer { answering?.join(timeout: .seconds(60)) }
      return try NcursesTerminal(
        options: options, output: pty.slave, stop: { _ in }, environment: { $0 == "TERM" ? term : nil })
    }

    private static let kitty = "\u{1B}[?0u\u{1B}[?62;c"

    @Test(
      "It is used if it answers, in the colours that its answers promise",
      arguments: [
        ("xterm-ghostty-x", "\u{1B}P>|ghostty 1.1.0\u{1B}\\" + kitty, "38;2;1;2;250"),
        ("xterm-kitty-x", "\u{1B}P>|kitty(0.40)\u{1B}\\" + kitty, "38;2;1;2;250"),
        ("foot-extra-x", kitty, "38;2;1;2;250"),
        ("wezterm-x", "\u{1B}P>|WezTerm 2024\u{1B}\\\u{1B}[?65c", "38;2;1;2;250"),
        ("alacritty-x-direct", "\u{1B}[?6c", "38;2;1;2;250"),
        ("some-terminal-x", "\u{1B}[?1;2c", "38;5;21"),
      ])
    func answering(term: String, answers: String, color: String) throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let before = pty.mode
      let terminal = try open(pty, term: term, answers: answers)
      var picture = CellBuffer(size: size)
      picture.write("hello", column: 3, row: 1, style: .init(fore: 0x0102FA, back: 0))
      terminal.present(picture, frame: 1)
      try pty.wait("the first frame") { terminal.report.lastFrame == 1 && pty.text.contains("hello") }
      #expect(pty.text.contains(color), "\(pty.text.debugDescription)")
      pty.type(answers)
      terminal.close()
      try pty.wait("the alternate screen is left") { pty.text.contains("\u{1B}[?1049l") }
      #expect(pty.mode == before)
      #expect(pty.text.contains("\u{1B}[?1049h") && pty.text.hasSuffix("\u{1B}[?25h\u{1B}[?1049l"))
    }

    @Test("What is typed before the answer is not lost")
    func typing() throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let terminal = try open(pty, term: "no-such-terminal", answers: "k\u{1B}[A\u{1B}[?62c")
      #expect(
        terminal.drainEvents() == [.key(Key(.character("k")), .press), .key(Key(.up), .press)])
      pty.type("\u{1B}[?62c")
      terminal.close()
    }

    @Test("It is rejected and left unchanged if it does not answer")
    func silent() throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      let before = pty.mode
      #expect(throws: TerminalError.termUnknown("no-such-terminal")) {
        try open(pty, term: "no-such-terminal", answers: nil)
      }
      #expect(pty.mode == before)
      // Another one can be opened.
      let terminal = try open(pty, term: "xterm-256color", answers: nil)
      terminal.close()
    }

    @Test("ncurses cannot draw on it")
    func curses() throws {
      let pty = try PseudoTerminal(size: size)
      defer { pty.end() }
      #expect(throws: TerminalError.termUnknown("no-such-terminal")) {
        try open(pty, term: "no-such-terminal", TerminalOptions(drawing: .curses), answers: nil)
      }
      #expect(pty.bytes.isEmpty)
    }
  }
}
