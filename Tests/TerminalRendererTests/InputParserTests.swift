import Engine
import Testing

@testable import TerminalRenderer

@Suite("Input parser") struct InputParserTests {
  private func events(_ text: String, erase: UInt8 = 0x7F) -> [TerminalInput] {
    var parser = InputParser(erase: erase)
    return parser.feed(text.utf8, at: 0)
  }

  private static func press(_ code: Key.Code, _ modifiers: Key.Modifiers = []) -> [TerminalInput] {
    [.event(.key(Key(code, modifiers), .press))]
  }

  @Test(
    "Each sequence of a key is recognised",
    arguments: [
      ("a", Key(.character("a"))), ("A", Key(.character("A"))), (" ", Key(.character(" "))),
      ("é", Key(.character("é"))),
      ("世", Key(.character("世"))), ("😀", Key(.character("😀"))), ("\r", Key(.enter)), ("\t", Key(.tab)),
      ("\u{7F}", Key(.backspace)), ("\u{03}", Key(.character("c"), .control)),
      ("\u{08}", Key(.character("h"), .control)),
      ("\u{00}", Key(.character(" "), .control)), ("\u{1C}", Key(.character("\\"), .control)),
      ("\n", Key(.character("j"), .control)),
      ("\u{1B}a", Key(.character("a"), .alt)), ("\u{1B}é", Key(.character("é"), .alt)),
      ("\u{1B}\u{7F}", Key(.backspace, .alt)), ("\u{1B}\u{01}", Key(.character("a"), [.alt, .control])),
      ("\u{1B}[A", Key(.up)), ("\u{1B}OB", Key(.down)), ("\u{1B}[1;5C", Key(.right, .control)),
      ("\u{1B}[1;4D", Key(.left, [.shift, .alt])), ("\u{1B}[H", Key(.home)), ("\u{1B}OF", Key(.end)),
      ("\u{1B}[1~", Key(.home)), ("\u{1B}[4~", Key(.end)), ("\u{1B}[7~", Key(.home)),
      ("\u{1B}[8~", Key(.end)),
      ("\u{1B}[2~", Key(.insert)), ("\u{1B}[3;2~", Key(.delete, .shift)), ("\u{1B}[5~", Key(.pageUp)),
      ("\u{1B}[6;3~", Key(.pageDown, .alt)), ("\u{1B}[Z", Key(.tab, .shift)),
      ("\u{1B}OP", Key(.function(1))), ("\u{1B}OS", Key(.function(4))),
      ("\u{1B}[1;2P", Key(.function(1), .shift)),
      ("\u{1B}[1;2R", Key(.function(3), .shift)), ("\u{1B}[11~", Key(.function(1))),
      ("\u{1B}[15~", Key(.function(5))),
      ("\u{1B}[17~", Key(.function(6))), ("\u{1B}[18;5~", Key(.function(7), .control)),
      ("\u{1B}[21~", Key(.function(10))),
      ("\u{1B}[23~", Key(.function(11))), ("\u{1B}[24;6~", Key(.function(12), [.shift, .control])),
      ("\u{1B}[[A", Key(.function(1))), ("\u{1B}[[E", Key(.function(5))),
      ("\u{1B}[a", Key(.up, .shift)), ("\u{1B}Oc", Key(.right, .control)),
      ("\u{1B}[3$", Key(.delete, .shift)),
      ("\u{1B}[3^", Key(.delete, .control)), ("\u{1B}[5@", Key(.pageUp, [.shift, .control])),
      ("\u{1B}O2P", Key(.function(1), .shift)), ("\u{1B}OM", Key(.enter)), ("\u{1B}Op", Key(.character("0"))),
      ("\u{1B}[27;5;9~", Key(.tab, .control)), ("\u{1B}[27;6;65~", Key(.character("A"), .control)),
      ("\u{1B}[97u", Key(.character("a"))), ("\u{1B}[97;5u", Key(.character("a"), .control)),
      ("\u{1B}[97:65;2;65u", Key(.character("A"))), ("\u{1B}[97:65;2u", Key(.character("A"))),
      ("\u{1B}[97;2u", Key(.character("A"))), ("\u{1B}[97;65;65u", Key(.character("A"))),
      ("\u{1B}[97;3u", Key(.character("a"), .alt)), ("\u{1B}[13;2u", Key(.enter, .shift)),
      ("\u{1B}[27u", Key(.escape)),
      ("\u{1B}[57376u", Key(.function(13))), ("\u{1B}[57399u", Key(.character("0"))),
      ("\u{1B}[57419u", Key(.up)),
      ("\u{1B}[1;1:1A", Key(.up)),
    ])
  func keys(bytes: String, key: Key) {
    #expect(events(bytes) == [.event(.key(key, .press))])
  }

  @Test("The erase character of the terminal driver is the backspace key")
  func eraseCharacter() {
    #expect(events("\u{08}", erase: 0x08) == Self.press(.backspace))
  }

  @Test("The kitty protocol reports repeats and releases")
  func kittyPhases() {
    #expect(
      events("\u{1B}[119;1:1;119u\u{1B}[119;1:2;119u\u{1B}[119;1:3u") == [
        .event(.key(Key(.character("w")), .press)), .event(.key(Key(.character("w")), .repeat)),
        .event(.key(Key(.character("w")), .release)),
      ])
    #expect(
      events("\u{1B}[1;1:1A\u{1B}[1;1:3A") == [
        .event(.key(Key(.up), .press)), .event(.key(Key(.up), .release)),
      ])
  }

  @Test("A release reports the pressed key even if shift was released before")
  func releaseAfterShift() {
    #expect(
      events("\u{1B}[97:65;2;65u\u{1B}[97;1:3u") == [
        .event(.key(Key(.character("A")), .press)), .event(.key(Key(.character("A")), .release)),
      ])
  }

  @Test(
    "A key of another script has the key of a US keyboard at its place",
    arguments: [
      // Bytes, key, modifiers, base.
      ("\u{1B}[1087::103;1:1;1087u", "п", [], "g"), ("\u{1B}[1089::99;5u", "с", .control, "c"),
      ("\u{1B}[1087:1055:103;2;1055u", "П", [], "G"), ("\u{1B}[1103::122;5u", "я", .control, "z"),
      ("\u{1B}[949::101;3u", "ε", .alt, "e"), ("\u{1B}[1078::59;2;1046u", "Ж", [], ":"),
      ("\u{1B}[233::50;1;233u", "é", [], "2"), ("\u{1B}[38::49;1;38u", "&", [], "1"),
      // Shift types the digit itself.
      ("\u{1B}[233:50:50;2;50u", "2", [], "2"),
    ] as [(String, Unicode.Scalar, Key.Modifiers, Unicode.Scalar)])
  func otherScripts(bytes: String, key: Unicode.Scalar, modifiers: Key.Modifiers, base: Unicode.Scalar) {
    #expect(
      events(bytes) == [
        .event(.key(Key(.character(key), modifiers), .press, base: Key(.character(base), modifiers)))
      ])
  }

  @Test("The release of a key of another script has the same key and base as its press")
  func otherScriptRelease() {
    let (key, base) = (Key(.character("П")), Key(.character("G")))
    #expect(
      events("\u{1B}[1087:1055:103;2;1055u\u{1B}[1087::103;1:3u") == [
        .event(.key(key, .press, base: base)), .event(.key(key, .release, base: base)),
      ])
  }

  @Test(
    "On a Latin keyboard the place of a key does not count",
    arguments: [("\u{1B}[122::121;1;122u", "z"), ("\u{1B}[106::99;5u", "j"), ("\u{1B}[97::113;1;97u", "a")])
  func latinKeyboards(bytes: String, key: Unicode.Scalar) {
    let modifiers: Key.Modifiers = bytes.contains(";5u") ? .control : []
    #expect(events(bytes) == [.event(.key(Key(.character(key), modifiers), .press))])
  }

  @Test(
    "A terminal tells its version; other strings are skipped",
    arguments: [
      ("\u{1B}P>|kitty(0.40.0)\u{1B}\\", "kitty(0.40.0)"), ("\u{1B}P>|x\u{07}", "x"),
      ("\u{1B}P1$r0m\u{1B}\\", nil),
      ("\u{1B}]>|x\u{07}", nil), ("\u{1B}P>|cut\u{18}", nil),
    ] as [(String, String?)])
  func version(bytes: String, version: String?) {
    #expect(events(bytes + "k") == (version.map { [.version($0)] } ?? []) + Self.press(.character("k")))
  }

  @Test(
    "Modifier, media and unknown keys cause no event",
    arguments: ["\u{1B}[57441;2u", "\u{1B}[57358u", "\u{1B}[57428u", "\u{1B}[55555555u"])
  func ignoredKeys(bytes: String) {
    #expect(events(bytes).isEmpty)
  }

  @Test("Mouse reports carry the position and all pressed buttons")
  func mouse() {
    #expect(
      events("\u{1B}[<35;5;7M\u{1B}[<0;5;7M\u{1B}[<34;6;7M\u{1B}[<2;6;7m\u{1B}[<0;6;7m\u{1B}[<64;1;1M") == [
        .event(.mouse(column: 4, row: 6, buttons: 0)), .event(.mouse(column: 4, row: 6, buttons: 1)),
        .event(.mouse(column: 5, row: 6, buttons: 5)), .event(.mouse(column: 5, row: 6, buttons: 1)),
        .event(.mouse(column: 5, row: 6, buttons: 0)), .event(.wheel(-1)),
      ])
  }

  @Test("The wheel moves up and down; sideways it does nothing")
  func wheel() {
    #expect(
      events("\u{1B}[<65;3;4M\u{1B}[<81;3;4M\u{1B}[<66;3;4M\u{1B}[<67;3;4M\u{1B}[<64;3;4m")
        == [.event(.wheel(1)), .event(.wheel(1))])
  }

  @Test("Pastes, focus changes and answers to queries are recognised")
  func otherInputs() {
    #expect(
      events("\u{1B}[200~a\u{1B}[A\r\u{1B}[201\u{1B}[201~b") == [
        .event(.paste("a\u{1B}[A\r\u{1B}[201")), .event(.key(Key(.character("b")), .press)),
      ])
    #expect(events("\u{1B}[I\u{1B}[O") == [.event(.focus(true)), .event(.focus(false))])
    #expect(
      events("\u{1B}[?31u\u{1B}[?2026;2$y\u{1B}[?62;22c") == [
        .kittyFlags(31), .privateMode(2026, 2), .deviceAttributes,
      ])
  }

  @Test(
    "Unknown and cut sequences are skipped as a whole",
    arguments: [
      "\u{1B}]11;rgb:0000/0000/0000\u{1B}\\", "\u{1B}]0;title\u{07}", "\u{1B}P1$r0m\u{1B}\\",
      "\u{1B}_Gi=1;OK\u{1B}\\",
      "\u{1B}[M !!", "\u{1B}[12;34R", "\u{1B}[>0;1;2c", "\u{1B}[12\u{18}", "\u{80}", "\u{9B}",
      "\u{1B}[8;24;80t",
    ])
  func skippedSequences(bytes: String) {
    #expect(events(bytes + "x") == Self.press(.character("x")))
  }

  @Test("An ESC without further bytes is the escape key after a delay")
  func loneEscape() {
    var parser = InputParser()
    #expect(parser.feed([0x1B], at: 1000).isEmpty)
    #expect(parser.deadline == 1000 + 25_000_000)
    #expect(parser.expire(at: 1000 + 24_999_999).isEmpty)
    #expect(parser.expire(at: 1000 + 25_000_000) == Self.press(.escape))
    #expect(parser.deadline == nil)
  }

  @Test("Two ESC bytes are two presses of the escape key")
  func doubleEscape() {
    var parser = InputParser()
    #expect(parser.feed([0x1B, 0x1B], at: 0) == Self.press(.escape))
    #expect(parser.expire(at: .max) == Self.press(.escape))
  }

  @Test(
    "An introducer without further bytes is its character with alt",
    arguments: [("[", "["), ("O", "O"), ("]", "]"), ("P", "P")])
  func introducerAlone(introducer: String, key: Unicode.Scalar) {
    var parser = InputParser()
    #expect(parser.feed(Array("\u{1B}\(introducer)".utf8), at: 0).isEmpty)
    #expect(parser.expire(at: .max) == Self.press(.character(key), .alt))
  }

  @Test("A paste that does not end times out with the text so far")
  func endlessPaste() {
    var parser = InputParser()
    #expect(parser.feed("\u{1B}[200~half".utf8, at: 0).isEmpty)
    #expect(parser.expire(at: .max) == [.event(.paste("half"))])
    #expect(parser.feed("q".utf8, at: 1) == Self.press(.character("q")))
  }

  @Test("Invalid UTF-8 is dropped without the key after it")
  func invalidUTF8() {
    for bad: [UInt8] in [
      [0xFF], [0xC0, 0x80], [0xE4, 0xB8], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
      [0xF0, 0x80, 0x80, 0x80],
    ] {
      var parser = InputParser()
      let found = parser.feed(bad + [UInt8(ascii: "k")], at: 0)
      #expect(found == Self.press(.character("k")), "after \(bad)")
    }
  }
}
