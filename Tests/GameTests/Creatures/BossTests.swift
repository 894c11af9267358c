import CinderHost
import Testing
import World

@testable import Game

@Suite("Cinder: bosses", .oneAtATime)
struct BossTests {
  /// A run with one boss, the entry `dot`, and more to come.
  private func host() -> CinderHost {
    let host = CinderHost.inRun(
      files: TestFiles.creature("health 100\nspeed 0\ntitle The grey dot").merging(
        ["waves.txt": "wave 1\nboss dot after 0\negg 50 every 1 after 2\n"]) { $1 })
    _ = host.wait(atMost: 2) { !$0.creatures.isEmpty }
    return host
  }

  /// The filled part of the bar in the last row, from 0 to 1; nil if there is no bar.
  private func bar(_ host: CinderHost) -> Float? {
    guard let row = host.draw(columns: 80, rows: 24)?.last, row.contains("The grey dot ") else { return nil }
    let (filled, empty) = (row.count { $0 == "█" }, row.count { $0 == "░" })
    return filled + empty == 0 ? nil : Float(filled) / Float(filled + empty)
  }

  @Test(
    "A boss has a bar with its name and its health; no other creature has one",
    arguments: [Difficulty.cold, .mild, .bitter])
  func bar(difficulty: Difficulty) throws {
    let host = host()
    defer { host.close() }
    let full = 100 * DifficultyRules.of(difficulty).health
    host.changeWorld { $0.options.difficulty = difficulty }
    for share in [1, 0.5, 0.01] as [Float] {
      host.changeCreatures { $0.health = full * share }
      let shown = try #require(bar(host))
      #expect(abs(shown - share) < 0.03 && shown > 0)
    }
    host.save(["creatures.txt": "creature dot\nhealth 100\nspeed 0\n\ncreature egg\n"])
    #expect(bar(host) == nil)
  }

  @Test(
    "The health of a boss depends on the difficulty, that of others on the wave",
    arguments: [Difficulty.mild, .bitter])
  func health(difficulty: Difficulty) throws {
    var files = TestFiles.creature("health 100\nspeed 0\ntitle The grey dot")
    files["waves.txt"] = "wave 1\negg 1 every 1\n\nwave 1\nboss dot after 0\negg 1 every 1\n"
    files["creatures.txt"]?.append("health 10\n")
    let host = CinderHost(
      seed: 1, overrides: files,
      storedFiles: ["progress.txt": "furthest 2\nwave 2\nlives 2\ndifficulty \(difficulty.rawValue)\n"])
    defer { host.close() }
    host.press(.begin)
    try #require(host.wait(atMost: 3) { !$0.creatures("dot").isEmpty && !$0.creatures("egg").isEmpty })
    #expect(abs(host.dot.health - 100 * DifficultyRules.of(difficulty).health) < 0.01)
    #expect(host.creatures("egg").allSatisfy { abs($0.health - 10 * (1 + Rules.healthPerWave)) < 0.01 })
  }

  @Test("With its boss the wave is decided: nothing more comes, and the rest ends it") func death() {
    let host = host()
    defer { host.close() }
    host.wait(seconds: 3)
    let eggs = host.creatures("egg").count
    #expect(eggs > 0 && !host.spawners.isEmpty)
    host.changeCreatures { if $0.kind == contentID("dot") { $0.health = 0 } }
    host.wait(ticks: 1)
    #expect(host.spawners.isEmpty && host.creatures.count == eggs && bar(host) == nil)
    host.wait(seconds: 3)
    #expect(host.creatures.count == eggs && host.world.phase == .playing)
    host.killCreatures()
    host.wait(ticks: 1)
    #expect(host.world.phase == .intermission)
  }
}
