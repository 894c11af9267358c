import Testing
import WorldState

@testable import HotReload

/// Which renames a world has followed, over several generations.
struct WorldPastTests {
  private static func swap(_ names: (String, String)...) -> [DeclaredRename] {
    names.map { .field(owner: "World", from: $0.0, to: $0.1) }
  }

  private static let both = swap(("a", "b"), ("b", "a"))
  private let ab = WorldPastTests.layout("a", "b")
  private let ba = WorldPastTests.layout("b", "a")
  private let bac = WorldPastTests.layout("b", "a", "c")

  private static func layout(_ names: String...) -> Layout {
    let header = Layout.Struct(name: "WorldHeader", size: 128, alignment: 8, fields: [])
    var fields = [Layout.Field(name: "header", type: .structure(1), offset: 0)]
    for (index, name) in names.enumerated() {
      fields.append(Layout.Field(name: name, type: .scalar(.int64), offset: 128 + 8 * index))
    }
    let world = Layout.Struct(name: "World", size: 128 + 8 * names.count, alignment: 8, fields: fields)
    guard let layout = try? Layout(structs: [world, header]) else { preconditionFailure("a valid layout") }
    return layout
  }

  /// A generation: its layout and what it declares.
  private typealias Station = (layout: Layout, renames: [DeclaredRename])
  private static func number(of station: Station) -> UInt64 {
    station.layout.hash &+ UInt64(station.renames.count)
  }

  /// Goes from one generation to the next; returns whether the values of `a` and `b` changed places.
  private func move(_ past: inout WorldPast, _ from: Station, _ to: Station, isNew: Bool) throws -> Bool {
    let number = Self.number(of: to)
    let renames = past.renames(from: from.renames, to: to.renames, rollback: isNew ? nil : number)
    let plan = try MigrationPlan(
      from: from.layout, to: to.layout, renames: renames.list, applied: renames.applied)
    past.apply(plan.appliedRenames, of: renames, declared: to.renames, layout: to.layout, generation: number)
    return plan.actions.contains { $0.oldName != nil }
  }

  @Test("A declared swap is applied once, while it stays declared, and undone by a rollback")
  func once() throws {
    var past = WorldPast.fresh(declaring: [], layout: ab, generation: Self.number(of: (ab, [])))
    let stations: [Station] = [(ab, []), (ba, Self.both), (bac, Self.both)]
    #expect(try move(&past, stations[0], stations[1], isNew: true))
    #expect(try !move(&past, stations[1], stations[2], isNew: true))
    #expect(try !move(&past, stations[2], stations[1], isNew: false))
    #expect(try move(&past, stations[1], stations[0], isNew: false))
    #expect(try move(&past, stations[0], stations[1], isNew: false))
    // An edit that is undone by a save.
    #expect(try move(&past, stations[1], stations[0], isNew: true))
  }

  @Test("A swap that was declared a save early is applied when the names change")
  func early() throws {
    var past = WorldPast.fresh(declaring: [], layout: ab, generation: Self.number(of: (ab, [])))
    #expect(try !move(&past, (ab, []), (ab, Self.both), isNew: true))
    #expect(try move(&past, (ab, Self.both), (ba, Self.both), isNew: true))
    #expect(try !move(&past, (ba, Self.both), (bac, Self.both), isNew: true))
    // Back through the generation that declared them early, and forward again.
    #expect(try !move(&past, (bac, Self.both), (ba, Self.both), isNew: false))
    #expect(try move(&past, (ba, Self.both), (ab, Self.both), isNew: false))
    #expect(try !move(&past, (ab, Self.both), (ab, []), isNew: false))
    #expect(try !move(&past, (ab, []), (ab, Self.both), isNew: false))
    #expect(try move(&past, (ab, Self.both), (ba, Self.both), isNew: false))
  }

  @Test("A declaration that is removed later leaves the values, also on the way back through that generation")
  func removed() throws {
    var past = WorldPast.fresh(declaring: [], layout: ab, generation: Self.number(of: (ab, [])))
    #expect(try move(&past, (ab, []), (ba, Self.both), isNew: true))
    #expect(try !move(&past, (ba, Self.both), (ba, []), isNew: true))
    #expect(try !move(&past, (ba, []), (bac, []), isNew: true))
    #expect(try !move(&past, (bac, []), (ba, []), isNew: false))
    #expect(try !move(&past, (ba, []), (ba, Self.both), isNew: false))
    #expect(try move(&past, (ba, Self.both), (ab, []), isNew: false))
  }

  @Test("A swap that is declared anew is applied anew")
  func anew() throws {
    var past = WorldPast.fresh(declaring: [], layout: ab, generation: Self.number(of: (ab, [])))
    #expect(try move(&past, (ab, []), (ba, Self.both), isNew: true))
    #expect(try !move(&past, (ba, Self.both), (ba, []), isNew: true))
    #expect(try move(&past, (ba, []), (ab, Self.both), isNew: true))
  }

  @Test("A fresh world has followed what its code declares")
  func fresh() throws {
    var past = WorldPast.fresh(declaring: Self.both, layout: ba, generation: 1)
    #expect(try !move(&past, (ba, Self.both), (ab, Self.both), isNew: true))
  }
}
