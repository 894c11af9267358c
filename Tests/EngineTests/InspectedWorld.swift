import CGameABI
import WorldState

@testable import Engine

/// A small world for the inspector's tests, and a game whose world it is.
final class InspectedWorld {
  let layout: Layout
  let arena: Arena
  /// Why nothing can be changed now.
  var refusal: String?

  private static let creatureSize = 24

  /// - Parameter creatures: their `hp` are 0, 10, 20 …, their `x` half of their index, every second one is a Bat.
  init(creatures count: Int = 4) throws {
    func scalar(_ name: String, _ scalar: Scalar, _ offset: Int, count: Int? = nil) -> Layout.Field {
      Layout.Field(
        name: name, type: .scalar(scalar), offset: offset, count: count ?? 1, isArray: count != nil)
    }
    let header = Layout.Struct(
      name: "WorldHeader", size: 128, alignment: 8,
      fields: [
        scalar("magic", .uint32, 0), scalar("abi_version", .uint32, 4), scalar("header_size", .uint32, 8),
        scalar("world_version", .uint32, 12), scalar("layout_hash", .uint64, 16),
        scalar("bytes_used", .uint64, 24), scalar("bytes_reserved", .uint64, 32), scalar("tick", .uint64, 40),
        scalar("random_state", .uint64, 48, count: 4), scalar("unused", .uint64, 80, count: 6),
      ])
    let vector = Layout.Struct(
      name: "Vector", size: 8, alignment: 4, fields: [scalar("x", .float, 0), scalar("y", .float, 4)])
    let creature = Layout.Struct(
      name: "Creature", size: Self.creatureSize, alignment: 4,
      fields: [
        Layout.Field(name: "position", type: .structure(2), offset: 0), scalar("hp", .int32, 8),
        Layout.Field(name: "kind", type: .enumeration(name: "Kind", storage: .uint8), offset: 12),
        scalar("alive", .bool, 13), scalar("creature_index", .int32, 16), scalar("other", .int32, 20),
      ])
    let shot = Layout.Struct(
      name: "Shot", size: 8, alignment: 4,
      fields: [scalar("age", .float, 0), scalar("owner", .int32, 4)])
    let world = Layout.Struct(
      name: "World", size: 200, alignment: 8,
      fields: [
        Layout.Field(name: "header", type: .structure(1), offset: 0), scalar("score", .int32, 128),
        Layout.Field(name: "phase", type: .enumeration(name: "Kind", storage: .uint8), offset: 132),
        Layout.Field(name: "flags", type: .enumeration(name: "Flags", storage: .uint32), offset: 136),
        scalar("slots", .int8, 140, count: 3), Layout.Field(name: "player", type: .structure(2), offset: 144),
        scalar("paused", .bool, 152), Layout.Field(name: "creatures", type: .pool(3), offset: 160),
        Layout.Field(name: "shots", type: .pool(4), offset: 176), scalar("wind", .double, 192),
      ])
    layout = try Layout(
      structs: [world, header, vector, creature, shot],
      enumerations: [
        Layout.Enumeration("Kind", ["KindWolf": 0, "KindBat": 1, "KindBadger": 5]),
        Layout.Enumeration("Flags", isFlagSet: true, ["FlagWet": 1, "FlagCold": 2, "FlagDark": 4]),
      ])
    arena = try Arena(name: "inspected", bytesReserved: 1 << 23)
    try arena.prepareFreshWorld(layout: layout, worldVersion: 1, seed: 1)
    let start = (layout.world.size + 15) / 16 * 16
    let used = start + count * (Self.creatureSize + 4)
    try set("creatures", PoolStorage(offset: UInt64(start), count: UInt32(count), capacity: UInt32(count)))
    arena.header.bytes_used = UInt64((used + 15) / 16 * 16)
    unsafe arena.withReservedBytes { bytes in
      for index in 0..<count {
        let place = start + index * Self.creatureSize
        unsafe bytes.storeBytes(of: Float(index) / 2, toByteOffset: place, as: Float.self)
        unsafe bytes.storeBytes(of: Int32(index * 10), toByteOffset: place + 8, as: Int32.self)
        unsafe bytes.storeBytes(of: UInt8(index % 2), toByteOffset: place + 12, as: UInt8.self)
        unsafe bytes.storeBytes(
          of: UInt32(index + 1), toByteOffset: start + count * Self.creatureSize + 4 * index, as: UInt32.self)
      }
    }
    arena.header.unused.0 = UInt64(count + 1)
  }

  private func set(_ field: String, _ value: PoolStorage) throws {
    let offset = layout.world.field(named: field)?.offset ?? 0
    unsafe arena.base.storeBytes(of: value, toByteOffset: offset, as: PoolStorage.self)
  }

  var reader: WorldReader? { try? arena.reader(for: layout) }

  /// As a game does it.
  func set(_ path: String, _ text: String) throws {
    let edit = try arena.reader(for: layout).edit(path, to: text)
    arena.apply(edit)
  }

  func text(_ path: String) throws -> String? { reader?.shownValue(at: try WorldPath(parsing: path)) }

  /// Carries a request out as `ReloadableGame` does.
  func change(_ request: WorldRequest) -> WorldAnswer {
    if let refusal { return .refusal(refusal) }
    do throws(WorldError) {
      let reader = try arena.reader(for: layout)
      switch request {
      case .set(let path, let text):
        let element = reader.element(around: path)
        let edit = try reader.edit(path.description, to: text)
        arena.apply(edit)
        return .done(.value(path: path, before: edit.before, after: edit.after, element: element))
      case .add(let pool):
        return .done(.pool(try arena.apply(try reader.adding(to: pool), layout: layout)))
      case .remove(let path):
        return .done(.pool(try arena.apply(try reader.removing(path), layout: layout)))
      case .revert(.pool(let edit)):
        return .done(.pool(try arena.apply(try reader.reverting(edit), layout: layout)))
      case .revert(.value(let path, let before, _, let element)):
        guard let path = reader.path(path, following: element) else {
          throw .elementGone(path: path.description)
        }
        return change(.set(path, before))
      }
    } catch {
      let isLost = if case .elementGone = error { true } else { false }
      return .refusal("\(error)", isLost: isLost)
    }
  }
}

/// An inspector of a world, as the loop uses it: keys, requests, frames.
struct InspectorRun {
  let world: InspectedWorld
  var overlay = Overlay()
  var inspector = Inspector()
  var outcome = Inspector.Outcome.nothing
  var kept: [KeptItem] = []
  var now: UInt64 = 1_000_000_000
  var size: CellSize

  init(_ world: InspectedWorld, columns: Int = 80, rows: Int = 24) {
    self.world = world
    size = CellSize(columns: columns, rows: rows)
    overlay.showsHUD = false
    read()
  }

  mutating func press(_ keys: Key...) {
    for key in keys {
      outcome = inspector.press(key, world: world.reader)
      if case .ask(let request) = outcome { inspector.show(world.change(request)) }
      read()
    }
  }

  mutating func type(_ text: String) {
    for scalar in text.unicodeScalars { press(Key(.character(scalar))) }
  }

  mutating func press(_ key: Key, times: Int) { for _ in 0..<times { press(key) } }

  /// A frame, a sixtieth of a second later.
  mutating func read() {
    now += 16_666_667
    let box = InspectorBox(inspector, top: 0, toggleKey: "Ctrl-W", size: size)
    inspector.read(world.reader, kept: kept, columns: box.columns, rows: box.rows, now: now)
  }

  var picture: String {
    var overlay = overlay
    overlay.inspector = inspector
    var picture = CellBuffer(size: size)
    OverlayPainter(overlay, bindings: .builtIn).paint(on: &picture)
    return picture.text
  }

  /// The paths or indices of the lines in view; a star marks the cursor.
  var lines: [String] {
    switch inspector.page.content {
    case .tree(let lines, _): lines.map { ($0.isSelected ? "*" : "") + $0.row.path.description }
    case .table(_, let lines, _): lines.map { ($0.isSelected ? "*" : "") + String($0.index) }
    case .list(let head, let lines): [head] + lines
    case .nothing(let text): [text]
    }
  }

  var selected: String? { lines.first { $0.hasPrefix("*") }.map { String($0.dropFirst()) } }
}
