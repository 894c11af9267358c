import WorldState

/// Declares structs as a C header does and lays them out as a C compiler does.
///
///     let layout = try build {
///       $0.structure("Creature", [.float("x"), .int32("hp")])
///       $0.world([.pool("creatures", of: "Creature")])
///     }
struct LayoutBuilder {
  private var structs: [Layout.Struct] = []
  private var indices: [String: Int] = [:]

  init() {
    // The world is the first struct; its fields are set last.
    structs.append(Layout.Struct(name: "World", size: 0, alignment: 1, fields: []))
    structure(
      "WorldHeader",
      [
        .uint32("magic"), .uint32("abi_version"), .uint32("header_size"), .uint32("world_version"),
        .uint64("layout_hash"), .uint64("bytes_used"), .uint64("bytes_reserved"), .uint64("tick"),
        .uint64("random_state", count: 4), .uint64("unused", count: 6),
      ])
  }

  /// A field declaration.
  struct Declaration {
    enum Kind {
      case scalar(Scalar)
      case enumeration(String, Scalar)
      case structure(String)
      case pool(String)
    }
    var name: String
    var kind: Kind
    /// Nil if the field is no array.
    var count: Int?

    static func scalar(_ scalar: Scalar, _ name: String, count: Int? = nil) -> Declaration {
      Declaration(name: name, kind: .scalar(scalar), count: count)
    }
    static func bool(_ name: String, count: Int? = nil) -> Declaration { scalar(.bool, name, count: count) }
    static func int8(_ name: String, count: Int? = nil) -> Declaration { scalar(.int8, name, count: count) }
    static func int16(_ name: String, count: Int? = nil) -> Declaration { scalar(.int16, name, count: count) }
    static func int32(_ name: String, count: Int? = nil) -> Declaration { scalar(.int32, name, count: count) }
    static func int64(_ name: String, count: Int? = nil) -> Declaration { scalar(.int64, name, count: count) }
    static func uint8(_ name: String, count: Int? = nil) -> Declaration { scalar(.uint8, name, count: count) }
    static func uint32(_ name: String, count: Int? = nil) -> Declaration {
      scalar(.uint32, name, count: count)
    }
    static func uint64(_ name: String, count: Int? = nil) -> Declaration {
      scalar(.uint64, name, count: count)
    }
    static func float(_ name: String, count: Int? = nil) -> Declaration { scalar(.float, name, count: count) }
    static func double(_ name: String, count: Int? = nil) -> Declaration {
      scalar(.double, name, count: count)
    }
    static func enumeration(_ name: String, _ type: String, _ storage: Scalar) -> Declaration {
      Declaration(name: name, kind: .enumeration(type, storage), count: nil)
    }
    static func structure(_ name: String, _ type: String, count: Int? = nil) -> Declaration {
      Declaration(name: name, kind: .structure(type), count: count)
    }
    static func pool(_ name: String, of type: String, count: Int? = nil) -> Declaration {
      Declaration(name: name, kind: .pool(type), count: count)
    }
  }

  mutating func structure(_ name: String, _ fields: [Declaration]) {
    indices[name] = structs.count
    structs.append(laidOut(name, fields))
  }

  mutating func world(_ fields: [Declaration]) {
    structs[0] = laidOut("World", [.structure("header", "WorldHeader")] + fields)
  }

  func layout() throws -> Layout { try Layout(structs: structs) }

  private func laidOut(_ name: String, _ declarations: [Declaration]) -> Layout.Struct {
    var fields: [Layout.Field] = []
    var end = 0
    var alignment = 1
    for one in declarations {
      let (type, size, step) = measured(one.kind)
      let offset = (end + step - 1) / step * step
      fields.append(
        Layout.Field(
          name: one.name, type: type, offset: offset, count: one.count ?? 1, isArray: one.count != nil))
      end = offset + size * (one.count ?? 1)
      alignment = max(alignment, step)
    }
    return Layout.Struct(
      name: name, size: max(alignment, (end + alignment - 1) / alignment * alignment), alignment: alignment,
      fields: fields)
  }

  private func measured(_ kind: Declaration.Kind) -> (Layout.FieldType, size: Int, alignment: Int) {
    switch kind {
    case .scalar(let scalar): return (.scalar(scalar), scalar.size, scalar.size)
    case .enumeration(let name, let storage):
      return (.enumeration(name: name, storage: storage), storage.size, storage.size)
    case .structure(let name):
      let index = indices[name]!
      return (.structure(index), structs[index].size, structs[index].alignment)
    case .pool(let name): return (.pool(indices[name]!), 16, 8)
    }
  }
}

func build(_ body: (inout LayoutBuilder) -> Void) throws -> Layout {
  var builder = LayoutBuilder()
  body(&builder)
  return try builder.layout()
}
