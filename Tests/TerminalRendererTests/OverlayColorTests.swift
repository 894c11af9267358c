import CGameABI
import Engine
import Testing

@testable import TerminalRenderer

/// Overlays are legible on every terminal.
@Suite("Overlays without colours") struct OverlayColorTests {
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
