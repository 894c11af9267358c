import CinderHost
import GameSDK
import Testing
import World

@testable import Game

@Suite("Cinder: options", .oneAtATime)
struct OptionsTests {
  /// A host with the page of the options open.
  private func host(stored: [String: String] = [:]) throws -> CinderHost {
    let host = CinderHost(seed: 1, storedFiles: stored)
    host.changeWorld { $0.open(.options) }
    host.wait(ticks: 1)
    try #require(host.picture().contains("Options"))
    return host
  }

  @Test("A changed option is stored, and in force at the next start") func kept() throws {
    let host = try host()
    host.press(.right)
    host.press(.down)
    host.press(.right)
    host.press(.down)
    host.press(.begin)
    host.press(.down)
    host.press(.left)
    let stored = host.storedFiles
    let picture = host.picture()
    host.close()
    #expect(picture.contains("colour-blind safe") && picture.contains("◂ on ▸"))
    #expect(
      stored["options.txt"]
        == "# Cinder's options\ndifficulty 1\npalette 1\nbell 1\nshake 0\nfire-toggles 1\nname \n")

    let next = CinderHost(seed: 2, storedFiles: stored)
    defer { next.close() }
    let options = next.world.options
    #expect(options.palette == .safe && options.bell && !options.shake && options.difficulty == .cold)
    #expect(next.problems == [])
  }

  @Test("Colours step through the palettes and change the picture") func colours() throws {
    let host = try host()
    defer { host.close() }
    var values: [String] = []
    var pictures: Set<[UInt32]> = []
    for _ in 0..<3 {
      host.press(.right)
      values += ["classic", "colour-blind safe", "high contrast"].filter {
        host.picture().contains("◂ \($0) ▸")
      }
      pictures.insert(try #require(host.drawCells(columns: 80, rows: 24)).map(\.fore))
    }
    #expect(values == ["colour-blind safe", "high contrast", "classic"] && pictures.count == 3)
  }

  @Test("Shake moves the picture only if the option is on", arguments: [true, false])
  func shake(isOn: Bool) throws {
    let host = CinderHost.inRun(files: TestFiles.creature("speed 0"))
    defer { host.close() }
    let pictures = try [0, 1].map { (shake: Float) in
      host.changeWorld { ($0.options.shake, $0.shake, $0.header.tick) = (isOn, shake, 7) }
      return try #require(host.drawCells(columns: 80, rows: 24)).map(\.back)
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
    let host = CinderHost(seed: 1, storedFiles: [name: text])
    defer { host.close() }
    host.wait(ticks: 1)
    #expect(host.picture().contains("▸ Start"))
    host.changeWorld { $0.open(.scores) }
    host.wait(ticks: 1)
    #expect(host.picture().contains("No run has ended yet."))
    #expect(host.problems.count == 1)
    let problem = host.problems.first ?? "none"
    #expect(problem.hasPrefix("\(name):\(line): ") && problem.contains(words), "\(problem)")
    host.press(.menu)
    host.press(.begin)
    #expect(host.world.phase == .playing && host.world.lives == Rules.lives && host.world.wave == 1)
    #expect(host.storedFiles["progress.txt"]?.contains("wave 1\n") == true)
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
