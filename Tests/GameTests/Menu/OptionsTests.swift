import GameSDK
import GameTesting
import Testing
import World

@testable import Game

@Suite("Cinder: options")
struct OptionsTests {
  /// A run with the page of the options open.
  private func run(stored: [String: String] = [:]) throws -> CinderRun {
    let run = try CinderRun.atTitle(stored: stored)
    run.change { $0.open(.options) }
    try run.advance()
    try #require(try run.screen().contains("Options"))
    return run
  }

  @Test("A changed option is stored, and in force at the next start") func kept() throws {
    let run = try run()
    try run.press(.right)
    try run.press(.down)
    try run.press(.right)
    try run.press(.down)
    try run.press(.begin)
    try run.press(.down)
    try run.press(.left)
    let stored = run.stored.texts
    let picture = try run.screen()
    #expect(picture.contains("colour-blind safe") && picture.contains("◂ on ▸"))
    #expect(
      stored["options.txt"]
        == "# Cinder's options\ndifficulty 1\npalette 1\nbell 1\nshake 0\nfire-toggles 1\nname \n")

    let next = try CinderRun.atTitle(seed: 2, stored: stored)
    let options = next.world.options
    #expect(options.palette == .safe && options.bell && !options.shake && options.difficulty == .cold)
    #expect(next.problems == [])
  }

  @Test("Colours step through the palettes and change the picture") func colours() throws {
    let run = try run()
    var values: [String] = []
    var pictures: Set<[UInt32]> = []
    for _ in 0..<3 {
      try run.press(.right)
      values += try ["classic", "colour-blind safe", "high contrast"].filter {
        try run.screen().contains("◂ \($0) ▸")
      }
      pictures.insert(try run.draw().cells.map(\.fore))
    }
    #expect(values == ["colour-blind safe", "high contrast", "classic"] && pictures.count == 3)
  }

  @Test("Shake moves the picture only if the option is on", arguments: [true, false])
  func shake(isOn: Bool) throws {
    let run = try CinderRun.inRun(files: SampleFiles.creature("speed 0"))
    let pictures = try [0, 1].map { (shake: Float) in
      run.change { ($0.options.shake, $0.shake, $0.header.tick) = (isOn, shake, 7) }
      return try run.draw().cells.map(\.back)
    }
    #expect((pictures[0] != pictures[1]) == isOn)
  }

  @Test(
    "A stored file that cannot be read is rejected with its line, and the game goes on without it",
    arguments: [
      ("options.txt", "difficulty 1\npalette\n", 2, "expected a name and a value"),
      ("options.txt", "# options\npalette 3\n", 2, "from 0 to 2, not `3`"),
      ("options.txt", "sound 1\n", 1, "`sound` is not known"),
      ("progress.txt", "furthest\n", 1, "expected a name and a value"),
      ("progress.txt", "furthest 3\nwave many\n", 2, "not `many`"),
      ("progress.txt", "furthest 3\nmana 3\n", 2, "`mana` is not known"),
      ("progress.txt", "wave 3\nupgrade 2\n", 2, "`upgrade` is not known"),
      ("progress.txt", "wave -3\n", 1, "not `-3`"),
      ("scores.txt", "100 2 3\n", 1, "expected score, wave, kills, seconds, difficulty, name"),
      ("scores.txt", "100 2 3 60 cold ANNA\nmany 2 3 60 cold ANNA\n", 2, "not `many`"),
    ])
  func corrupt(name: String, text: String, line: Int, words: String) throws {
    let run = try CinderRun.atTitle(stored: [name: text])
    try run.advance()
    #expect(try run.screen().contains("▸ Start"))
    run.change { $0.open(.scores) }
    try run.advance()
    #expect(try run.screen().contains("No run has ended yet."))
    #expect(run.problems.count == 1)
    let problem = run.problems.first ?? "none"
    #expect(problem.hasPrefix("\(name):\(line): ") && problem.contains(words), "\(problem)")
    try run.press(.menu)
    try run.press(.begin)
    #expect(run.world.phase == .playing && run.world.lives == Rules.lives && run.world.wave == 1)
    #expect(run.stored["progress.txt"]?.contains("wave 1\n") == true)
  }

  @Test(
    "What is stored is read back as it was", arguments: ["", "A", "A B", "  X", "-", "ABCDEFGH", "A..B-9"])
  func names(name: String) throws {
    var options = SavedOptions.initial
    options.name = UInt64(letters: name)
    #expect(try SavedOptions(text: options.text).name == options.name)
    let entry = Scores.Entry(score: 7, wave: 1, kills: 2, seconds: 3, difficulty: "cold", name: name)
    let scores = Scores().adding(entry)
    #expect(try Scores(text: scores.text).entries == [entry])
  }
}
