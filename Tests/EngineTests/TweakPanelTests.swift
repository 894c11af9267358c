import CGameABI
import Testing

@testable import Engine

@Suite("Tweak panel")
struct TweakPanelTests {
  private static func item(
    _ index: Int, _ name: String, _ text: String, _ kind: TweakItem.Kind = .number,
    file: String = "Game/A.swift"
  ) -> TweakItem {
    TweakItem(
      id: .init(path: file, index: index), line: index + 3, column: 10, declaration: "Tuning.\(name)",
      kind: kind, type: "Float", text: text, written: text, before: "static let \(name) = ", after: "")
  }

  private static let items = [
    item(0, "speed", "38"), item(1, "isOn", "true", .boolean), item(2, "title", "\"a\"", .text),
    item(3, "ember", "0xFF8800", .color), item(4, "reload", "1.5", file: "Game/B.swift"),
  ]

  private func panel(_ items: [TweakItem] = items) -> TweakPanel {
    var panel = TweakPanel()
    panel.update(TweakList(items: items, state: .ready, revision: 1))
    return panel
  }

  private func press(_ panel: inout TweakPanel, _ keys: Key...) -> TweakPanel.Outcome {
    var outcome = TweakPanel.Outcome.nothing
    for key in keys { outcome = panel.press(key, page: 5) }
    return outcome
  }

  private func type(_ panel: inout TweakPanel, _ text: String) {
    for scalar in text.unicodeScalars { _ = panel.press(Key(.character(scalar)), page: 5) }
  }

  @Test("What is typed narrows the list to literals that contain all words")
  func filter() {
    var panel = panel()
    type(&panel, "/b rel")
    #expect(panel.visible == [4])
    #expect(press(&panel, Key(.escape)) == .nothing)
    #expect(panel.visible.count == 5 && panel.selected?.declaration == "Tuning.reload")
    type(&panel, "zz")
    #expect(panel.selected == nil)
    #expect(press(&panel, Key(.right)) == .nothing)
    _ = press(&panel, Key(.backspace), Key(.backspace))
    #expect(panel.visible.count == 5)
  }

  @Test(
    "Arrows step, with Shift coarsely and with Alt finely; brackets and points do the same in any terminal",
    arguments: [
      (Key(.right), TweakStep(isUp: true)), (Key(.left), TweakStep(isUp: false)),
      (Key(.right, .shift), TweakStep(isUp: true, .coarse)),
      (Key(.left, .alt), TweakStep(isUp: false, .fine)),
      (Key(.character("]")), TweakStep(isUp: true, .coarse)),
      (Key(.character("[")), TweakStep(isUp: false, .coarse)),
      (Key(.character(".")), TweakStep(isUp: true, .fine)),
      (Key(.character(",")), TweakStep(isUp: false, .fine)),
    ])
  func steps(key: Key, step: TweakStep) {
    var panel = panel()
    #expect(press(&panel, key) == .ask(.step(Self.items[0].id, step)))
  }

  @Test("Space toggles a boolean; Page Up and Page Down change the brightness of a colour")
  func kinds() {
    var panel = panel()
    #expect(
      press(&panel, Key(.down), Key(.character(" "))) == .ask(.step(Self.items[1].id, TweakStep(isUp: true))))
    #expect(
      press(&panel, Key(.down), Key(.down), Key(.pageDown))
        == .ask(.step(Self.items[3].id, TweakStep(isUp: false, isBrightness: true))))
  }

  @Test("A number is typed, and accepted with Enter; Escape leaves it")
  func typing() {
    var panel = panel()
    type(&panel, "-4.5")
    #expect(panel.mode == .typing("-4.5"))
    #expect(press(&panel, Key(.backspace), Key(.enter)) == .ask(.set(Self.items[0].id, "-4.")))
    type(&panel, "7")
    #expect(press(&panel, Key(.escape)) == .nothing)
    #expect(panel.mode == .choosing)
  }

  @Test("A typed value that is refused stays with the reason until it is accepted or left")
  func refusedValue() {
    var panel = panel()
    type(&panel, "380")
    #expect(press(&panel, Key(.enter)) == .ask(.set(Self.items[0].id, "380")))
    panel.show(.refusal("380 is outside the bounds"))
    #expect(panel.mode == .typing("380") && panel.message == "380 is outside the bounds")
    #expect(press(&panel, Key(.backspace)) == .nothing)
    #expect(panel.mode == .typing("38") && panel.message == "380 is outside the bounds")
    #expect(press(&panel, Key(.enter)) == .ask(.set(Self.items[0].id, "38")))
    panel.show(TweakAnswer())
    #expect(panel.mode == .choosing && panel.message.isEmpty)
    // What is refused otherwise begins no typing.
    panel.show(.refusal("no neighbour"))
    #expect(panel.mode == .choosing)
    type(&panel, "1")
    _ = press(&panel, Key(.enter))
    panel.show(.refusal("no"))
    _ = press(&panel, Key(.escape))
    #expect(panel.mode == .choosing && panel.message.isEmpty)
  }

  @Test("A colour is typed with #; elsewhere that belongs to the filter")
  func typingColor() {
    var panel = panel()
    type(&panel, "#")
    #expect(panel.mode == .choosing && panel.filter == "#")
    panel = self.panel()
    _ = press(&panel, Key(.down), Key(.down), Key(.down))
    type(&panel, "#ff0000")
    #expect(press(&panel, Key(.enter)) == .ask(.set(Self.items[3].id, "#ff0000")))
  }

  @Test(
    "A wide terminal has a panel as wide as the longest line", arguments: [(0, 80), (60, 111), (300, 120)])
  func width(added: Int, columns: Int) {
    var items = Self.items
    items[4].after = String(repeating: "+", count: added)
    var overlay = Overlay()
    overlay.tweakPanel = panel(items)
    var picture = CellBuffer(size: CellSize(columns: 200, rows: 60))
    OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
    let edge = picture.text.split(separator: "\n").first { $0.contains("Tweak: ") }
    #expect(edge?.drop { $0 != "┌" }.count == columns, "\(picture.text)")
  }

  @Test("A text is typed between its quotes, with escapes")
  func typingText() {
    var panel = panel()
    _ = press(&panel, Key(.down), Key(.down))
    type(&panel, "\"x\"\\y")
    #expect(press(&panel, Key(.enter)) == .ask(.set(Self.items[2].id, #""x\"\\y""#)))
    type(&panel, "=b")
    #expect(panel.mode == .typing("\"ab\""))
    #expect(press(&panel, Key(.backspace), Key(.backspace), Key(.backspace)) == .nothing)
    #expect(panel.mode == .typing("\"\""))
  }

  @Test("Enter writes, Escape reverts before it closes, Delete reverts one, Ctrl-U and Ctrl-Y undo and redo")
  func ends() {
    var panel = panel()
    #expect(press(&panel, Key(.enter)) == .nothing)
    var items = Self.items
    items[0].text = "39"
    panel.update(TweakList(items: items, state: .ready, revision: 2))
    #expect(press(&panel, Key(.enter)) == .ask(.write(nil)))
    #expect(press(&panel, Key(.delete)) == .ask(.revert(items[0].id)))
    #expect(press(&panel, Key(.escape)) == .ask(.revert(nil)))
    #expect(press(&panel, Key(.character("u"), .control)) == .ask(.undo))
    #expect(press(&panel, Key(.character("y"), .control)) == .ask(.redo))
    panel.update(TweakList(items: Self.items, state: .ready, revision: 3))
    #expect(press(&panel, Key(.escape)) == .close)
    #expect(press(&panel, Key(.tab)) == .togglePause)
    #expect(press(&panel, Key(.function(6))) == .unused)
  }

  @Test("What can continue a name belongs to the filter; behind another key it changes the value")
  func namesInFilter() {
    var panel = panel()
    type(&panel, "tuning.rel")
    #expect(panel.filter == "tuning.rel" && panel.visible == [4])
    // No name continues like this.
    #expect(
      press(&panel, Key(.character("."))) == .ask(.step(Self.items[4].id, TweakStep(isUp: true, .fine))))
    _ = press(&panel, Key(.escape))
    type(&panel, "b.swift")
    #expect(panel.visible == [4])
    _ = press(&panel, Key(.escape))
    type(&panel, "speed4")
    #expect(panel.filter == "speed" && panel.mode == .typing("4"))
    _ = press(&panel, Key(.escape), Key(.escape))
    type(&panel, "tuning")
    _ = press(&panel, Key(.down))
    #expect(
      press(&panel, Key(.character("."))) == .ask(.step(Self.items[1].id, TweakStep(isUp: true, .fine))))
  }

  @Test("Another list keeps the selection and the filter")
  func update() {
    var panel = panel()
    type(&panel, "tuning")
    _ = press(&panel, Key(.end))
    panel.update(TweakList(items: Array(Self.items.reversed()), state: .ready, revision: 9))
    #expect(panel.selected?.id == Self.items[4].id && panel.filter == "tuning")
    panel.update(TweakList(items: [], state: .preparing("wait"), revision: 10))
    #expect(panel.selected == nil)
  }

  @Test("A drag changes the value by the way of the pointer")
  func drag() {
    var panel = panel()
    #expect(panel.mouse(column: 10, index: 3, isDown: true).isEmpty)
    #expect(panel.selected?.id == Self.items[3].id)
    #expect(panel.mouse(column: 14, index: nil, isDown: true).count == 2)
    #expect(
      panel.mouse(column: 12, index: nil, isDown: true)
        == [.ask(.step(Self.items[3].id, TweakStep(isUp: false)))])
    #expect(panel.mouse(column: 12, index: nil, isDown: false).isEmpty)
    #expect(panel.wheel(-1) == .ask(.step(Self.items[3].id, TweakStep(isUp: true))))
  }

  @Test(
    "It lists files, types and lines, and marks what is not written",
    arguments: [(80, 24), (200, 60), (20, 6)])
  func paint(columns: Int, rows: Int) {
    var items = Self.items
    items[0].text = "41"
    var overlay = Overlay()
    overlay.tweakPanel = panel(items)
    var picture = CellBuffer(size: CellSize(columns: columns, rows: rows))
    OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
    let text = picture.text
    guard columns >= 80 else { return }
    for part in [
      "Tweak: 5 values", "Game/A.swift · Tuning", "static let speed = ◂41▸", "was 38", "1 not written",
    ] {
      #expect(text.contains(part), "\(part)\n\(text)")
    }
    #expect(text.contains(columns > 80 ? "Game/B.swift" : "Enter write"), "\(text)")
  }
}

@Suite("What the tweak panel says about a literal")
struct TweakNoteTests {
  private func text(_ items: [TweakItem]) -> String {
    var panel = TweakPanel()
    panel.update(TweakList(items: items, state: .ready, revision: 1))
    var overlay = Overlay()
    overlay.tweakPanel = panel
    var picture = CellBuffer(size: CellSize(columns: 80, rows: 24))
    OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
    return picture.text
  }

  private func item(_ name: String, index: Int = 0) -> TweakItem {
    TweakItem(
      id: .init(path: "Game/A.swift", index: index), line: 3, column: 10, declaration: "Tuning.\(name)",
      kind: .number, type: "Float", text: "38", written: "38", before: "static let \(name) = ", after: "")
  }

  @Test("Bounds that do not count are marked; the reason is shown while the literal is selected")
  func bounds() {
    var items = [item("speed"), item("size", index: 1)]
    #expect(!text(items).contains("bounds?"))
    items[0].boundsProblem = "the comment tweak: x has no bounds"
    var shown = text(items)
    #expect(
      shown.contains("◂38▸  bounds?") && shown.contains("the comment tweak: x has no bounds"), "\(shown)")
    #expect(shown.contains("Enter write"))
    items.swapAt(0, 1)
    shown = text(items)
    #expect(shown.contains("size = ◂38▸ ") && shown.contains("speed = 38  bounds?"), "\(shown)")
    #expect(!shown.contains("has no bounds"))
  }
}

/// A game that records what is asked of its literals.
@Suite("Tweak panel in the loop")
struct TweakRoutingTests {
  @Test("The panel takes typed keys; those of the host and the game's ticks go on")
  func routing() throws {
    let test = try TestLoop(ticks: nil, keys: "game:\n  left: a\n  fire: space\n")
    test.game.onStep = { [unowned game = test.game] in
      if game.tick == 2 {
        for key in [Key(.character("e"), .control), Key(.character("a")), Key(.function(6))] {
          test.press(key)
        }
      }
    }
    test.run(iterations: 20)
    #expect(test.board.overlay.tweakPanel != nil)
    #expect(test.game.samples.allSatisfy { $0.pressed == 0 })
    #expect(test.game.performed == [.rollback])
    #expect(test.game.tick > 10 && test.loop.hold == nil)
    test.loop.perform(.tweak)
    #expect(test.board.overlay.tweakPanel == nil)
  }
}
