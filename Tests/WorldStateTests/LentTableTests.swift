import CGameABI
import Testing

@testable import WorldState

/// Layouts and defaults in the contract's form, read back.
struct LentTableTests {
  private func layout() throws -> Layout {
    try build {
      $0.structure("Inner", [.float("x"), .double("y", count: 3)])
      $0.structure(
        "Creature",
        [.int8("a"), .enumeration("kind", "Kind", .uint32), .structure("inner", "Inner", count: 2)])
      $0.world([.bool("done"), .pool("creatures", of: "Creature"), .uint64("score")])
    }
  }

  @Test("A layout survives the round trip through the contract's table")
  func lending() throws {
    let layout = try layout()
    let back = unsafe layout.withTable { table in Result { unsafe try Layout(table: table) } }
    #expect(try back.get() == layout)
  }

  @Test("Defaults are read from the contract's records, and missing records are rejected")
  func defaults() throws {
    var value: Int32 = 5
    try unsafe withUnsafeBytes(of: &value) { bytes in
      try unsafe "Inner".withCString { owner in
        try unsafe "x".withCString { field in
          var record = unsafe LayoutDefault(
            type_name: owner, field: field, bytes: bytes.baseAddress, size: 4, unused: 0)
          let list = try unsafe DeclaredDefault.list(&record, count: 1)
          #expect(list == [DeclaredDefault(owner: "Inner", field: "x", value: Int32(5))])
          #expect(throws: LayoutError.self) { unsafe try DeclaredDefault.list(nil, count: 1) }
          unsafe record.field = nil
          #expect(throws: LayoutError.self) { unsafe try DeclaredDefault.list(&record, count: 1) }
        }
      }
    }
  }

  @Test("A default must name a field and have the size of the field")
  func checkedDefaults() throws {
    let layout = try layout()
    try DeclaredDefault.check([DeclaredDefault(owner: "Inner", field: "x", value: Float(1))], for: layout)
    #expect(throws: MigrationError.badDefaultSize(path: "Inner.x", size: 8, expected: 4)) {
      try DeclaredDefault.check([DeclaredDefault(owner: "Inner", field: "x", value: 1)], for: layout)
    }
    #expect(throws: MigrationError.unknownDefault(path: "Inner.z")) {
      try DeclaredDefault.check([DeclaredDefault(owner: "Inner", field: "z", value: Float(1))], for: layout)
    }
  }
}
