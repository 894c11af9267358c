import SeededRandom

@testable import WorldState

/// Random struct declarations and random edits of them.
struct RandomDeclarations {
  var structs: [(name: String, fields: [LayoutBuilder.Declaration])] = []
  var world: [LayoutBuilder.Declaration] = []

  /// Structs may contain structs declared before them. All of them may be pool elements.
  init(_ random: inout SplitMix64) {
    for index in 0..<Int.random(in: 1...4, using: &random) {
      structs.append((name: "S\(index)", fields: []))
      let count = Int.random(in: 1...6, using: &random)
      structs[index].fields = (0..<count).map { Self.field("f\($0)", below: index, &random) }
    }
    for index in 0..<Int.random(in: 0...5, using: &random) {
      world.append(Self.field("w\(index)", below: structs.count, &random))
    }
    for index in 0..<Int.random(in: 1...3, using: &random) {
      world.append(Self.pool("p\(index)", below: structs.count, &random))
    }
    world.shuffle(using: &random)
  }

  func layout() throws -> Layout {
    try build {
      for one in structs { $0.structure(one.name, one.fields) }
      $0.world(world)
    }
  }

  /// Applies a few edits: fields are added, removed, retyped, moved; arrays are resized; pools are added.
  mutating func edit(_ random: inout SplitMix64) {
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let target = Int.random(in: 0...structs.count, using: &random)
      if target == structs.count {
        Self.edit(&world, below: structs.count, fresh: "n", &random)
        if Bool.random(using: &random) {
          world.append(Self.pool(Self.freshName("q", in: world), below: structs.count, &random))
        }
      } else {
        Self.edit(&structs[target].fields, below: target, fresh: "n", &random)
      }
    }
  }

  private static func edit(
    _ fields: inout [LayoutBuilder.Declaration], below: Int, fresh: String, _ random: inout SplitMix64
  ) {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: fields.insert(field(freshName(fresh, in: fields), below: below, &random), at: fields.count / 2)
    case 1 where fields.count > 1: fields.remove(at: Int.random(in: fields.indices, using: &random))
    case 2: fields.shuffle(using: &random)
    case 3, 4:
      guard let index = fields.indices.randomElement(using: &random) else { return }
      fields[index] = field(fields[index].name, below: below, &random)
    default:
      guard let index = fields.indices.randomElement(using: &random) else { return }
      fields[index].count = Bool.random(using: &random) ? nil : Int.random(in: 1...5, using: &random)
    }
  }

  private static func freshName(_ prefix: String, in fields: [LayoutBuilder.Declaration]) -> String {
    var number = fields.count
    while fields.contains(where: { $0.name == "\(prefix)\(number)" }) { number += 1 }
    return "\(prefix)\(number)"
  }

  private static func field(
    _ name: String, below: Int, _ random: inout SplitMix64
  ) -> LayoutBuilder.Declaration {
    let count = Int.random(in: 0..<4, using: &random) == 0 ? Int.random(in: 1...9, using: &random) : nil
    if below > 0, Int.random(in: 0..<4, using: &random) == 0 {
      return .structure(name, "S\(Int.random(in: 0..<below, using: &random))", count: count)
    }
    if Int.random(in: 0..<8, using: &random) == 0 {
      return .enumeration(name, "E", [.int32, .uint8, .uint32].randomElement(using: &random)!)
    }
    return .scalar(Scalar.allCases.randomElement(using: &random)!, name, count: count)
  }

  private static func pool(
    _ name: String, below: Int, _ random: inout SplitMix64
  ) -> LayoutBuilder.Declaration {
    .pool(
      name, of: "S\(Int.random(in: 0..<below, using: &random))",
      count: Int.random(in: 0..<5, using: &random) == 0 ? 2 : nil)
  }
}

extension TestWorld {
  /// A world of random bytes, with pools of random sizes, some with unused capacity.
  static func random(_ layout: Layout, _ random: inout SplitMix64) throws -> TestWorld {
    var pools: [String: (count: Int, capacity: Int)] = [:]
    for site in layout.poolSites() {
      let count = Int.random(in: 0...40, using: &random)
      pools[site.path] = (count, count + Int.random(in: 0...8, using: &random))
    }
    let world = try TestWorld(layout, pools: pools, gap: 16 * Int.random(in: 0...3, using: &random))
    world.fillWithNoise(&random)
    return world
  }
}
