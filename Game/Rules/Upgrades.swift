import GameSDK
import World

extension Cinder {
  /// The choice of an upgrade. A bot takes the first one after a moment.
  func stepUpgrade(_ world: inout World, _ tick: Tick<Action>) {
    // An entry may be removed from the file while it is offered.
    world.offers.remove { files.upgrades[$0.kind] == nil }
    let count = world.offers.count
    guard count > 0 else { return enterWave(world.wave + 1, &world) }
    world.menu.cursor = UInt8(min(Int(world.menu.cursor), count - 1))
    if world.pilot != .keys {
      if world.phase_time > 1 { choose(0, &world) }
      return
    }
    if tick.pressed(.left) || tick.pressed(.up) {
      world.menu.cursor = UInt8((Int(world.menu.cursor) + count - 1) % count)
    }
    if tick.pressed(.right) || tick.pressed(.down) {
      world.menu.cursor = UInt8((Int(world.menu.cursor) + 1) % count)
    }
    // The key of the last shot must not choose.
    let isReady = world.phase_time > 0.6
    if isReady, tick.pressed(.begin) || tick.pressed(.fire) { choose(Int(world.menu.cursor), &world) }
  }

  private func choose(_ index: Int, _ world: inout World) {
    world.take(world.offers[index].kind, files.upgrades)
    world.offers.removeAll()
    enterWave(world.wave + 1, &world)
  }
}

extension World {
  /// Offers different upgrades that the player does not have in full.
  mutating func offerUpgrades(_ file: UpgradeFile, _ tick: Tick<Action>) {
    offers.removeAll()
    var open = file.all.filter { count(of: $0.id) < $0.maximum }
    while offers.count < Rules.offers, !open.isEmpty {
      let kind = open.remove(at: tick.random.next(in: 0..<open.count))
      offers.append(Upgrade(kind: kind.id, count: count(of: kind.id) + 1))
    }
  }

  func count(of upgrade: UInt32) -> Int32 {
    upgrades.elements.first { $0.kind == upgrade }?.count ?? 0
  }

  mutating func take(_ id: UInt32, _ file: UpgradeFile) {
    if let index = upgrades.indices.first(where: { upgrades[$0].kind == id }) {
      upgrades[index].count += 1
    } else {
      upgrades.append(Upgrade(kind: id, count: 1))
    }
    lives += file[id]?.lives ?? 0
  }
}
