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

  @Test("Enter and a key replace the keys of the selected action; the game's actions are listed first")
  func replace() {
    let (settings, outcomes) = press([Key(.down), Key(.enter), Key(.left, .shift)])
    #expect(outcomes == [.bind(.game(1), [Key(.left, .shift)])])
    #expect(settings.mode == .choosing)
  }

  @Test("Plus adds a key, Delete removes the last one")
  func addAndRemove() {
    #expect(
      press([Key(.character("+")), Key(.character("r"), .control)]).1
        == [.bind(.game(0), [Key(.character("x")), Key(.character(" ")), Key(.character("r"), .control)])])
    #expect(press([Key(.delete)]).1 == [.bind(.game(0), [Key(.character("x"))])])
    #expect(press([Key(.down), Key(.delete)]).1 == [])
  }

  @Test("A key of another action is not bound, and the message names that action")
  func conflict() {
    let (settings, outcomes) = press([Key(.enter), Key(.function(1))])
    #expect(outcomes == [])
    #expect(settings.message == "f1 is already bound to help; remove it there first")
    #expect(settings.messageIsBad)
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
      OverlayPainter().paint(overlay, help: [], bindings: bindings.listed, on: &picture)
      if rows >= 4 {
        #expect(picture.text.contains("settings"))
        #expect(picture.text.contains("press a key"))
      }
      if rows == 12 { #expect(picture.text.contains("fire          x space")) }
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
      .changed(binding: keys, to: target, gameActions: ["left", "fire", "begin", "jump"])
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

  @Test("No keys are an empty list; an empty file gets its first section")
  func emptiness() throws {
    #expect(try changed([], .game(2)).contains("begin: []\n"))
    let begun = KeyBindingsEdit(section: "host", action: "quit", keys: [Key(.character("n"))]).applied(to: "")
    #expect(begun == "host:\n  quit: \"n\"\n")
  }

  @Test("A file with CRLF line endings keeps them")
  func lineEndings() throws {
    let windows = text.replacing("\n", with: "\r\n")
    let result = try KeyBindingsFile(name: "keys.yaml", text: windows)
      .changed(binding: [Key(.right)], to: .game(0), gameActions: ["left", "fire", "begin", "jump"])
    #expect(result == (try changed([Key(.right)], .game(0))).replacing("\n", with: "\r\n"))
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
