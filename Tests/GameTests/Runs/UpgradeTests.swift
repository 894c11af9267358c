import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: upgrades")
struct UpgradeTests {
  /// A run at the choice of an upgrade after the first of many waves, ready for a key.
  static func atChoice(of upgrades: String) throws -> CinderRun {
    var files = SampleFiles.creature("speed 0\nmoves stay")
    files["upgrades.txt"] = upgrades
    files["waves.txt"] = String(repeating: "wave 1\ndot 1 every 1\n", count: 9)
    let run = try CinderRun.inRun(files: files)
    try finishWave(run)
    return run
  }

  /// Finishes the wave and the intermission.
  private static func finishWave(_ run: CinderRun) throws {
    try #require(try run.finishWave())
    try run.wait(seconds: Rules.intermission + 1)
  }

  /// An effect of an upgrade, where it shows, and what it does to the value there.
  struct Effect: CustomTestStringConvertible, Sendable {
    let text: String
    let measure: @Sendable (CinderRun) throws -> Float
    let change: @Sendable (Float) -> Float

    var testDescription: String { text }

    /// The value after the upgrade with this effect was taken.
    func value(with effect: String) throws -> Float {
      let run = try UpgradeTests.atChoice(of: "upgrade Coal\n\(effect)\n")
      try run.press(.begin)
      try #require(run.world.upgrades.map(\.kind) == [contentID("Coal")] && run.world.wave == 2)
      try #require(try run.wait(atMost: 1) { !$0.world.creatures.isEmpty })
      run.world.player.stillness = 0
      return try measure(run)
    }
  }

  /// The shots after a tap on the key; no creature is in range.
  private static func tapped(_ run: CinderRun) throws -> [Shot] {
    try run.press(.fire)
    return run.world.shots
  }

  /// Puts the creatures at a distance beside the player.
  private static func placeCreatures(at distance: Float, _ run: CinderRun) {
    run.moveCreatures(to: run.world.player.body.position + Vector(x: distance, y: 0))
  }

  /// The health that a flare takes from a creature at a distance.
  private static func flareDamage(at distance: Float, _ run: CinderRun) throws -> Float {
    placeCreatures(at: distance, run)
    // No automatic shot meanwhile.
    run.world.player.fire_cooldown = 9
    let before = run.world.creatures.first?.health ?? 0
    try run.press(.flare)
    return before - (run.world.creatures.first?.health ?? 0)
  }

  static let effects = [
    Effect(
      text: "fire-rate * 2",
      measure: { run in
        try run.press(.fire)
        return 1 / run.world.player.fire_cooldown
      }, change: { $0 * 2 }),
    Effect(text: "shots + 2", measure: { try Float(tapped($0).count) }, change: { $0 + 2 }),
    Effect(text: "damage * 3", measure: { try tapped($0).first?.damage ?? 0 }, change: { $0 * 3 }),
    Effect(text: "pierce + 2", measure: { try Float(tapped($0).first?.pierce ?? -1) }, change: { $0 + 2 }),
    Effect(
      text: "shot-speed * 2", measure: { try tapped($0).first?.body.velocity.length ?? 0 }, change: { $0 * 2 }
    ),
    Effect(
      text: "range * 2",
      measure: { run in
        placeCreatures(at: PlayerTuning.autoFireRange * 1.5, run)
        try run.advance(by: 5)
        return Float(run.world.shots.count)
      }, change: { $0 + 1 }),
    Effect(
      text: "speed * 1.5",
      measure: { run in
        try run.press(.right, for: 90)
        return run.world.player.body.velocity.x
      }, change: { $0 * 1.5 }),
    Effect(
      text: "flare-rate * 2",
      measure: { run in
        try run.press(.flare)
        let before = run.world.player.flare_cooldown
        try run.advance(by: 30)
        return before - run.world.player.flare_cooldown
      }, change: { $0 * 2 }),
    Effect(
      text: "flare-radius * 2", measure: { try flareDamage(at: PlayerTuning.flareRadius * 1.5, $0) },
      change: { $0 + PlayerTuning.value(of: .flareDamage) }),
    Effect(
      text: "flare-damage * 2", measure: { try flareDamage(at: PlayerTuning.flareRadius / 2, $0) },
      change: { $0 * 2 }),
    Effect(
      text: "shelter + 1",
      measure: { run in
        placeCreatures(at: 0, run)
        try run.advance()
        return run.world.player.invulnerable
      }, change: { $0 + 1 }),
    Effect(
      text: "streak * 2",
      measure: { run in
        run.killCreatures()
        try run.advance()
        return run.world.streak_time + 1.0 / 60
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
    let run = try UpgradeTests.atChoice(of: "upgrade Coal\nmax 3\nshots + 1\n")
    for count in 1...3 as ClosedRange<Int32> {
      #expect(run.world.phase == .upgrade && run.world.offers.map(\.count) == [count])
      try run.press(.begin)
      #expect(run.world.upgrades.map(\.count) == [count] && run.world.wave == count + 1)
      #expect(try UpgradeTests.tapped(run).count == Int(count) + 1)
      try UpgradeTests.finishWave(run)
    }
    // Taken as often as it can be: nothing is offered, and the next wave follows.
    #expect(run.world.phase == .playing && run.world.wave == 5 && run.world.offers.isEmpty)
    #expect(run.problems == [])
  }

  @Test("Without an upgrade in the file the next wave follows at once") func none() throws {
    let run = try UpgradeTests.atChoice(of: "# none\n")
    #expect(run.world.phase == .playing && run.world.wave == 2)
  }

  @Test("Three different upgrades are offered; the keys move the mark, and the marked one is taken")
  func choice() throws {
    let names = ["Ash", "Birch", "Coal", "Elm", "Fir"]
    let run = try UpgradeTests.atChoice(of: names.map { "upgrade \($0)\nspeed * 1\n" }.joined())
    let kinds = run.world.offers.map(\.kind)
    #expect(kinds.count == Rules.offers && Set(kinds).count == kinds.count)
    #expect(Set(kinds).isSubset(of: Set(names.map { contentID($0) })))
    let labels = kinds.map { kind in names.first { contentID($0) == kind } ?? "?" }
    for (key, index) in [(Action.down, 1), (.right, 2), (.down, 0), (.up, 2), (.left, 1)] {
      try run.press(key)
      #expect(try run.screen().contains("▸ \(labels[index])"), "\(key)")
    }
    try run.press(.fire)
    #expect(run.world.upgrades.map(\.kind) == [kinds[1]])
    #expect(run.world.phase == .playing && run.world.offers.isEmpty)
  }

  @Test("The key of the last shot chooses nothing", arguments: [Action.fire, .begin]) func early(key: Action)
    throws
  {
    let run = try UpgradeTests.atChoice(of: "upgrade Coal\nspeed * 1\n")
    run.world.phase_time = 0
    try run.press(key)
    #expect(run.world.phase == .upgrade && run.world.upgrades.isEmpty)
  }

  @Test("An entry that is removed from the file while it is offered disappears") func removed() throws {
    let run = try UpgradeTests.atChoice(of: "upgrade Ash\nspeed * 1\n\nupgrade Coal\nspeed * 1\n")
    #expect(run.world.offers.count == 2)
    try run.press(.down)
    run.save(["upgrades.txt": "upgrade Coal\nspeed * 1\n"])
    // Drawn first, before the next tick: no offer may lead nowhere.
    try run.draw()
    try run.advance()
    #expect(try run.world.offers.map(\.kind) == [contentID("Coal")] && run.screen().contains("▸ Coal"))
    run.save(["upgrades.txt": "# none\n"])
    try run.advance()
    #expect(run.world.offers.isEmpty && run.world.phase == .playing && run.world.wave == 2)
    #expect(run.problems == [])
  }

  @Test("An upgrade whose entry is removed or changed later acts as the file says") func changed() throws {
    let run = try UpgradeTests.atChoice(of: "upgrade Coal\nshots + 1\n")
    try run.press(.begin)
    for (text, shots) in [
      ("upgrade Coal\nshots + 4\n", 5), ("# none\n", 1), ("upgrade Coal\nshots + 1\n", 2),
    ] {
      run.save(["upgrades.txt": text])
      run.change { ($0.player.fire_cooldown, $0.player.fire_buffer) = (0, 0) }
      run.world.shots = []
      #expect(try UpgradeTests.tapped(run).count == shots, "\(text)")
    }
  }
}
