import GameSDK
import Testing
import World

@testable import Game

/// The readers of the game's asset files: an error names the line.
@Suite("Cinder: asset files")
struct AssetFileTests {
  @Test(
    "An invalid level is rejected with the line and the reason",
    arguments: [
      ("", 0, "no tiles"),
      ("// only a comment", 0, "no tiles"),
      ("##\n##", 1, "from 3 by 3"),
      ("#####\n#@.^#\n####", 3, "the line has 4 tiles, the first one has 5"),
      ("#####\n#@.^.\n#####", 2, "open at tile 5"),
      ("#####\n#@@^#\n#####", 2, "a second @"),
      ("#####\n#@?^#\n#####", 2, "`?` is no tile"),
      ("#####\n#..^#\n#####", 0, "no @"),
      ("#####\n#@..#\n#####", 0, "no gate"),
      ("// head\n\n#####\n#@#^#\n#####", 4, "no way from the gate at tile 4"),
    ])
  func invalidLevel(text: String, line: Int, words: String) throws {
    let error = try #require(throws: AssetError.self) { try TileMap(text: text) }
    #expect(error.line == line && error.message.contains(words), "\(error)")
  }

  @Test("A level file gives the tiles, the start, the gates and the lines of sight") func validLevel() throws
  {
    let map = try TileMap(text: "// a hall\n######\n#@..^#\n#.o..#\n######\n")
    #expect(map.width == 6 && map.height == 4)
    #expect(map.tile(2, 2) == .brazier && map.isFloor(1, 1) && !map.isFloor(-1, 0))
    #expect(map.start.x == 6 && map.start.y == 6)
    #expect(map.gates.map(\.x) == [18])
    #expect(map.hasLineOfSight(from: TileMap.center(1, 1), to: TileMap.center(4, 1)))
    #expect(!map.hasLineOfSight(from: TileMap.center(1, 2), to: TileMap.center(4, 2)))
  }

  @Test(
    "An invalid wave file is rejected with the line and the reason",
    arguments: [
      ("", 0, "no wave"),
      ("imp 3 every 1", 1, "before the first `wave LEVEL`"),
      ("wave one", 1, "expected `wave LEVEL`"),
      ("wave 1\nimp 3", 2, "expected `KIND COUNT every SECONDS`"),
      ("wave 1\norc 3 every 1", 2, "`orc` is no kind"),
      ("wave 1\nimp many every 1", 2, "`many` is no number of creatures"),
      ("wave 1\nimp 3 every soon", 2, "`soon` is no number of seconds"),
      ("wave 1\nimp 3 every nan", 2, "`nan` is no number of seconds"),
      ("wave 1\nimp 3 every 1 until 4", 2, "expected `KIND COUNT"),
      ("wave 1\nwave 2\nimp 3 every 1", 1, "nothing comes"),
      ("wave 1\nimp 3 every 1\n\nwave 2", 4, "nothing comes"),
    ])
  func invalidWaves(text: String, line: Int, words: String) throws {
    let error = try #require(throws: AssetError.self) { try Waves(text: text) }
    #expect(error.line == line && error.message.contains(words), "\(error)")
  }

  @Test("After the last wave the first one repeats with half as many creatures more") func waveRounds() throws
  {
    let waves = try Waves(text: "# two\nwave 1\nimp 4 every 1\n\nwave 2\nwisp 2 every 1 after 3\n")
    #expect(waves.wave(1).lines[0].spawner(round: waves.wave(1).round).remaining == 4)
    #expect(waves.wave(2).level == 2 && waves.wave(2).lines[0].delay == 3)
    #expect(waves.wave(3).lines[0].spawner(round: waves.wave(3).round).remaining == 6)
  }

  @Test(
    "An invalid palette is rejected with the line and the reason",
    arguments: [
      ("stone", 1, "expected `name #RRGGBB`"),
      ("stone #12345", 1, "`#12345` is not a colour"),
      ("# c\nlava #123456", 2, "no colour is named `lava`"),
      ("stone #123456\nstone #123456", 2, "has a colour already"),
      ("stone #123456 ab", 1, "cannot stand for a colour"),
      ("stone #123456 a\nnight #123456 a", 2, "stands for a colour already"),
      ("stone #123456", 0, "has no colour"),
    ])
  func invalidPalette(text: String, line: Int, words: String) throws {
    let error = try #require(throws: AssetError.self) { try Palette(text: text) }
    #expect(error.line == line && error.message.contains(words), "\(error)")
  }

  @Test(
    "An invalid sprite sheet is rejected with the line and the reason",
    arguments: [
      ("ab", 1, "before the first name"),
      ("[imp]\nab", 1, "expected a name and a number"),
      ("[imp 2]\nab", 1, "is number 1, not 2"),
      ("[imp 1]\n\n[imp 2]\nab", 1, "has no rows"),
    ])
  func invalidSprites(text: String, line: Int, words: String) throws {
    let error = try #require(throws: AssetError.self) { try SpriteSheet(text: text) }
    #expect(error.line == line && error.message.contains(words), "\(error)")
  }
}
