import Testing
import WorldState

@testable import Engine

@Suite("Inspector, at random")
struct InspectorRandomTests {
  /// A linear congruential generator (Knuth, MMIX).
  private struct Random {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  private static let keys: [Key] =
    [
      .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .enter, .escape, .tab, .backspace, .delete,
      .insert,
    ].map { Key($0) } + "=/gsfFwad<>&|!()[]. 0123456789-xhpkindKB".unicodeScalars.map { Key(.character($0)) }
    + [Key(.character("u"), .control), Key(.character("y"), .control)]

  @Test(
    "Whatever is typed, while the game adds and removes elements: the cursor is on something that is there",
    arguments: 1...12 as ClosedRange<UInt64>)
  func keys(seed: UInt64) throws {
    var random = Random(state: seed)
    let world = try InspectedWorld(creatures: random.below(30))
    var run = InspectorRun(world, columns: 20 + random.below(200), rows: 6 + random.below(50))
    let creatures = try WorldPath(parsing: "creatures")
    for step in 0..<400 {
      switch random.below(12) {
      case 0: _ = world.change(.add(creatures))
      case 1:
        let count = world.reader?.elementCount(at: creatures) ?? 0
        if count > 0 { _ = world.change(.remove(creatures.appending(.element(random.below(count))))) }
      case 2:
        run.inspector.find(.unknown, near: WorldPoint(x: Double(random.below(20)), y: 0), world: world.reader)
      default: break
      }
      // Also before the panel has seen the change in a frame.
      run.press(Self.keys[random.below(Self.keys.count)])
      let reader = try #require(world.reader)
      switch run.inspector.view {
      case .tree(let tree):
        if let path = tree.selection, tree.tree.rowCount(in: reader) > 0 {
          #expect(throws: Never.self) { try reader.check(path) }
        }
      case .table(let table):
        let count = reader.elementCount(at: table.pool) ?? 0
        #expect(table.rows.rowCount <= count)
        if table.rows.rowCount > 0 { #expect(table.selected < count) }
      }
      if step % 50 == 0 { _ = run.picture }
    }
    _ = try Snapshot(of: world.arena, layout: world.layout)
  }

  @Test("In a terminal of any size, nothing is drawn outside, and something is read")
  func sizes() throws {
    let world = try InspectedWorld(creatures: 20)
    for columns in [0, 1, 5, 12, 40, 150] {
      for rows in [0, 1, 2, 3, 6, 24] {
        var run = InspectorRun(world, columns: columns, rows: rows)
        for text in ["gcreatures", "/hp > 100 && alive == false"] {
          run.type(text)
          #expect(run.picture.split(separator: "\n", omittingEmptySubsequences: false).count == rows + 1)
          run.press(Key(.enter), Key(.right), Key(.enter))
        }
        run.type("w=")
      }
    }
  }
}
