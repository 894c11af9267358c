import Testing

@testable import Engine

@Suite("Text of overlays")
struct OverlayTextTests {
  @Test(
    "Text wraps at spaces, and within words that are longer than a line",
    arguments: [
      ("short", 10, ["short"]), ("one two three", 8, ["one two", "three"]), ("", 5, [""]),
      ("abcdefghij kl", 4, ["abcd", "efgh", "ij", "kl"]), ("  indented text", 10, ["  indented", "text"]),
      ("世界世界", 5, ["世界", "世界"]), ("ab", 0, ["a", "b"]),
    ])
  func wrapping(text: String, width: Int, lines: [String]) {
    #expect(text.wrapped(toCells: width, indent: 0) == lines)
  }

  @Test("Following lines are indented, if the width leaves room for that")
  func indent() {
    #expect("one two three four".wrapped(toCells: 9) == ["one two", "  three", "  four"])
    #expect("one two".wrapped(toCells: 4) == ["one", "two"])
  }

  @Test("No line is wider than the width, and no word is lost", arguments: 1...30)
  func widths(width: Int) {
    let text = "Stopped: generation 4 crashed and no earlier one can take over. Save to continue."
    let lines = text.wrapped(toCells: width)
    #expect(lines.allSatisfy { $0.cellWidth <= width })
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
  }

  private func paint(_ overlay: Overlay, _ columns: Int, _ rows: Int) -> String {
    var picture = CellBuffer(size: CellSize(columns: columns, rows: rows))
    OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
    // Without spaces at line ends.
    return picture.text.split(separator: "\n", omittingEmptySubsequences: false).map {
      String($0.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  private var problems: Overlay {
    var overlay = Overlay()
    overlay.hud.generation = 12
    overlay.hud.build = "build failed"
    overlay.hud.buildIsBad = true
    overlay.banner =
      "Rolled back: running generation 11, files are generation 13 (forward: 12). Save a source file to continue."
    overlay.toast("assets/levels/1.txt reloaded", .good, now: 0)
    overlay.toast(
      "No saved world can be loaded: .hotloop/quick.world: its layout has a field that no build of this run knows",
      .bad, now: 0)
    overlay.show(
      .init(
        source: .build, title: "Build failed: 1 error. Still running generation 11",
        lines: [
          .init("Game/Picture/Scene.swift:118:84", .location),
          .init(
            "error: value of type 'Canvas' has no member 'sprites'; did you mean 'sprite', which draws one?"),
          .init(
            "    canvas.sprites(sprite, x: x, y: y, mirrored: mirrored, flash: flash, amount: amount)", .code),
          .init(
            "                                                                                 ^", .marker),
        ]))
    return overlay
  }

  @Test("A problem with a banner and toasts at 80×24")
  func problem80() {
    #expect(
      paint(problems, 80, 24) == """
         gen 12  build failed       0.00 ms step  0.00 ms draw  0 fps  F1 help · q quit
         Rolled back: running generation 11, files are generation 13 (forward: 12).
         Save a source file to continue.









        ┌────────────────────────────────────────────────────────────────────────────┐
        │ assets/levels/1.txt reloaded                                               │
        │ No saved world can be loaded: .hotloop/quick.world: its layout has a field │
        │   that no build of this run knows                                          │
        └────────────────────────────────────────────────────────────────────────────┘
        ┌─ Build failed: 1 error. Still running generation 11 ─────────────────────────┐
        │ Game/Picture/Scene.swift:118:84                                              │
        │ error: value of type 'Canvas' has no member 'sprites'; did you mean          │
        │   'sprite', which draws one?                                                 │
        │ … x: x, y: y, mirrored: mirrored, flash: flash, amount: amount)              │
        │                                                         ^                    │
        └──────────────────────────────────────────────────────────────────────────────┘

        """)
  }

  @Test("A problem with a banner and toasts at 200×60")
  func problem200() {
    let lines = paint(problems, 200, 60).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix(" gen 12  build failed ") && lines[0].hasSuffix(" fps  F1 help · q quit"))
    #expect(lines[1].hasSuffix(" (forward: 12). Save a source file to continue."))
    #expect(lines[2...49].allSatisfy { $0.isEmpty })
    #expect(lines[50...53].map(\.count) == [110, 110, 110, 110])
    #expect(
      lines[52].hasSuffix(
        "│ No saved world can be loaded: .hotloop/quick.world: its layout has a field that no build of this run knows │"
      ))
    #expect(lines[54].hasPrefix("┌─ Build failed: 1 error. Still running generation 11 ─"))
    #expect(lines[54...59].allSatisfy { $0.count == 200 })
    #expect(lines[57].hasPrefix("│     canvas.sprites(sprite, x: x, y: y, mirrored"))
    #expect(lines[59].allSatisfy { "└─┘".contains($0) })
  }

  @Test("The help at 80×24 and 200×60")
  func help() {
    var overlay = Overlay()
    overlay.showsHelp = true
    overlay.showsHUD = false
    #expect(
      paint(overlay, 80, 24) == """
             ┌─ Help: the keys, from assets/keys.yaml ───────────────────────────┐
             │ F5         rebuild everything and reload, even if nothing changed │
             │ Ctrl-P     hold saves until reload, or apply each at once         │
             │ F6         roll back to the previous build, keep the world        │
             │ F7         go forward to the next build, keep the world           │
             │ F8         roll back build and world, or undo a restart           │
             │ Ctrl-N     start a fresh world in the running build               │
             │ F9         save the world                                         │
             │ F10        load the saved world                                   │
             │ F12        continue the world of the last run                     │
             │ Ctrl-R     asked about a field: it was renamed                    │
             │ Ctrl-O     asked about a field: it is new                         │
             │ Ctrl-T     asked about a field: ask later, or again               │
             │ p          pause / resume                                         │
             │ .          run one tick while paused                              │
             │ Ctrl-X     stop at the tick when the game crashes, or go on       │
             │ Ctrl-E     change values of the running code                      │
             │ Ctrl-W     look at the world, and change it                       │
             │ Ctrl-K     run code of Swift in the running game                  │
             │ Backspace  go back in time, while it is held                      │
             │ Ctrl-G     play the last seconds again and again                  │
             │ F1, ?      show or hide this help                                 │
             │ q, Ctrl-C  quit                                                   │
             └──────────────────────── ↓ 5 more · Esc or F1 closes · ticks wait ─┘
        """ + "\n")
    let wide = paint(overlay, 200, 60).split(separator: "\n")
    #expect(wide.count == 29 && wide.allSatisfy { $0.hasPrefix(String(repeating: " ", count: 60)) })
  }

  @Test("A pause without the status line has a badge that names the keys")
  func pause() {
    var overlay = Overlay()
    overlay.hud.isPaused = true
    #expect(paint(overlay, 80, 3).hasPrefix(" gen 0  PAUSED "))
    overlay.showsHUD = false
    #expect(
      paint(overlay, 80, 3) == String(repeating: " ", count: 21)
        + " Paused · p to continue · . one tick\n\n\n")
  }

  @Test("The status line names help and quit at every width from 40 on; numbers give way first")
  func status() {
    var overlay = Overlay()
    overlay.hud.generation = 3
    overlay.hud.flavour = "optimised"
    overlay.hud.build = "built in 212 ms"
    for columns in 40...200 {
      #expect(paint(overlay, columns, 1).hasSuffix("  F1 help · q quit\n"), "\(columns) columns")
    }
    #expect(
      paint(overlay, 80, 1)
        == " gen 3 optimised  built in 212 ms                       0 fps  F1 help · q quit\n")
    #expect(
      paint(overlay, 120, 1).hasSuffix("  0.00 ms step  0.00 ms draw  0 fps  F1 help · q quit\n"))
  }

  @Test("A marker below a long line of code stays in view and in its place")
  func marker() {
    let text = paint(problems, 60, 24).split(separator: "\n")
    let marker = text.firstIndex { $0.contains(" ^") }!
    let column = text[marker].firstIndex(of: "^")!
    let offset = text[marker].distance(from: text[marker].startIndex, to: column)
    let above = text[marker - 1]
    #expect(above.dropFirst(offset).hasPrefix("amount)") && above.contains("…"))
  }
}
