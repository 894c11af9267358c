import Testing

@testable import TerminalRenderer

@Suite("Terminal profile") struct ProfileTests {
  private func xterm(_ change: (inout TerminalFacts) -> Void = { _ in }) -> TerminalFacts {
    var facts = TerminalFacts()
    facts.name = "xterm-256color"
    facts.colors = 256
    facts.cup = "\u{1B}[%i%p1%d;%p2%dH"
    facts.el = "\u{1B}[K"
    facts.setaf = "\u{1B}[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m"
    facts.codeset = "UTF-8"
    change(&facts)
    return facts
  }

  private func profile(_ facts: TerminalFacts, _ options: TerminalOptions = TerminalOptions())
    -> TerminalProfile
  {
    TerminalProfile(facts: facts, options: options)
  }

  @Test("The colour depth follows the database and COLORTERM")
  func colorDepth() {
    #expect(profile(xterm()).depth == .indexed256)
    #expect(profile(xterm { $0.colorterm = "truecolor" }).depth == .truecolor)
    #expect(profile(xterm { $0.colorterm = "24bit" }).depth == .truecolor)
    #expect(profile(xterm { $0.directColor = true }).depth == .truecolor)
    #expect(
      profile(
        xterm {
          $0.colors = 8
          $0.name = "xterm"
        }
      ).depth == .indexed16)
    #expect(
      profile(
        xterm {
          $0.colors = 0
          $0.name = "vt220"
        }
      ).depth == .mono)
  }

  @Test("NO_COLOR disables colours unless an option sets them")
  func noColor() {
    #expect(profile(xterm { $0.noColor = "1" }).depth == .mono)
    #expect(profile(xterm { $0.noColor = "" }).depth == .indexed256)
    #expect(profile(xterm { $0.noColor = "1" }, TerminalOptions(color: .indexed16)).depth == .indexed16)
  }

  @Test("GNU screen ignores the COLORTERM of the outer terminal, and tmux has true colour")
  func multiplexers() {
    let inherited = { (facts: inout TerminalFacts) in
      (facts.name, facts.colorterm) = ("screen-256color", "truecolor")
    }
    #expect(profile(xterm(inherited)).depth == .indexed256)
    // tmux may be named screen too. It understands true colour regardless of the environment.
    #expect(
      profile(
        xterm {
          $0.name = "screen-256color"
          $0.tmux = "/tmp/tmux"
        }
      ).depth == .truecolor)
    #expect(
      profile(
        xterm {
          $0.name = "tmux-256color"
          $0.tmux = "/tmp/tmux"
        }
      ).depth == .truecolor)
  }

  /// Values from the entries of ncurses-term.
  @Test(
    "kitty and foot use our encoder in true colour",
    arguments: [
      ("xterm-kitty", "\u{1B}[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m"),
      ("foot", "\u{1B}[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38:5:%p1%d%;m"),
    ])
  func kittyAndFoot(name: String, setaf: String) {
    let found = profile(
      xterm {
        $0.name = name
        $0.setaf = setaf
        $0.colorterm = "truecolor"
      })
    #expect(found.usesEncoder && found.isXtermLike && found.depth == .truecolor)
  }

  @Test("Glyphs are ASCII unless the locale or an option has Unicode")
  func glyphs() {
    #expect(!profile(xterm()).asciiOnly)
    #expect(profile(xterm { $0.codeset = "ANSI_X3.4-1968" }).asciiOnly)
    #expect(profile(xterm(), TerminalOptions(glyphs: .ascii)).asciiOnly)
    #expect(!profile(xterm { $0.codeset = "" }, TerminalOptions(glyphs: .unicode)).asciiOnly)
  }

  @Test("A terminal with unknown sequences is drawn by ncurses")
  func unknownTerminal() {
    #expect(profile(xterm()).usesEncoder)
    let padded = profile(
      xterm {
        $0.cup += "$<5>"
        $0.name = "vt100"
        $0.colors = 0
      })
    #expect(!padded.usesEncoder && !padded.isXtermLike && padded.depth == .mono)
    let other = profile(
      xterm {
        $0.cup = "\u{1B}=%p1%' '%+%c"
        $0.colors = 8
      }, TerminalOptions(color: .truecolor))
    #expect(!other.usesEncoder && other.depth == .indexed8)
    #expect(profile(xterm { $0.cup = "" }, TerminalOptions(drawing: .encoder)).usesEncoder)
    #expect(!profile(xterm(), TerminalOptions(drawing: .curses)).usesEncoder)
  }

  @Test("The Linux console gets no queries")
  func linuxConsole() {
    let console = profile(
      xterm {
        $0.name = "linux"
        $0.colors = 8
        $0.setaf = "\u{1B}[3%p1%dm"
      })
    #expect(console.usesEncoder && !console.isXtermLike)
    #expect(ScreenModes(profile: console, options: TerminalOptions(title: "t")).queries.isEmpty)
  }

  @Test("A changed title is written only where a title was set, which the end restores")
  func changedTitle() {
    let profile = profile(xterm())
    var modes = ScreenModes(profile: profile, options: TerminalOptions(title: "game"))
    #expect(modes.change(title: "game · F1\u{7} help") == Array("\u{1B}]2;game · F1 help\u{7}".utf8))
    #expect(modes.change(title: "game · F1 help").isEmpty, "it is the same")
    #expect(String(decoding: modes.enter, as: UTF8.self).contains("]2;game · F1 help"))
    var untitled = ScreenModes(profile: profile, options: TerminalOptions())
    #expect(untitled.change(title: "game").isEmpty)
    #expect(!String(decoding: untitled.enter, as: UTF8.self).contains("]2;"))
  }
}
