import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: bosses")
struct BossTests {
  /// A run with one boss, the entry `dot`, and more to come.
  private func run() throws -> CinderRun {
    let run = try CinderRun.inRun(
      files: SampleFiles.creature("health 100\nspeed 0\ntitle The grey dot").merging(
        ["waves.txt": "wave 1\nboss dot after 0\negg 50 every 1 after 2\n"]) { $1 })
    _ = try run.wait(atMost: 2) { !$0.world.creatures.isEmpty }
    return run
  }

  /// The filled part of the bar in the last row, from 0 to 1; nil if there is no bar.
  private func bar(_ run: CinderRun) throws -> Float? {
    guard let row = try run.draw().lines.last, row.contains("The grey dot ") else { return nil }
    let (filled, empty) = (row.count { $0 == "█" }, row.count { $0 == "░" })
    return filled + empty == 0 ? nil : Float(filled) / Float(filled + empty)
  }

  @Test(
    "A boss has a bar with its name and its health; no other creature has one",
    arguments: [Difficulty.cold, .mild, .bitter])
  func bar(difficulty: Difficulty) throws {
    let run = try run()
    let full = 100 * DifficultyRules.of(difficulty).health
    run.world.options.difficulty = difficulty
    for share in [1, 0.5, 0.01] as [Float] {
      run.changeCreatures { $0.health = full * share }
      let shown = try #require(try bar(run))
      #expect(abs(shown - share) < 0.03 && shown > 0)
    }
    run.save(["creatures.txt": "creature dot\nhealth 100\nspeed 0\n\ncreature egg\n"])
    #expect(try bar(run) == nil)
  }

  @Test(
    "The health of a boss depends on the difficulty, that of others on the wave",
    arguments: [Difficulty.mild, .bitter])
  func health(difficulty: Difficulty) throws {
    var files = SampleFiles.creature("health 100\nspeed 0\ntitle The grey dot")
    files["waves.txt"] = "wave 1\negg 1 every 1\n\nwave 1\nboss dot after 0\negg 1 every 1\n"
    files["creatures.txt"]?.append("health 10\n")
    let run = try CinderRun.atTitle(
      files: files,
      stored: ["progress.txt": "furthest 2\nwave 2\nlives 2\ndifficulty \(difficulty.rawValue)\n"])
    try run.press(.begin)
    try #require(try run.wait(atMost: 3) { !$0.creatures("dot").isEmpty && !$0.creatures("egg").isEmpty })
    #expect(abs(run.dot.health - 100 * DifficultyRules.of(difficulty).health) < 0.01)
    #expect(run.creatures("egg").allSatisfy { abs($0.health - 10 * (1 + Rules.healthPerWave)) < 0.01 })
  }

  @Test("With its boss the wave is decided: nothing more comes, and the rest ends it") func death() throws {
    let run = try run()
    try run.wait(seconds: 3)
    let eggs = run.creatures("egg").count
    #expect(eggs > 0 && !run.world.spawners.isEmpty)
    run.changeCreatures { if $0.kind == contentID("dot") { $0.health = 0 } }
    try run.advance()
    #expect(try run.world.spawners.isEmpty && run.world.creatures.count == eggs && bar(run) == nil)
    try run.wait(seconds: 3)
    #expect(run.world.creatures.count == eggs && run.world.phase == .playing)
    run.killCreatures()
    try run.advance()
    #expect(run.world.phase == .intermission)
  }
}
