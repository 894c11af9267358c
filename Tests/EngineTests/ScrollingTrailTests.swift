import CGameABI
import Testing

@testable import Engine

/// Rounds of a loop in which a thing moves, and the camera with it.
@Suite("Trails of a loop whose picture scrolls")
struct ScrollingTrailTests {
  private struct Rounds {
    var trails = LoopTrails()
    var status: TimeStatus

    init() {
      status = TimeStatus(reachable: 0...100, position: 0)
      status.mode = .looping
    }

    mutating func show(_ picture: CellBuffer, _ position: Int, generation: UInt64) -> CellBuffer {
      status.position = position
      var shown = picture
      trails.compose(&shown, status, generation: generation)
      return shown
    }
  }

  /// Where the thing is, and the camera, in the first code: right, then down.
  private func place(_ step: Int) -> (x: Int, y: Int) {
    (40 + min(step, 15), 20 + max(0, step - 15))
  }
  private func camera(_ step: Int) -> (x: Int, y: Int) { (place(step).x - 30, place(step).y - 10) }

  private func cells(_ picture: CellBuffer, unlike other: CellBuffer) -> Set<Int> {
    Set(picture.cells.indices.filter { picture.cells[$0] != other.cells[$0] })
  }

  @Test("The path is found exactly, also by another camera", arguments: [Land.Kind.text, .pixels])
  func path(_ kind: Land.Kind) {
    func land(_ step: Int) -> Land {
      let hud = "score \(step * 10)   lives 3   wave 7 of 12   shield ready"
      return Land(kind: kind, flicker: UInt32(step % 3), hud: hud, hasBorder: true)
    }
    func old(_ step: Int) -> CellBuffer {
      land(step).picture(camera(step).x, camera(step).y, things: [place(step)])
    }
    var rounds = Rounds()
    for _ in 0..<2 {
      for step in 0..<28 {
        #expect(rounds.show(old(step), step, generation: 1).cells == old(step).cells, "\(step)")
      }
    }
    let passed = (0..<28).map(place)
    for step in 0..<28 {
      // The new code moves the thing left, and the camera only half as fast.
      let (x, y) = (camera(0).x - step / 2, camera(0).y)
      let plain = land(step).picture(x, y, things: [(40 - step, 20)])
      let shown = rounds.show(plain, step, generation: 2)
      let size = land(step).size
      let rowHeight = kind == .pixels ? 2 : 1
      let expected = passed.compactMap { place -> Int? in
        let (column, row) = (place.x - x, (place.y - y) / rowHeight)
        // Not in the border, nor beside it.
        guard column >= 2, column < size.columns - 2, row >= 2, row < size.rows - 2 else { return nil }
        return place == (40 - step, 20) ? nil : row * size.columns + column
      }
      let difference = cells(shown, unlike: plain).symmetricDifference(expected)
      #expect(difference.isEmpty, "\(step): \(difference.sorted())")
    }
  }

  @Test("A flash hides the trail, and a round that begins elsewhere has none")
  func cuts() {
    let land = Land()
    func picture(_ step: Int) -> CellBuffer {
      land.picture(camera(step).x, camera(step).y, things: [place(step)])
    }
    var flash = CellBuffer(size: land.size)
    flash.fill(
      column: 0, row: 0, columns: 60, rows: 20, style: CellAppearance(fore: 0xFFFFFF, back: 0xFFFFFF))
    var rounds = Rounds()
    for _ in 0..<2 {
      for step in 0..<28 { _ = rounds.show(step == 9 ? flash : picture(step), step, generation: 1) }
    }
    func still(_ step: Int) -> CellBuffer { land.picture(camera(0).x, camera(0).y) }
    #expect(rounds.show(still(0), 0, generation: 2).cells != still(0).cells)
    #expect(rounds.show(flash, 1, generation: 2).cells == flash.cells)
    #expect(rounds.show(still(2), 2, generation: 2).cells != still(2).cells)
    // In a land that is not like the one of the rounds before.
    let other = Land(number: 3)
    for step in 0..<5 {
      let picture = other.picture(camera(step).x, camera(step).y)
      #expect(rounds.show(picture, step == 0 ? 0 : step, generation: 3).cells == picture.cells)
    }
  }

  @Test("A save within a round of a picture that has scrolled")
  func saveAtOnce() {
    let land = Land()
    func picture(_ step: Int) -> CellBuffer {
      land.picture(camera(step).x, camera(step).y, things: [place(step)])
    }
    var rounds = Rounds()
    for step in 0..<15 { _ = rounds.show(picture(step), step, generation: 1) }
    let plain = land.picture(camera(14).x, camera(14).y)
    let shown = rounds.show(plain, 15, generation: 2)
    let expected = (0..<15).map { 10 * 60 + place($0).x - camera(14).x }
    #expect(cells(shown, unlike: plain) == Set(expected))
  }
}
