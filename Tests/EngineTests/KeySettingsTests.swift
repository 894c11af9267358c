import Testing

@testable import Engine

@Suite("Key settings")
struct KeySettingsTests {
  private let bindings = KeyBindings(entries: [
    .init(name: "help", target: .host(.help), keys: [Key(.function(1))]),
    .init(name: "settings", target: .host(.settings), keys: [Key(.function(2))]),
    .init(name: "fire", target: .game(0), keys: [Key(.character("x")), Key(.character(" "))]),
    .init(name: "left", target: .game(1), keys: []),
  ])

  private func press(_ keys: [Key]) -> (KeySettings, [KeySettings.Outcome]) {
    var settings = KeySettings()
    let outcomes = keys.map { settings.press($0, bindings: bindings) }
    return (settings, outcomes.filter { $0 != .nothing })
  }

  private func bind(_ target: KeyBindings.Target, _ keys: [Key]) -> KeySettings.Outcome {
    .bind([.init(target: target, keys: keys)])
  }

  @Test("Enter and a key replace the keys of the selected action; the game's actions are listed first")
  func replace() {
    let (settings, outcomes) = press([Key(.down), Key(.enter), Key(.left, .shift)])
    #expect(outcomes == [bind(.game(1), [Key(.left, .shift)])])
    #expect(settings.mode == .choosing)
  }

  @Test("Plus adds a key, Enter replaces and Delete removes the chosen one")
  func addReplaceAndRemove() {
    let (x, space, r) = (Key(.character("x")), Key(.character(" ")), Key(.character("r"), .control))
    #expect(press([Key(.character("+")), r]).1 == [bind(.game(0), [x, space, r])])
    #expect(press([Key(.delete)]).1 == [bind(.game(0), [space])])
    #expect(press([Key(.right), Key(.delete)]).1 == [bind(.game(0), [x])])
    #expect(press([Key(.right), Key(.right), Key(.left), Key(.enter), r]).1 == [bind(.game(0), [r, space])])
    #expect(press([Key(.right), Key(.enter), r]).1 == [bind(.game(0), [x, r])])
    #expect(press([Key(.down), Key(.delete)]).1 == [])
  }

  @Test("The selection of another action begins with its first key")
  func otherAction() {
    #expect(
      press([Key(.right), Key(.down), Key(.up), Key(.delete)]).1 == [bind(.game(0), [Key(.character(" "))])])
  }

  @Test("A key of another action is not bound, and the message names that action")
  func conflict() {
    let (settings, outcomes) = press([Key(.enter), Key(.function(1))])
    #expect(outcomes == [])
    #expect(settings.message == "F1 is already bound to the host's help; remove it there first")
    #expect(settings.messageIsBad)
  }

  @Test("r gives an action its default keys, R and Enter give them to all; nothing else resets")
  func resets() {
    var defaults = KeyDefaults()
    defaults.note(KeyBindings(entries: [.init(name: "fire", target: .game(0), keys: [Key(.function(2))])]))
    let settings = KeyBindings(entries: [
      .init(name: "help", target: .host(.help), keys: [Key(.function(9))]),
      .init(name: "settings", target: .host(.settings), keys: []),
      .init(name: "fire", target: .game(0), keys: [Key(.character("x"))]),
    ])
    func press(_ keys: [Key]) -> (KeySettings, [KeySettings.Outcome]) {
      var screen = KeySettings()
      let outcomes = keys.map { screen.press($0, bindings: settings, defaults: defaults) }
      return (screen, outcomes.filter { $0 != .nothing })
    }
    let fire = KeyChange(target: .game(0), keys: [Key(.function(2))])
    let help = KeyChange(target: .host(.help), keys: HostCommand.help.defaultKeys)
    let (one, all) = (Key(.character("r")), Key(.character("R")))
    #expect(press([one]).1 == [.bind([fire])])
    #expect(press([Key(.down), one]).1 == [.bind([help])])
    // F2, the built-in key, is the game's by default.
    #expect(press([Key(.end), one]).1 == [])
    #expect(press([all, Key(.enter)]).1 == [.bind([help, fire])])
    #expect(press([all, Key(.escape), Key(.enter)]).1 == [])
    #expect(press([all]).0.mode == .confirmingReset)
  }

  @Test("A default key that another action has by now is not taken from it")
  func resetConflict() {
    let settings = KeyBindings(entries: [
      .init(name: "help", target: .host(.help), keys: []),
      .init(name: "fire", target: .game(0), keys: [Key(.function(1))]),
    ])
    var screen = KeySettings()
    _ = screen.press(Key(.down), bindings: settings)
    // The keys that the file gave the game at first are unknown here, so F1 counts as the author's.
    #expect(
      screen.press(Key(.character("r")), bindings: settings)
        == .bind([.init(target: .host(.help), keys: [Key(.character("?"))])]))
    var defaults = KeyDefaults()
    defaults.note(KeyBindings(entries: [.init(name: "fire", target: .game(0), keys: [Key(.character("x"))])]))
    #expect(screen.press(Key(.character("r")), bindings: settings, defaults: defaults) == .nothing)
    #expect(
      screen.message == "F1 is already bound to the game's fire; remove it there first" && screen.messageIsBad
    )
  }

  @Test("Escape cancels a change, then closes the screen; so does the key that opened it")
  func leave() {
    #expect(press([Key(.enter), Key(.escape), Key(.escape)]).1 == [.close])
    #expect(press([Key(.function(2))]).1 == [.close])
    #expect(press([Key(.character("c"), .control)]).1 == [.close])
  }

  @Test("The list shows all keys and keeps the selection in view at any size")
  func painting() {
    var overlay = Overlay()
    overlay.keySettings = KeySettings()
    _ = overlay.keySettings?.press(Key(.end), bindings: bindings)
    _ = overlay.keySettings?.press(Key(.enter), bindings: bindings)
    for (columns, rows) in [(60, 12), (60, 4), (1, 1), (20, 3)] {
      var picture = CellBuffer(size: CellSize(columns: columns, rows: rows))
      OverlayPainter(overlay, bindings: bindings).paint(on: &picture)
      if rows >= 4 {
        #expect(picture.text.contains("settings"))
        #expect(picture.text.contains("press a key"))
      }
      if rows == 12 { #expect(picture.text.contains("│ fire      x, Space")) }
    }
  }

  @Test("A command and an action of one name are told apart by what the command does")
  func sameName() {
    let bindings = KeyBindings(entries: [
      .init(name: "restart", target: .host(.restart), keys: [Key(.character("n"), .control)]),
      .init(name: "restart", target: .game(0), keys: [Key(.character("r"))]),
    ])
    var overlay = Overlay()
    overlay.keySettings = KeySettings()
    for columns in [50, 80] {
      var picture = CellBuffer(size: CellSize(columns: columns, rows: 12))
      OverlayPainter(overlay, bindings: bindings).paint(on: &picture)
      let lines = picture.text.split(separator: "\n").filter { $0.contains("restart") }
      #expect(lines.count == 2)
      #expect(lines[0].contains("│ restart  r      ") && !lines[0].contains("world"))
      #expect(lines[1].contains("│ restart  Ctrl-N  start a fresh world in"))
    }
  }
}

@Suite("Changing keys.yaml")
struct KeyBindingsEditTests {
  private let text = """
    # A comment that stays.
    host:
      help: [f1, "?"]         # the bindings that hold now
      quit: q

    # What the game does.
    game:
      left:
        - left
        - a
      fire: [space, x]        # hold it: "x" # or tap
      begin: enter

    """

  private func changed(_ keys: [Key], _ target: KeyBindings.Target) throws -> String {
    try KeyBindingsFile(name: "keys.yaml", text: text)
      .changed([.init(target: target, keys: keys)], gameActions: ["left", "fire", "begin", "jump"])
  }

  @Test("Only the keys of the action change; comments keep their column if there is room")
  func comments() throws {
    let result = try changed([Key(.function(12))], .host(.help))
    #expect(
      result
        == text.replacing(#"help: [f1, "?"]         # the"#, with: #"help: f12               # the"#))
    let long = try changed(
      [Key(.left, [.control, .shift]), Key(.character("#")), Key(.character("\""))], .game(1))
    #expect(long.contains(##"fire: [ctrl-shift-left, "#", "\""] # hold it: "x" # or tap"##))
  }

  @Test("A list of items becomes one line; an action without a line gets one")
  func lists() throws {
    let items = try changed([Key(.right)], .game(0))
    #expect(items.contains("game:\n  left: right\n  fire:"))
    let added = try changed([Key(.character("j"))], .game(3))
    #expect(added.hasSuffix("  begin: enter\n  jump: j\n"))
    let host = try changed([Key(.function(9), .alt)], .host(.pause))
    #expect(host.contains("  quit: q\n  pause: alt-f9\n\n# What the game does."))
  }

  @Test("Several actions change at once, and may exchange their keys")
  func several() throws {
    let result = try KeyBindingsFile(name: "keys.yaml", text: text).changed(
      [
        .init(target: .game(0), keys: [Key(.character("q"))]),
        .init(target: .host(.quit), keys: [Key(.left), Key(.character("a"))]),
      ], gameActions: ["left", "fire", "begin"])
    #expect(result.contains("  quit: [left, a]\n") && result.contains("game:\n  left: q\n  fire:"))
  }

  @Test("No keys are an empty list; an empty file gets its first section")
  func emptiness() throws {
    #expect(try changed([], .game(2)).contains("begin: []\n"))
    let begun = KeyBindingsEdit(section: "host", action: "quit", keys: [Key(.character("n"))]).applied(to: "")
    #expect(begun == "host:\n  quit: \"n\"\n")
  }

  /// Edits that replace a value, replace a list by a value, add an action, and add a section.
  private static let edits: [KeyChange] = [
    .init(target: .host(.help), keys: [Key(.function(12))]), .init(target: .game(0), keys: [Key(.right)]),
    .init(target: .game(3), keys: [Key(.character("j"))]),
    .init(target: .host(.pause), keys: [Key(.function(9))]),
  ]

  @Test(
    "A file keeps its line ends and its byte order mark", arguments: edits,
    [("\r\n", ""), ("\r", ""), ("\n", "\u{FEFF}"), ("\r\n", "\u{FEFF}")])
  func lineEndings(edit: KeyChange, form: (newline: String, mark: String)) throws {
    for text in [text, String(text.dropLast()), "game:\n  left: a\n"] {
      func changed(_ text: String) throws -> String {
        try KeyBindingsFile(name: "keys.yaml", text: text)
          .changed([edit], gameActions: ["left", "fire", "begin", "jump"])
      }
      let result = try changed(form.mark + text.replacing("\n", with: form.newline))
      #expect(result == form.mark + (try changed(text)).replacing("\n", with: form.newline))
    }
  }

  @Test("Lines that end differently keep their ends", arguments: edits)
  func mixedLineEndings(edit: KeyChange) throws {
    // Every other line ends with CRLF.
    var mixed = ""
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().enumerated()
    {
      mixed += line + (index % 2 == 0 ? "\r\n" : "\n")
    }
    let before = Set(mixed.split(after: \.isNewline))
    let result = try KeyBindingsFile(name: "keys.yaml", text: mixed)
      .changed([edit], gameActions: ["left", "fire", "begin", "jump"])
    let new = result.split(after: \.isNewline).filter { !before.contains($0) }
    #expect(new.count == 1, "\(result)")
    #expect(result.last?.isNewline == true)
  }

  @Test("A key of another action is a conflict")
  func conflict() {
    #expect(throws: FileProblem.self) { try changed([Key(.character("q"))], .game(1)) }
  }

  @Test("Every key can be written and read back")
  func everyKey() throws {
    var keys = (0x21...0x7E).map { Key(.character(Unicode.Scalar($0)!)) }
    keys += [
      Key(.character("é")), Key(.character("世")), Key(.tab, .shift), Key(.function(24), [.alt, .control]),
    ]
    for key in keys
    where key != Key(.character("q")) && key != Key(.character("?")) && key != Key(.character("a")) {
      let result = try changed([key], .game(1))
      let read = try KeyBindingsFile(name: "k", text: result)
        .bindings(gameActions: ["left", "fire", "begin", "jump"])
      #expect(read[key] == .game(1), "\(key)")
    }
  }
}

extension String {
  /// The parts of the text that end with such a character, and the rest.
  fileprivate func split(after isEnd: (Character) -> Bool) -> [String] {
    reduce(into: [""]) { parts, character in
      parts[parts.count - 1].append(character)
      if isEnd(character) { parts.append("") }
    }
  }
}
