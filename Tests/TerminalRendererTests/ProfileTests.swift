import Testing

@testable import TerminalRenderer

@Suite struct ProfileTests {
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

  @Test func colourDepthFollowsWhatTheTerminalSays() {
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

  @Test func noColorMeansNoneUnlessAskedForExplicitly() {
    #expect(profile(xterm { $0.noColor = "1" }).depth == .mono)
    #expect(profile(xterm { $0.noColor = "" }).depth == .indexed256)
    #expect(profile(xterm { $0.noColor = "1" }, TerminalOptions(color: .indexed16)).depth == .indexed16)
  }

  @Test func screenDoesNotInheritTrueColour() {
    let inherited = { (facts: inout TerminalFacts) in
      (facts.name, facts.colorterm) = ("screen-256color", "truecolor")
    }
    #expect(profile(xterm(inherited)).depth == .indexed256)
    // tmux calls itself screen too, and understands them whatever the environment says.
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

  /// As the entries of ncurses-term describe them.
  @Test(arguments: [
    ("xterm-kitty", "\u{1B}[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m"),
    ("foot", "\u{1B}[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38:5:%p1%d%;m"),
  ])
  func kittyAndFootAreDrawnOnByOurEncoderInTrueColour(name: String, setaf: String) {
    let found = profile(
      xterm {
        $0.name = name
        $0.setaf = setaf
        $0.colorterm = "truecolor"
      })
    #expect(found.usesEncoder && found.isXtermLike && found.depth == .truecolor)
  }

  @Test func glyphsFollowTheLocale() {
    #expect(!profile(xterm()).asciiOnly)
    #expect(profile(xterm { $0.codeset = "ANSI_X3.4-1968" }).asciiOnly)
    #expect(profile(xterm(), TerminalOptions(glyphs: .ascii)).asciiOnly)
    #expect(!profile(xterm { $0.codeset = "" }, TerminalOptions(glyphs: .unicode)).asciiOnly)
  }

  @Test func anUnknownTerminalIsLeftToNcurses() {
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

  @Test func theLinuxConsoleIsAskedNothing() {
    let console = profile(
      xterm {
        $0.name = "linux"
        $0.colors = 8
        $0.setaf = "\u{1B}[3%p1%dm"
      })
    #expect(console.usesEncoder && !console.isXtermLike)
    #expect(ScreenModes(profile: console, options: TerminalOptions(title: "t")).questions.isEmpty)
  }
}
