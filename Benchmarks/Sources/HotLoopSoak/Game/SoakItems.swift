/// A pool with an enum that a soak adds to the world: the layout of its elements, and the rules that their values keep in
/// every layout.
struct SoakItems: Sendable, Equatable {
  /// The constants of the enum, in order.
  var kinds = Self.usedKinds
  /// The value of the first constant.
  var firstValue = 0
  /// The fields of an element, in order.
  var fields = ["id", "kind", "check"]
  var idType = "int32_t"

  /// The constants that elements have. The others only change values of these.
  private static let usedKinds = ["SoakWolf", "SoakBat", "SoakDoor"]
  private static let otherKinds = ["SoakWisp", "SoakCrab"]

  mutating func changeEnum(using random: inout SoakRandom) {
    let others = Self.otherKinds.filter { _ in random.chance(50) }
    kinds = (Self.usedKinds + others).shuffled(using: &random)
    firstValue = random.pick([0, 0, -1, -3, 40])
  }

  mutating func changeElement(using random: inout SoakRandom) {
    let others = ["check", "extra"].filter { _ in random.chance(60) }
    fields = (["id", "kind"] + others).shuffled(using: &random)
    idType = random.pick(["int32_t", "int64_t", "uint16_t", "double"])
  }

  /// C declarations of the pool and its types.
  var declarations: String {
    let constants = kinds.enumerated().map { index, name in index == 0 ? "\(name) = \(firstValue)" : name }
    return """
      typedef enum SoakKind : int8_t { \(constants.joined(separator: ", ")) } SoakKind;
      typedef struct SoakItem { \(fields.map(declaration).joined(separator: " ")) } SoakItem;
      HOTLOOP_POOL(SoakItem);

      """
  }

  private func declaration(of field: String) -> String {
    switch field {
    case "id": "\(idType) id;"
    case "kind": "SoakKind kind;"
    case "check": "int64_t check;"
    default: "uint8_t \(field)[3];"
    }
  }

  /// Swift declarations, to which `SoakItems.step(&world)` belongs.
  var swift: String {
    """
    // swift-format-ignore: AvoidRetroactiveConformances
    extension SoakItemPool: @retroactive Pool { public typealias Element = SoakItem }

    enum SoakItems {
      static func step(_ world: inout World) {
        while world.soak_items.count < 3 { append(&world) }
        switch Int(world.soak_ticks) % 40 {
        case 0 where world.soak_items.count < 12: append(&world)
        case 10: world.soak_items.swapAt(0, world.soak_items.count - 1)
        case 20: world.soak_items.swapRemove(at: world.soak_items.count / 2)
        case 30: world.soak_items.remove { Int($0.id) % 7 == 3 }
        default: break
        }
      }

      private static func append(_ world: inout World) {
        world.soak_last_id += 1
        let id = Int(world.soak_last_id)
        var item = SoakItem()
        item.id = .init(id)
        item.kind = [SoakWolf, SoakBat, SoakDoor][id % 3]
        \(fields.contains("check") ? "item.check = Int64(\(Self.checkFactor) * id)" : "")
        world.soak_items.append(item)
      }
    }

    """
  }

  private static let checkFactor = 7919

  static func kind(ofItem id: Int) -> String { usedKinds[id % 3] }

  /// Whether an element may have this value of `check`: that of its own id, or 0 if the field was absent in between.
  static func isCheck(_ value: Int, ofItem id: Int) -> Bool { value == checkFactor * id || value == 0 }
}
