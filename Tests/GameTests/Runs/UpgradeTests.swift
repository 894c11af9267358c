import CinderHost
import Testing
import World

@testable import Game

@Suite("Cinder: upgrades", .oneAtATime)
struct UpgradeTests {
  /// A host at the choice of an upgrade after the first of many waves, ready for a key.
  static func atChoice(of upgrades: String) throws -> CinderHost {
    var files = TestFiles.creature("speed 0\nmoves stay")
    files["upgrades.txt"] = upgrades
    files["waves.txt"] = String(repeating: "wave 1\ndot 1 every 1\n", count: 9)
    let host = CinderHost.inRun(files: files)
    try finishWave(host)
    return host
  }

  /// Finishes the wave and the intermission.
  private static func finishWave(_ host: CinderHost) throws {
    try #require(host.finishWave())
    host.wait(seconds: Rules.intermission + 1)
  }

  /// An effect of an upgrade, where it shows, and what it does to the value there.
  struct Effect: CustomTestStringConvertible, Sendable {
    let text: String
    let measure: @Sendable (CinderHost) -> Float
    let change: @Sendable (Float) -> Float

    var testDescription: String { text }

    /// The value after the upgrade with this effect was taken.
    func value(with effect: String) throws -> Float {
      let host = try UpgradeTests.atChoice(of: "upgrade Coal\n\(effect)\n")
      defer { host.close() }
      host.press(.begin)
      try #require(host.upgrades.map(\.kind) == [contentID("Coal")] && host.world.wave == 2)
      try #require(host.wait(atMost: 1) { !$0.creatures.isEmpty })
      host.changeWorld { $0.player.stillness = 0 }
      return measure(host)
    }
  }

  /// The shots after a tap on the key; no creature is in range.
  private static func tapped(_ host: CinderHost) -> [Shot] {
    host.press(.fire)
    return host.shots
  }

  /// Puts the creatures at a distance beside the player.
  private static func placeCreatures(at distance: Float, _ host: CinderHost) {
    host.moveCreatures(to: host.world.player.body.position + Vector(x: distance, y: 0))
  }

  /// The health that a flare takes from a creature at a distance.
  private static func flareDamage(at distance: Float, _ host: CinderHost) -> Float {
    placeCreatures(at: distance, host)
    // No automatic shot meanwhile.
    host.changeWorld { $0.player.fire_cooldown = 9 }
    let before = host.creatures.first?.health ?? 0
    host.press(.flare)
    return before - (host.creatures.first?.health ?? 0)
  }

  static let effects = [
    Effect(
      text: "fire-rate * 2",
      measure: { host in
        host.press(.fire)
        return 1 / host.world.player.fire_cooldown
      }, change: { $0 * 2 }),
    Effect(text: "shots + 2", measure: { Float(tapped($0).count) }, change: { $0 + 2 }),
    Effect(text: "damage * 3", measure: { tapped($0).first?.damage ?? 0 }, change: { $0 * 3 }),
    Effect(text: "pierce + 2", measure: { Float(tapped($0).first?.pierce ?? -1) }, change: { $0 + 2 }),
    Effect(
      text: "shot-speed * 2", measure: { tapped($0).first?.body.velocity.length ?? 0 }, change: { $0 * 2 }),
    Effect(
      text: "range * 2",
      measure: { host in
        placeCreatures(at: PlayerTuning.autoFireRange * 1.5, host)
        host.wait(ticks: 5)
        return Float(host.shots.count)
      }, change: { $0 + 1 }),
    Effect(
      text: "speed * 1.5",
      measure: { host in
        host.hold(.right, ticks: 90)
        return host.world.player.body.velocity.x
      }, change: { $0 * 1.5 }),
    Effect(
      text: "flare-rate * 2",
      measure: { host in
        host.press(.flare)
        let before = host.world.player.flare_cooldown
        host.wait(ticks: 30)
        return before - host.world.player.flare_cooldown
      }, change: { $0 * 2 }),
    Effect(
      text: "flare-radius * 2", measure: { flareDamage(at: PlayerTuning.flareRadius * 1.5, $0) },
      change: { $0 + PlayerTuning.value(of: .flareDamage) }),
    Effect(
      text: "flare-damage * 2", measure: { flareDamage(at: PlayerTuning.flareRadius / 2, $0) },
      change: { $0 * 2 }),
    Effect(
      text: "shelter + 1",
      measure: { host in
        placeCreatures(at: 0, host)
        host.wait(ticks: 1)
        return host.world.player.invulnerable
      }, change: { $0 + 1 }),
    Effect(
      text: "streak * 2",
      measure: { host in
        host.killCreatures()
        host.wait(ticks: 1)
        return host.world.streak_time + 1.0 / 60
      }, change: { $0 * 2 }),
    Effect(text: "lives + 2", measure: { Float($0.world.lives) }, change: { $0 + 2 }),
    Effect(text: "lives - 1", measure: { Float($0.world.lives) }, change: { $0 - 1 }),
  ]

  @Test("An upgrade changes the value that its entry names", arguments: effects)
  func effect(effect: Effect) throws {
    let before = try effect.value(with: "text does nothing")
    let after = try effect.value(with: effect.text)
    #expect(abs(after - effect.change(before)) < 0.02 * max(1, after), "from \(before) to \(after)")
  }

  @Test("Each taking of an upgrade counts, and its effect applies again") func counts() throws {
    let host = try UpgradeTests.atChoice(of: "upgrade Coal\nmax 3\nshots + 1\n")
    defer { host.close() }
    for count in 1...3 as ClosedRange<Int32> {
      #expect(host.world.phase == .upgrade && host.offers.map(\.count) == [count])
      host.press(.begin)
      #expect(host.upgrades.map(\.count) == [count] && host.world.wave == count + 1)
      #expect(UpgradeTests.tapped(host).count == Int(count) + 1)
      try UpgradeTests.finishWave(host)
    }
    // Taken as often as it can be: nothing is offered, and the next wave follows.
    #expect(host.world.phase == .playing && host.world.wave == 5 && host.offers.isEmpty)
    #expect(host.problems == [])
  }

  @Test("Without an upgrade in the file the next wave follows at once") func none() throws {
    let host = try UpgradeTests.atChoice(of: "# none\n")
    defer { host.close() }
    #expect(host.world.phase == .playing && host.world.wave == 2)
  }

  @Test("Three different upgrades are offered; the keys move the mark, and the marked one is taken")
  func choice() throws {
    let names = ["Ash", "Birch", "Coal", "Elm", "Fir"]
    let host = try UpgradeTests.atChoice(of: names.map { "upgrade \($0)\nspeed * 1\n" }.joined())
    defer { host.close() }
    let kinds = host.offers.map(\.kind)
    #expect(kinds.count == Rules.offers && Set(kinds).count == kinds.count)
    #expect(Set(kinds).isSubset(of: Set(names.map { contentID($0) })))
    let labels = kinds.map { kind in names.first { contentID($0) == kind } ?? "?" }
    for (key, index) in [(Action.down, 1), (.right, 2), (.down, 0), (.up, 2), (.left, 1)] {
      host.press(key)
      #expect(host.picture().contains("▸ \(labels[index])"), "\(key)")
    }
    host.press(.fire)
    #expect(host.upgrades.map(\.kind) == [kinds[1]] && host.world.phase == .playing && host.offers.isEmpty)
  }

  @Test("The key of the last shot chooses nothing", arguments: [Action.fire, .begin]) func early(key: Action)
    throws
  {
    let host = try UpgradeTests.atChoice(of: "upgrade Coal\nspeed * 1\n")
    defer { host.close() }
    host.changeWorld { $0.phase_time = 0 }
    host.press(key)
    #expect(host.world.phase == .upgrade && host.upgrades.isEmpty)
  }

  @Test("An entry that is removed from the file while it is offered disappears") func removed() throws {
    let host = try UpgradeTests.atChoice(of: "upgrade Ash\nspeed * 1\n\nupgrade Coal\nspeed * 1\n")
    defer { host.close() }
    #expect(host.offers.count == 2)
    host.press(.down)
    host.save(["upgrades.txt": "upgrade Coal\nspeed * 1\n"])
    // Drawn first, before the next tick: no offer may lead nowhere.
    #expect(host.draw(columns: 80, rows: 24) != nil)
    host.wait(ticks: 1)
    #expect(host.offers.map(\.kind) == [contentID("Coal")] && host.picture().contains("▸ Coal"))
    host.save(["upgrades.txt": "# none\n"])
    host.wait(ticks: 1)
    #expect(host.offers.isEmpty && host.world.phase == .playing && host.world.wave == 2)
    #expect(host.problems == [])
  }

  @Test("An upgrade whose entry is removed or changed later acts as the file says") func changed() throws {
    let host = try UpgradeTests.atChoice(of: "upgrade Coal\nshots + 1\n")
    defer { host.close() }
    host.press(.begin)
    for (text, shots) in [
      ("upgrade Coal\nshots + 4\n", 5), ("# none\n", 1), ("upgrade Coal\nshots + 1\n", 2),
    ] {
      host.save(["upgrades.txt": text])
      host.changeWorld {
        ($0.player.fire_cooldown, $0.player.fire_buffer, $0.shots.storage.count) = (0, 0, 0)
      }
      #expect(UpgradeTests.tapped(host).count == shots, "\(text)")
    }
  }
}
