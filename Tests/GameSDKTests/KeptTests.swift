import CGameABI
import Testing
import WorldFixtures

@testable import GameSDK

@Suite("Kept values")
struct KeptTests {
  private struct Failure: Error {}
  private struct Grid: BitwiseCopyable, Equatable {
    var width: Int32
    var heights: (Float, Float)
    var kind: Kind
    static func == (a: Grid, b: Grid) -> Bool {
      a.width == b.width && a.heights == b.heights && a.kind == b.kind
    }
  }
  private enum Kind: UInt8 { case flat, steep }

  private let host = TestHost()

  /// Runs code as if inside a callback of a game on this host.
  private func inCallback<R>(_ body: () throws -> R) rethrows -> R {
    try TestArena<PoolWorld>().use { _ in
      unsafe Host.table = host.table
      return try body()
    }
  }

  @Test("A value is made once, and again after it was deleted or rewritten")
  func value() throws {
    var made = 0
    func grid() throws -> Grid {
      try Kept.create("grid") {
        made += 1
        return Grid(width: Int32(made), heights: (0.5, 2), kind: .steep)
      }
    }
    try inCallback {
      #expect(try grid() == Grid(width: 1, heights: (0.5, 2), kind: .steep))
      #expect(try grid().width == 1)
      let isDeleted = (Kept.delete("grid"), Kept.delete("grid"))
      #expect(isDeleted == (true, false))
      #expect(try grid().width == 2)
      try Kept.rewrite("grid") { Grid(width: 9, heights: (0, 0), kind: .flat) }
      #expect(try grid().width == 9 && made == 2)
    }
    #expect(host.kept.keys.sorted() == ["GameSDKTests/grid"])
  }

  @Test("An array is filled once, in memory that is zero, and is a collection")
  func array() throws {
    try inCallback {
      for _ in 0..<2 {
        let squares = try Kept.create("squares", of: Int32.self, count: 5) { squares in
          for index in squares.indices {
            #expect(squares[index] == 0)
            squares[index] = Int32(index * index)
          }
        }
        #expect(Array(squares) == [0, 1, 4, 9, 16] && squares.last == 16)
        let sum = unsafe squares.withContiguousStorageIfAvailable { unsafe $0.reduce(0, +) }
        #expect(sum == 30)
      }
      let none = try Kept.create("none", of: Double.self, count: 0) { _ in }
      #expect(none.isEmpty)
      try Kept.rewrite("squares", of: Int32.self, count: 2) { $0[1] = 7 }
      let two = try Kept.create("squares", of: Int32.self, count: 2) { _ in }
      #expect(Array(two) == [0, 7])
    }
  }

  @Test("What the closure throws is thrown, and nothing is kept")
  func failing() throws {
    try inCallback {
      #expect(throws: Failure.self) { _ = try Kept.create("x") { () throws -> Int in throw Failure() } }
      #expect(throws: Failure.self) {
        _ = try Kept.create("y", of: Int.self, count: 3) {
          $0[0] = 1
          throw Failure()
        }
      }
      let x = try Kept.create("x") { 3 }
      #expect(x == 3)
    }
    #expect(host.kept.keys.sorted() == ["GameSDKTests/x"])
    #expect(host.keptReleases >= 2, "the drafts")
  }

  @Test("The reason of the host is thrown, and a host without kept values is one")
  func refusal() throws {
    host.refusesKept = true
    let error = inCallback { #expect(throws: KeptError.self) { try Kept.create("x") { 3 } } }
    #expect(error?.description == "no room")
    let old = TestHost()
    let table = unsafe UnsafeMutablePointer(mutating: old.table)
    unsafe table.pointee.kept_find = nil
    TestArena<PoolWorld>().use { _ in
      unsafe Host.table = old.table
      let error = #expect(throws: KeptError.self) { try Kept.create("x") { 3 } }
      #expect(error?.description.contains("older than the game") == true)
    }
  }

  @Test("Another count, type or kind is another value")
  func shapes() throws {
    var made = 0
    try inCallback {
      _ = try Kept.create("x", of: Int32.self, count: 1) { _ in made += 1 }
      _ = try Kept.create("x", of: Int32.self, count: 1) { _ in made += 1 }
      #expect(made == 1)
      _ = try Kept.create("x", of: Int32.self, count: 2) { _ in made += 1 }
      _ = try Kept.create("x", of: UInt32.self, count: 2) { _ in made += 1 }
      _ = try Kept.create("x") { () -> UInt32 in
        made += 1
        return 1
      }
      #expect(made == 4)
    }
  }

  @Test("Layouts have the names, types and places of all fields")
  func layouts() {
    func text<T>(_ type: T.Type) -> String { unsafe String(cString: PlainLayout.of(type).description) }
    #expect(text(Float.self) == "float")
    #expect(text(Item.self) == "Item(16,8){value:int32@0,weight:float@4,tag:int64@8}")
    #expect(text(Inner.self) == "Inner(16,8){d:double@0,color:enum Color8(1,1)@8}")
    #expect(text(Grid.self) == "Grid(16,4){width:int32@0,heights:float[2]@4,kind:enum Kind(1,1)@12}")
    #expect(text((Int32, Int32, Int32).self) == "int32[3]")
    #expect(text(SIMD4<Float>.self).hasPrefix("SIMD4"))
    #expect(unsafe String(cString: PlainLayout.of(Grid.self).typeName) == "Grid")
  }

  @Test("A C struct has a layout like that of a world, for migrations; what a world cannot contain has none")
  func tables() throws {
    let table = unsafe try #require(PlainLayout.of(Inner.self).table).pointee
    #expect(unsafe table.struct_count == 3 && String(cString: table.structs[2].name) == "Inner")
    #expect(unsafe table.fields[1].offset == 128 && String(cString: table.fields[1].name) == "value")
    #expect(unsafe PlainLayout.of(Float.self).table == nil)
    #expect(unsafe PlainLayout.of(Grid.self).table == nil)
    #expect(unsafe PlainLayout.of(ItemPool.self).table == nil)
  }

  @Test("A value with a pointer is refused, with its field")
  func pointers() {
    #expect(
      unsafe PlainLayout.of(UnsafeRawPointer.self).defect?.hasPrefix("UnsafeRawPointer is a pointer") == true)
    #expect(unsafe PlainLayout.of(Deep.self).defect?.hasPrefix("Deep.b is a pointer") == true)
    #expect(PlainLayout.of(Item?.self).defect == nil)
    inCallback {
      let error = #expect(throws: KeptError.self) { _ = try unsafe Kept.create("deep") { unsafe Deep() } }
      #expect(error?.description.hasPrefix("kept value 'deep': Deep.b is a pointer") == true)
    }
  }
}
