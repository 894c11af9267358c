import Testing

@testable import WorldState

/// Constants as a part of the layout, its hash, and saved worlds.
struct EnumerationEncodingTests {
  private let wolves = Layout.Enumeration("Kind", ["Wolf": 0, "Bat": 1])

  @Test("Names, values and the order of constants are part of the hash")
  func hash() throws {
    let layout = try EnumerationTests.layout(wolves, .uint8)
    var hashes: Set<UInt64> = [layout.hash, try EnumerationTests.layout(nil, .uint8).hash]
    for other in [
      Layout.Enumeration("Kind", ["Wolf": 0, "Owl": 1]), Layout.Enumeration("Kind", ["Wolf": 0, "Bat": 2]),
      Layout.Enumeration("Kind", ["Bat": 1, "Wolf": 0]), Layout.Enumeration("Kind", ["Wolf": 0]),
      Layout.Enumeration("Kind", isFlagSet: true, ["Wolf": 0, "Bat": 1]),
    ] {
      hashes.insert(try EnumerationTests.layout(other, .uint8).hash)
    }
    #expect(hashes.count == 7)
    #expect(try EnumerationTests.layout(wolves, .uint8) == layout)
  }

  @Test("A layout with constants is encoded and decoded, and any other bytes are rejected")
  func encoding() throws {
    let wide = Layout.Enumeration("Kind", isFlagSet: true, ["Low": .min, "Minus": -1, "High": .max])
    let layout = try EnumerationTests.layout(wide, .int64)
    #expect(try Layout(encoded: layout.encoded) == layout)
    let bytes = layout.encoded
    let plain = try EnumerationTests.layout(nil, .int64).encoded
    #expect(Array(bytes[..<plain.count]) == plain)
    for length in (plain.count + 1)..<bytes.count {
      #expect(throws: LayoutError.self) { try Layout(encoded: Array(bytes[..<length])) }
    }
    for position in plain.count..<bytes.count {
      var damaged = bytes
      damaged[position] ^= 0x81
      if let layout = try? Layout(encoded: damaged) { #expect(layout.encoded == damaged) }
    }
  }

  @Test("Two constants of one name, and two enums of one name, are rejected")
  func duplicates() throws {
    #expect(throws: LayoutError.duplicateName(path: "Kind.Wolf")) {
      try EnumerationTests.layout(Layout.Enumeration("Kind", ["Wolf": 0, "Wolf": 1]), .uint8)
    }
    let base = try EnumerationTests.layout(nil, .uint8)
    #expect(throws: LayoutError.duplicateName(path: "enum Kind")) {
      try Layout(structs: base.structs, enumerations: [wolves, wolves])
    }
    #expect(throws: LayoutError.badName(path: "Kind.")) {
      try EnumerationTests.layout(Layout.Enumeration("Kind", ["": 0]), .uint8)
    }
  }

  @Test("Saved worlds have format 2 if they know constants; format 1 is still read")
  func saved() throws {
    for (enumeration, format) in [(wolves, UInt8(2)), (nil, 1)] as [(Layout.Enumeration?, UInt8)] {
      let world = try TestWorld(try EnumerationTests.layout(enumeration, .uint8), pools: ["pool": (2, 2)])
      try world.set("pool[1].kind", UInt8(1))
      let snapshot = try Snapshot(of: world.arena, layout: world.layout)
      #expect(snapshot.encoded[8] == format)
      #expect(try Snapshot(encoded: snapshot.encoded) == snapshot)
    }
  }
}
