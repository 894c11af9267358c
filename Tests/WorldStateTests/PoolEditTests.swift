import CGameABI
import SeededRandom
import Testing

@testable import WorldState

@Suite("Adding and removing elements of pools")
struct PoolEditTests {
  private static let many = WorldPath([.field("many")])

  private func world(many: Int = 3, capacity: Int = 4, other: Int = 2, pages: Int = 4) throws -> TestWorld {
    let layout = try build {
      $0.structure("Vector", [.float("x"), .float("y")])
      $0.structure("Thing", [.structure("place", "Vector"), .int32("value"), .int8("odd", count: 3)])
      $0.structure("Other", [.int64("value")])
      $0.world([.pool("many", of: "Thing"), .pool("others", of: "Other")])
    }
    let world = try TestWorld(
      layout, pools: ["many": (many, capacity), "others": (other, 2)], pages: pages)
    for index in 0..<many { try world.set("many[\(index)].value", Int32(index + 1)) }
    for index in 0..<other { try world.set("others[\(index)].value", Int64(index + 100)) }
    return world
  }

  private func reader(_ world: TestWorld) throws -> WorldReader { try world.arena.reader(for: world.layout) }

  @discardableResult
  private func apply(
    _ world: TestWorld, _ edit: (WorldReader) throws -> PoolEdit
  ) throws -> PoolEdit {
    let edit = try edit(reader(world))
    let made = try world.arena.apply(edit, layout: world.layout)
    world.expectZeroOutside()
    return made
  }

  private func values(_ world: TestWorld) throws -> [Int] {
    try (0..<world.count("many")).map { Int(try world.value("many[\($0)].value").bits) }
  }

  private func identities(_ world: TestWorld) throws -> [UInt32] {
    let pool = try reader(world).pool(at: Self.many)
    return (0..<pool.count).map { pool.identity(of: $0) ?? 0 }
  }

  @Test("An element is added behind the last one, zero-filled, with an identity of its own")
  func adding() throws {
    let world = try world()
    let before = try identities(world)
    let edit = try apply(world) { try $0.adding(to: Self.many) }
    #expect(edit.path.description == "many[3]" && edit.before == "(not there)" && edit.after == "Thing")
    #expect(try values(world) == [1, 2, 3, 0])
    #expect(try identities(world).dropLast() == before[...])
    #expect(try identities(world).last == edit.identity)
    #expect(!before.contains(edit.identity))
    #expect(try world.count("others") == 2)
  }

  @Test("Declared defaults are the values of a new element")
  func defaults() throws {
    let world = try world()
    let defaults = [
      DeclaredDefault(owner: "Thing", field: "value", value: Int32(7)),
      DeclaredDefault(owner: "Vector", field: "y", value: Float(1.5)),
      DeclaredDefault(owner: "Thing", field: "odd", value: Int8(2)),
    ]
    try apply(world) { try $0.adding(to: Self.many, defaults: defaults) }
    #expect(try reader(world).json(at: "many[3]") == #"{"place":{"x":0.0,"y":1.5},"value":7,"odd":[2,2,2]}"#)
  }

  @Test("A full pool grows as the SDK's do, and the others stay; nothing is lost")
  func growth() throws {
    let world = try world(many: 4, capacity: 4)
    let old = try identities(world)
    try apply(world) { try $0.adding(to: Self.many) }
    #expect(try values(world) == [1, 2, 3, 4, 0])
    #expect(try Array(identities(world).prefix(4)) == old)
    let site = try #require(world.layout.poolSites().first { $0.path == "many" })
    #expect(world.storage(of: site).capacity == 16)
    #expect(try world.value("others[1].value") == .integer(101))
    let place = world.storage(of: site).offset
    for _ in 0..<12 { try apply(world) { try $0.adding(to: Self.many) } }
    // It is the last one in the world now, and grows in place.
    #expect(world.storage(of: site).offset == place && world.storage(of: site).capacity == 32)
    #expect(try Set(identities(world)).count == 17)
    _ = try Snapshot(of: world.arena, layout: world.layout)
    // An empty pool.
    let empty = try self.world(many: 0, capacity: 0)
    try apply(empty) { try $0.adding(to: Self.many) }
    #expect(try values(empty) == [0])
  }

  @Test("Without room for twice as many, a pool grows by one; without room for that, nothing changes")
  func full() throws {
    let world = try world(many: 200, capacity: 200, other: 0, pages: 1)
    var added = 0
    while true {
      let bytes = world.allBytes
      do {
        try apply(world) { try $0.adding(to: Self.many) }
        added += 1
      } catch {
        #expect("\(error)".contains("no room for another element"))
        #expect(world.allBytes == bytes)
        break
      }
    }
    #expect(added > 0)
    #expect(try Array(values(world).prefix(200)) == Array(1...200))
  }

  @Test("An element is removed, the others keep their order; reverting puts it back, byte for byte")
  func removing() throws {
    let world = try world(many: 4, capacity: 6)
    let before = world.allBytes
    for index in 0..<4 {
      let edit = try apply(world) { try $0.removing(Self.many.appending(.element(index))) }
      #expect(try values(world) == [1, 2, 3, 4].filter { $0 != index + 1 })
      let opposite = try apply(world) { try $0.reverting(edit) }
      #expect(world.allBytes == before && opposite.path == edit.path)
      // And once more.
      try apply(world) { try $0.reverting(opposite) }
      #expect(try world.count("many") == 3)
      try apply(world) { try $0.reverting(edit) }
      #expect(world.allBytes == before)
    }
  }

  @Test("What was added is found again by its identity, and cannot be removed twice")
  func undoOfAdding() throws {
    let world = try world()
    let edit = try apply(world) { try $0.adding(to: Self.many) }
    try world.set("many[3].value", Int32(99))
    // The game removes another element: what was added moves.
    try apply(world) { try $0.removing(Self.many.appending(.element(0))) }
    try apply(world) { try $0.reverting(edit) }
    #expect(try values(world) == [2, 3])
    #expect(throws: WorldError.elementGone(path: "many[3]")) { try self.reader(world).reverting(edit) }
  }

  @Test("An element of another layout is not put back")
  func otherLayout() throws {
    let world = try world()
    let edit = try apply(world) { try $0.removing(Self.many.appending(.element(1))) }
    let other = try build {
      $0.structure("Thing", [.float("x"), .float("y"), .int32("value"), .uint8("odd", count: 3)])
      $0.world([.pool("many", of: "Thing")])
    }
    let next = try TestWorld(other, pools: ["many": (2, 4)])
    let bytes = next.allBytes
    #expect(throws: WorldError.otherElements(path: "many")) { try self.reader(next).reverting(edit) }
    #expect(next.allBytes == bytes)
  }

  @Test("Values, arrays and structs are not pools, and what is not there cannot be removed")
  func refusals() throws {
    let world = try world()
    for (path, word) in [
      ("header", "is a struct WorldHeader"), ("many[0].value", "is a int32"),
      ("many[0].odd[1]", "elements can be"),
      ("many", "elements can be added and removed in pools"), ("many[3]", "element 3 of 3"),
    ] {
      let error = #expect(throws: WorldError.self) {
        try self.reader(world).removing(WorldPath(parsing: path))
      }
      #expect(error.map { "\($0)" }?.contains(word) == true, "\(path): \(error.debugDescription)")
    }
    #expect(throws: WorldError.self) { try self.reader(world).adding(to: WorldPath(parsing: "many[0]")) }
    #expect(throws: WorldError.self) { try self.reader(world).adding(to: WorldPath(parsing: "nothing")) }
  }

  @Test(
    "Random edits and their opposites in reverse order give the first world again, but for room and identities"
  )
  func random() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let world = try world(many: Int(random.below(5)), capacity: 5, pages: 16)
      let before = try reader(world).json(at: "many")
      let ids = try identities(world)
      var made: [PoolEdit] = []
      for _ in 0..<60 {
        let count = try world.count("many")
        if count > 0, random.below(2) == 0 {
          let index = Int(random.below(count))
          made.append(try apply(world) { try $0.removing(Self.many.appending(.element(index))) })
        } else {
          made.append(try apply(world) { try $0.adding(to: Self.many) })
          try world.set("many[\(try world.count("many") - 1)].value", Int32(random.below(1000)))
        }
        #expect(try Set(identities(world)).count == world.count("many"))
      }
      for edit in made.reversed() { try apply(world) { try $0.reverting(edit) } }
      #expect(try reader(world).json(at: "many") == before, "seed \(seed)")
      #expect(try identities(world) == ids, "seed \(seed)")
    }
  }
}
