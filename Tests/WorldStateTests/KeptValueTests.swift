import CGameABI
import Glibc
import SeededRandom
import Testing

@testable import WorldState

/// Random edits and undos of them, in any order, with a game that writes and moves elements in between: no value is lost
/// that the game did not change, and the log says what happened.
struct KeptValueTests {
  @Test("No value that nobody changed is ever lost, and the log is true", arguments: 0..<UInt64(60))
  func randomEdits(seed: UInt64) throws {
    var run = try Run(seed)
    for _ in 0..<40 {
      try run.play()
      try run.edit()
      try run.check()
    }
  }

  private struct Run {
    var random: SplitMix64
    var model = ValueModel()
    var world: TestWorld
    var record: UndoRecord?
    /// The fields of earlier layouts, to which an undo leads.
    var earlier: [(owner: String, fields: [ValueModel.Field])] = []
    var log: [String] = []

    init(_ seed: UInt64) throws {
      random = SplitMix64(seed: seed &+ 9000)
      for owner in ["E", "N"] {
        model.fields[owner] = ["a", "b", "c"].map { ValueModel.Field(name: $0) }
      }
      world = try TestWorld(try model.layout(), pools: ["es": (5, 64)])
      for _ in 0..<5 {
        var row = ValueModel.Row()
        for (owner, prefixes) in ValueModel.prefixes {
          for prefix in prefixes {
            for field in model.fields[owner] ?? [] {
              row.values[prefix + field.name] = Int64(random.below(1000) + 1000)
            }
          }
        }
        model.rows.append(row)
      }
      for (index, row) in model.rows.enumerated() {
        for (path, value) in row.values { try world.set("es[\(index)].\(path)", to: .integer(value)) }
      }
    }

    // MARK: The game

    /// Writes, adds, removes and exchanges elements.
    mutating func play() throws {
      for _ in 0..<random.below(4) {
        switch random.below(6) {
        case 0: try append()
        case 1 where model.rows.count > 2: removeAndSwap(random.below(model.rows.count))
        case 2: swap(random.below(model.rows.count), random.below(model.rows.count))
        default: try write()
        }
      }
    }

    private mutating func write() throws {
      let owner = ["E", "N"][random.below(2)]
      guard let field = model.fields[owner]?.randomElement(using: &random),
        let prefix = ValueModel.prefixes[owner]?.randomElement(using: &random)
      else { return }
      let (row, path) = (random.below(model.rows.count), prefix + field.name)
      let value = Int64(random.below(90) + 1)
      // A value that is what the migration made is not seen as written.
      if model.shown(model.rows[row], path, field) == value { return }
      model.rows[row].values[path] = value
      model.rows[row].untouched.remove(path)
      try world.set("es[\(row)].\(path)", to: .integer(value))
    }

    private mutating func append() throws {
      let site = world.layout.poolSites()[0]
      var storage = world.storage(of: site)
      guard storage.count < storage.capacity else { return }
      storage.count += 1
      unsafe world.arena.base.storeBytes(of: storage, toByteOffset: site.storage, as: PoolStorage.self)
      let index = model.rows.count
      world.renew("es", index)
      var row = ValueModel.Row()
      for (owner, prefixes) in ValueModel.prefixes {
        for prefix in prefixes {
          for field in model.fields[owner] ?? [] {
            row.values[prefix + field.name] = Int64(random.below(90) + 1)
          }
        }
      }
      model.rows.append(row)
      for (path, value) in row.values { try world.set("es[\(index)].\(path)", to: .integer(value)) }
    }

    private mutating func removeAndSwap(_ index: Int) {
      let last = model.rows.count - 1
      swap(index, last)
      let site = world.layout.poolSites()[0]
      var storage = world.storage(of: site)
      storage.count -= 1
      let size = world.layout.structs[site.element].size
      unsafe memset(world.arena.base + Int(storage.offset) + last * size, 0, size)
      unsafe memset(world.arena.base + world.identity("es", last), 0, 4)
      unsafe world.arena.base.storeBytes(of: storage, toByteOffset: site.storage, as: PoolStorage.self)
      model.rows.removeLast()
    }

    private mutating func swap(_ first: Int, _ second: Int) {
      if first == second { return }
      model.rows.swapAt(first, second)
      let site = world.layout.poolSites()[0]
      let size = world.layout.structs[site.element].size
      let base = unsafe world.arena.base + Int(world.storage(of: site).offset)
      for offset in 0..<size {
        let (a, b) = unsafe (base + first * size + offset, base + second * size + offset)
        let byte = unsafe a.load(as: UInt8.self)
        unsafe a.storeBytes(of: b.load(as: UInt8.self), as: UInt8.self)
        unsafe b.storeBytes(of: byte, as: UInt8.self)
      }
      let (a, b) = unsafe (
        world.arena.base + world.identity("es", first), world.arena.base + world.identity("es", second)
      )
      let id = unsafe a.load(as: UInt32.self)
      unsafe a.storeBytes(of: b.load(as: UInt32.self), as: UInt32.self)
      unsafe b.storeBytes(of: id, as: UInt32.self)
    }

    // MARK: The author

    mutating func edit() throws {
      let owner = ["E", "N"][random.below(2)]
      let fields = model.fields[owner] ?? []
      let names = ["a", "b", "c", "d", "e"]
      let absent = names.filter { !model.has($0, in: owner) }
      guard let present = fields.randomElement(using: &random),
        let other = absent.randomElement(using: &random)
      else { return try change(owner, to: Array(fields.dropFirst())) }
      switch random.below(8) {
      case 0 where fields.count > 1: try change(owner, to: fields.filter { $0 != present })
      case 1: try change(owner, to: fields + [ValueModel.Field(name: other)])
      case 2:
        let retyped = fields.map {
          $0 == present ? ValueModel.Field(name: $0.name, isSmall: !$0.isSmall) : $0
        }
        try change(owner, to: retyped)
      case 3:
        model.rename(owner, present.name, other)
        try migrate(renames: [.field(owner: owner, from: present.name, to: other)])
      case 4: try renameLate(owner, present.name, other)
      case 5:
        model.setDefault(owner, present.name, 77)
        let value: [UInt8] = present.isSmall ? [77] : [77, 0, 0, 0, 0, 0, 0, 0]
        try migrate(defaults: [DeclaredDefault(owner: owner, field: present.name, bytes: value)])
      case 6: try change(owner, to: fields.shuffled(using: &random))
      default:
        if let undone = earlier.randomElement(using: &random) { try change(undone.owner, to: undone.fields) }
      }
    }

    private mutating func change(_ owner: String, to new: [ValueModel.Field]) throws {
      let old = model.fields[owner] ?? []
      earlier.append((owner, old))
      let added = new.filter { field in !old.contains { $0.name == field.name } }
      let expected = added.map { (name: $0.name, kept: model.kept($0.name, in: owner)) }
      let total = model.rows.count
      model.change(owner, to: new)
      let actions = try migrate()
      for (name, kept) in expected {
        let action = actions.first { $0.path == "\(owner).\(name)" }
        #expect(action?.kind == (kept > 0 ? .restore : .zero), "\(log)")
        #expect(action?.restored?.kept ?? 0 == kept, "\(log)")
        let isZero = action?.description.contains("zero") ?? false
        #expect(isZero == (kept < total), "\(action?.description ?? "") \(log)")
      }
    }

    /// Declares that a field was another one before, which was dropped.
    private mutating func renameLate(_ owner: String, _ to: String, _ from: String) throws {
      let taken = model.renameLate(owner, from, to)
      let actions = try migrate(renames: [.field(owner: owner, from: from, to: to)])
      let action = actions.first { $0.path == "\(owner).\(to)" }
      #expect(action?.restored?.kept ?? 0 == taken, "\(log)")
    }

    @discardableResult
    private mutating func migrate(
      renames: [DeclaredRename] = [], defaults: [DeclaredDefault] = []
    ) throws -> [FieldAction] {
      let plan = try MigrationPlan(
        from: world.layout, to: try model.layout(), renames: renames, applied: [], defaults: defaults)
      let target = try Arena(name: "target", bytesReserved: 1 << 16)
      let migration = try plan.apply(from: world.arena, to: target, restoring: record)
      world = TestWorld(layout: plan.to, arena: target)
      if let new = migration.undoRecord { record = new }
      log.append("\(renames) \(migration.report.actions.changedLines)")
      return migration.report.actions
    }

    // MARK: Comparison

    func check() throws {
      #expect(try world.count("es") == model.rows.count)
      for (index, row) in model.rows.enumerated() {
        for (owner, prefixes) in ValueModel.prefixes {
          for prefix in prefixes {
            for field in model.fields[owner] ?? [] {
              let path = prefix + field.name
              let expected = model.shown(row, path, field)
              let found = try world.value("es[\(index)].\(path)")
              #expect(found == .integer(expected), "es[\(index)].\(path): \(log.suffix(6))")
            }
          }
        }
      }
    }
  }
}
