import Testing

@testable import WorldState

/// Was `World.hp` (int32) renamed to `World.health` (float)?
let question = makeQuestion("hp", "health")

func makeQuestion(_ from: String, _ to: String) -> RenameQuestion {
  func layout(_ name: String, _ type: Scalar) -> Layout {
    let header = Layout.Struct(
      name: "WorldHeader", size: 128, alignment: 8,
      fields: [
        ("magic", .uint32, 0, 1), ("abi_version", .uint32, 4, 1), ("header_size", .uint32, 8, 1),
        ("world_version", .uint32, 12, 1), ("layout_hash", .uint64, 16, 1), ("bytes_used", .uint64, 24, 1),
        ("bytes_reserved", .uint64, 32, 1), ("tick", .uint64, 40, 1), ("random_state", .uint64, 48, 4),
        ("unused", .uint64, 80, 6),
      ].map { (name: String, type: Scalar, offset: Int, count: Int) in
        Layout.Field(name: name, type: .scalar(type), offset: offset, count: count, isArray: count > 1)
      })
    let world = Layout.Struct(
      name: "World", size: 136, alignment: 8,
      fields: [
        Layout.Field(name: "header", type: .structure(1), offset: 0),
        Layout.Field(name: name, type: .scalar(type), offset: 128),
      ])
    do { return try Layout(structs: [world, header]) } catch { fatalError("\(error)") }
  }
  let (old, new) = (layout(from, .int32), layout(to, .float))
  return RenameQuestion(old.world.fields[1], of: old, to: new.world.fields[1], of: new, owner: "World")
}
