import Foundation
import GameSDK
import GameTesting
import Testing
import World

@testable import Game

/// The files under assets/ of the repository.
@Suite("Cinder: the files of the repository")
struct RepositoryFilesTests {
  static let levels = 1...12
  static let palettes = ["classic", "safe", "contrast"]
  static let sizes = [(60, 18), (80, 24), (200, 60)]

  /// All files of the game, by path.
  static func files() throws -> [String: String] {
    let paths =
      ["creatures.txt", "shots.txt", "upgrades.txt", "waves.txt", "sprites/player.txt", "sprites/title.txt"]
      + palettes.map { "palettes/\($0).txt" } + levels.map { "levels/\($0).txt" }
    return try Dictionary(uniqueKeysWithValues: paths.map { ($0, try Repository.text(of: $0)) })
  }

  /// A run in its first tick on a level, with these creatures.
  private func run(level: Int, lines: String, files: [String: String] = [:]) throws -> CinderRun {
    try CinderRun.inRun(files: files.merging(["waves.txt": "wave \(level)\n" + lines]) { $1 })
  }

  @Test("No level, palette or sprite file is left out here") func complete() throws {
    let names = try FileManager.default.subpathsOfDirectory(atPath: Repository.assets.path).filter {
      $0.hasSuffix(".txt")
    }
    #expect(try Set(names) == Set(RepositoryFilesTests.files().keys))
  }

  @Test("Each level draws with each palette at each size, without a problem", arguments: levels)
  func draws(level: Int) throws {
    let kinds = try names(of: "creature", in: "creatures.txt")
    let run = try run(level: level, lines: kinds.map { "\($0) 1 every 1" }.joined(separator: "\n"))
    try run.wait(seconds: 2)
    #expect(run.world.creatures.count + Int(run.world.kills) >= kinds.count)
    for palette in [PaletteChoice.classic, .safe, .contrast] {
      run.world.options.palette = palette
      for (columns, rows) in RepositoryFilesTests.sizes {
        let cells = try run.draw(columns: columns, rows: rows).cells
        // Nothing has the colour of what the palette or a sheet lacks.
        #expect(!cells.contains { $0.fore == 0xFF00FF || $0.back == 0xFF00FF })
      }
    }
    #expect(run.problems == [] && Int(run.world.level) == level)
  }

  @Test("Files with CRLF line ends give the same game as with LF") func carriageReturns() throws {
    var pictures: [[Picture]] = []
    var worlds: [WorldCopy] = []
    for lineEnd in ["\n", "\r\n"] {
      let files = try RepositoryFilesTests.files().mapValues { $0.replacing("\n", with: lineEnd) }
      let kinds = try names(of: "creature", in: "creatures.txt")
      let lines = kinds.map { "\($0) 2 every 1" }.joined(separator: lineEnd)
      let run = try run(level: 2, lines: lines, files: files)
      try run.press(.fire, for: 300)
      pictures.append(
        try [PaletteChoice.classic, .safe, .contrast].map { palette in
          run.world.options.palette = palette
          return try run.draw()
        })
      worlds.append(try run.copyOfWorld())
      #expect(run.problems == [])
    }
    #expect(pictures[0] == pictures[1] && worlds[0] == worlds[1])
  }

  @Test("Each file with CRLF line ends is read the same as with LF")
  func everyFileWithCarriageReturns() throws {
    func same(_ path: String, _ read: (String) throws -> [String]) throws {
      let text = try Repository.text(of: path)
      let (lf, crlf) = (try read(text), try read(text.replacing("\n", with: "\r\n")))
      #expect(!lf.isEmpty && lf == crlf, "\(path)")
    }
    let shots = try ShotFile(text: Repository.text(of: "shots.txt"))
    let kinds = try names(of: "creature", in: "creatures.txt")
    try same("shots.txt") { text in
      let file = try ShotFile(text: text)
      return file.names.map { "\(file[contentID($0)])" }
    }
    try same("creatures.txt") { text in
      let file = try CreatureFile(text: text, shots: shots)
      return kinds.map { "\(file[contentID($0)])" }
    }
    try same("upgrades.txt") { try UpgradeFile(text: $0).all.map { "\($0)" } }
    let creatures = try CreatureFile(text: Repository.text(of: "creatures.txt"), shots: shots)
    try same("waves.txt") { ["\(try Waves(text: $0, creatures: creatures))"] }
    for level in RepositoryFilesTests.levels {
      try same("levels/\(level).txt") { ["\(try TileMap(text: $0))"] }
    }
    for name in RepositoryFilesTests.palettes {
      try same("palettes/\(name).txt") { text in
        let palette = try Palette(text: text)
        return ColorName.allCases.map { "\(palette[$0])" } + palette.letters.map { "\($0)" }.sorted()
      }
    }
    for name in ["player", "title"] {
      try same("sprites/\(name).txt") { try SpriteSheet(text: $0).frames[name, default: []].map { "\($0)" } }
    }
  }

  @Test("Each level has a name, and all palettes have the same names and letters") func names() throws {
    for level in RepositoryFilesTests.levels {
      #expect(try !TileMap(text: Repository.text(of: "levels/\(level).txt")).name.isEmpty)
    }
    let lists = try RepositoryFilesTests.palettes.map { name in
      try Repository.text(of: "palettes/\(name).txt").split(whereSeparator: \.isNewline)
        .filter { !$0.hasPrefix("#") }
        .map { line in line.split(separator: " ").enumerated().filter { $0.offset != 1 }.map(\.element) }
    }
    #expect(lists[0].count == ColorName.allCases.count)
    #expect(lists[1] == lists[0] && lists[2] == lists[0])
  }

  @Test("The waves use every creature and every level, in order") func waves() throws {
    let shots = try ShotFile(text: Repository.text(of: "shots.txt"))
    let creatures = try CreatureFile(text: Repository.text(of: "creatures.txt"), shots: shots)
    let waves = try Waves(text: Repository.text(of: "waves.txt"), creatures: creatures)
    #expect(waves.levels.map(\.number) == Array(RepositoryFilesTests.levels))
    let used = Set((1...waves.count).flatMap { waves.wave($0).lines.map(\.kind) })
    #expect(try used == Set(names(of: "creature", in: "creatures.txt").map { contentID($0) }))
  }

  @Test("Each creature has pictures of letters of the palette, in rows of equal length") func pictures()
    throws
  {
    let shots = try ShotFile(text: Repository.text(of: "shots.txt"))
    let file = try CreatureFile(text: Repository.text(of: "creatures.txt"), shots: shots)
    let palette = try Palette(text: Repository.text(of: "palettes/classic.txt"))
    for name in try names(of: "creature", in: "creatures.txt") {
      let kind = file[contentID(name)]
      #expect(!kind.frames.isEmpty, "\(name)")
      for frame in kind.frames {
        #expect(frame.joined().allSatisfy { $0 == "." || palette.letters[$0] != nil }, "\(name)")
        #expect(Set(frame.map(\.count)).count == 1, "\(name)")
      }
    }
  }

  /// The names in lines `KEYWORD NAME` of a file.
  private func names(of keyword: String, in path: String) throws -> [String] {
    try Repository.text(of: path).split(whereSeparator: \.isNewline).compactMap { line in
      line.hasPrefix(keyword + " ") ? String(line.dropFirst(keyword.count + 1)) : nil
    }
  }
}
