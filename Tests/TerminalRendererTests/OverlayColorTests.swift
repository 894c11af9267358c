import CGameABI
import Glibc
import Testing

@testable import Engine
@testable import TerminalRenderer

/// Overlays are legible on every terminal.
@Suite("Overlays on every terminal") struct OverlayColorTests {
  @Test(
    "Text has a contrast of at least 4.5 to its background at every number of colours",
    arguments: [ColorDepth.truecolor, .indexed256, .indexed16, .indexed8])
  func contrast(depth: ColorDepth) {
    let matcher = ColorMatcher(depth: depth)
    func shown(_ color: UInt32) -> UInt32 {
      depth == .truecolor ? color : XtermPalette.colors[Int(matcher.index(color))]
    }
    for look in OverlayLook.all {
      let (fore, back) = (shown(look.fore), shown(look.back))
      let lights = [fore, back].map { luminance($0) + 0.05 }
      let contrast = max(lights[0], lights[1]) / min(lights[0], lights[1])
      #expect(contrast >= 4.5, "\(String(fore, radix: 16)) on \(String(back, radix: 16)) for \(look)")
    }
  }

  /// Relative luminance by WCAG 2.
  private func luminance(_ color: UInt32) -> Double {
    func channel(_ shift: UInt32) -> Double {
      let value = Double(color >> shift & 0xFF) / 255
      return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
  }

  @Test("In ASCII, boxes have borders of + - and |, and every character has a substitute")
  func ascii() {
    let size = CellSize(columns: 90, rows: 40)
    for picture in overlays(size) {
      let encoder = FrameEncoder(depth: .mono, asciiOnly: true, dialect: EncoderDialect())
      encoder.encode(picture, limit: size, into: ByteBuffer())
      let text = encoder.shownPicture.text
      #expect(text.contains("+-") && text.contains("| ") && text.contains("-+"))
      #expect(text.allSatisfy { $0.isASCII })
      // None of the overlays has a question mark but the key of that name.
      #expect(text.count { $0 == "?" } == picture.text.count { $0 == "?" }, "\(text)")
    }
  }

  @Test("Without colours, the spaces and letters of a style are all reversed or all plain")
  func panelsWithoutColors() {
    let size = CellSize(columns: 90, rows: 40)
    for picture in overlays(size) {
      let encoder = FrameEncoder(depth: .mono, asciiOnly: true, dialect: EncoderDialect())
      encoder.encode(picture, limit: size, into: ByteBuffer())
      let shown = encoder.shownPicture
      for row in 0..<size.rows {
        for column in 1..<size.columns {
          let (left, cell) = (picture[column - 1, row], picture[column, row])
          guard left.fore == cell.fore, left.back == cell.back, isText(left), isText(cell) else { continue }
          let reversed = [column - 1, column].map { shown[$0, row].style & CellStyleReverse.rawValue }
          #expect(reversed[0] == reversed[1], "column \(column), row \(row)")
        }
      }
    }
  }

  private func isText(_ cell: Cell) -> Bool { cell.glyph < 0x2580 || cell.glyph > 0x259F }

  private func overlays(_ size: CellSize) -> [CellBuffer] {
    var overlay = Overlay()
    overlay.banner = "rolled back"
    overlay.hud.build = "built in 3 ms"
    overlay.toast("good news", .good, now: 0)
    overlay.toast("news", .plain, now: 0)
    overlay.toast("bad news", .bad, now: 0)
    var problem = overlay
    problem.show(.init(source: .build, title: "Build failed", lines: [.init("at a line", .location)]))
    var keys = overlay
    keys.keySettings = KeySettings()
    var log = overlay
    log.showsLog = true
    log.appendLog("a line of the log")
    log.showsHelp = true
    log.showsFrames = true
    return [overlay, problem, keys, log].map { overlay in
      var picture = CellBuffer(size: size)
      let bindings = KeyBindings.builtIn
      OverlayPainter(overlay, bindings: bindings).paint(on: &picture)
      return picture
    }
  }
}
