import Engine
import Testing

@Suite("Key names")
struct KeyNameTests {
  @Test(
    "Names on the screen are written as people write them, and read in any case",
    arguments: [
      ("F5", Key(.function(5))), ("Ctrl-C", Key(.character("c"), .control)), ("Enter", Key(.enter)),
      ("Esc", Key(.escape)), ("Space", Key(.character(" "))), ("Page Up", Key(.pageUp)), ("Up", Key(.up)),
      ("Del", Key(.delete)), ("Ins", Key(.insert)), ("a", Key(.character("a"))), ("A", Key(.character("A"))),
      ("Alt-x", Key(.character("x"), .alt)), ("Shift-Left", Key(.left, .shift)),
      ("Ctrl-Shift-R", Key(.character("R"), .control)), ("Ctrl-Alt-Del", Key(.delete, [.control, .alt])),
      ("Ctrl--", Key(.character("-"), .control)), ("Ctrl-Space", Key(.character(" "), .control)),
    ])
  func displayNames(name: String, key: Key) {
    #expect(key.description == name)
    #expect(Key(name: name) == key)
    let isCaseSensitive =
      if case .character = key.code, !key.modifiers.contains(.control) { true } else { false }
    if !isCaseSensitive || name == "Space" {
      #expect(Key(name: name.lowercased()) == key && Key(name: name.uppercased()) == key)
    }
  }

  @Test(
    "A key name survives a round trip",
    arguments: [
      ("a", Key(.character("a"))), ("A", Key(.character("A"))), ("?", Key(.character("?"))),
      ("-", Key(.character("-"))),
      ("f5", Key(.function(5))), ("space", Key(.character(" "))), ("up", Key(.up)),
      ("pagedown", Key(.pageDown)),
      ("ctrl-r", Key(.character("r"), .control)), ("alt-enter", Key(.enter, .alt)),
      ("shift-left", Key(.left, .shift)),
      ("ctrl-shift-r", Key(.character("R"), .control)),
      ("ctrl-alt-delete", Key(.delete, [.control, .alt])), ("ctrl--", Key(.character("-"), .control)),
    ])
  func roundTrip(name: String, key: Key) {
    #expect(Key(name: name) == key)
    #expect(key.fileName == name)
  }

  @Test(
    "Aliases and other spellings are read",
    arguments: [
      ("ESC", Key(.escape)), ("Return", Key(.enter)), ("F12", Key(.function(12))),
      ("Ctrl+R", Key(.character("r"), .control)), ("PgDn", Key(.pageDown)), ("page-up", Key(.pageUp)),
      ("shift-a", Key(.character("A"))), ("C-x", Key(.character("x"), .control)),
    ])
  func aliases(name: String, key: Key) { #expect(Key(name: name) == key) }

  @Test("Other names are rejected", arguments: ["", "f0", "f25", "fire", "hyper-a", "ctrl-", "ab"])
  func unknown(name: String) { #expect(Key(name: name) == nil) }
}

@Suite("keys.yaml")
struct KeyBindingsFileTests {
  private func read(_ text: String) -> Result<KeyBindings, FileProblem> {
    Result { () throws(FileProblem) in
      try KeyBindingsFile(name: "assets/keys.yaml", text: text).bindings(gameActions: ["left", "fire"])
    }
  }

  @Test("Commands and actions get their keys; omitted commands keep their default keys")
  func good() throws {
    let bindings = try read(
      """
      host:
        reload: f9   # moved
        quit: [x, ctrl-q]
      game:
        left: [left, a]
        fire: space
      """
    ).get()
    #expect(bindings[Key(.function(9))] == .host(.reload))
    #expect(bindings[Key(.function(5))] == nil)
    #expect(bindings[Key(.character("q"), .control)] == .host(.quit))
    #expect(bindings[Key(.left)] == .game(0))
    #expect(bindings[Key(.character(" "))] == .game(1))
    #expect(bindings[Key(.function(6))] == .host(.rollback))
    #expect(bindings.keys(for: .game(0)) == [Key(.left), Key(.character("a"))])
  }

  @Test("A key bound to the game is removed from the command that has it by default")
  func precedence() throws {
    let bindings = try read("game:\n  fire: f6\n").get()
    #expect(bindings[Key(.function(6))] == .game(1))
    #expect(bindings.keys(for: .host(.rollback)) == [])
  }

  @Test(
    "Every mistake is reported with its line",
    arguments: [
      ("host:\n  reload: f5\n  warp: f8\n", 3, "unknown action 'warp'"),
      ("game:\n  jump: a\n", 2, "unknown action 'jump'"),
      ("host:\n  reload: f5\n\ngame:\n  fire: f5\n", 5, "F5 is bound twice"),
      ("game:\n  fire: [a, a]\n", 2, "a is bound twice"),
      ("game:\n  fire: hyperspace\n", 2, "unknown key 'hyperspace'"),
      ("game:\n  fire: {a: b}\n", 2, "must have a key or a list of keys"),
      ("game: [a, b]\n", 1, "must be a mapping"),
      ("games:\n  fire: a\n", 1, "unknown section 'games'"),
      ("- a\n", 1, "must be a mapping"),
      ("host:\n  reload: [f5\ngame:\n", 3, "invalid YAML"),
      ("", 1, "empty"),
    ])
  func bad(text: String, line: Int, message: String) {
    guard case .failure(let problem) = read(text) else {
      Issue.record("accepted: \(text)")
      return
    }
    #expect(problem.line == line, "\(problem)")
    #expect(problem.message.contains(message), "\(problem)")
    #expect(problem.file == "assets/keys.yaml")
  }
}
