import GameSDK
import Testing

@testable import Game

@Suite("Cinder: shot, upgrade, palette and sprite files")
struct ContentFileTests {
  @Test(
    "An invalid shot is reported with file, line and reason",
    arguments: [
      Problem("speed 3", 1, "before the first `shot NAME`"),
      Problem("shot", 1, "expected `shot NAME`"),
      Problem("shot fire ball", 1, "expected `shot NAME`"),
      Problem("shot spark\n\nshot spark", 3, "a second `spark`"),
      Problem("shot spark\nspeed", 2, "expected a property and its value"),
      Problem("shot spark\nspeed 3 4", 2, "expected a property and its value"),
      Problem("shot spark\nspeed 0", 2, "from 1 to 240, not `0`"),
      Problem("shot spark\ndamage -1", 2, "from 0 to 9999, not `-1`"),
      Problem("shot spark\nsize 7", 2, "from 0.1 to 6, not `7`"),
      Problem("shot spark\nlife inf", 2, "not `inf`"),
      Problem("shot spark\nknockback x", 2, "from 0 to 400, not `x`"),
      Problem("shot spark\nlength 13", 2, "from 0 to 12, not `13`"),
      Problem("shot spark\ncolors flame", 2, "like `speed 60` or `colors flame spark`"),
      Problem("shot spark\ncolors flame lava", 2, "no colour is named `lava`"),
      Problem("shot spark\nmass 3", 2, "`mass` is no property; there are speed"),
    ])
  func invalidShots(problem: Problem) throws { try problem.expectReport(for: "shots.txt") }

  @Test(
    "An invalid upgrade is reported with file, line and reason",
    arguments: [
      Problem("text more", 1, "before the first `upgrade NAME`"),
      Problem("upgrade", 1, "expected `upgrade NAME`"),
      Problem("upgrade White heat\n\nupgrade White heat", 3, "a second `White heat`"),
      Problem("upgrade A\nmax 0", 2, "from 1 to 99, not `0`"),
      Problem("upgrade A\nmana * 2", 2, "`mana` is no property; there are text, max, speed"),
      Problem("upgrade A\nspeed 2", 2, "expected `speed * FACTOR`, `+ NUMBER` or `- NUMBER`"),
      Problem("upgrade A\nspeed / 2", 2, "expected `speed * FACTOR`"),
      Problem("upgrade A\nspeed * fast", 2, "from 0 to 1000, not `fast`"),
    ])
  func invalidUpgrades(problem: Problem) throws { try problem.expectReport(for: "upgrades.txt") }

  @Test(
    "An invalid palette is reported with file, line and reason",
    arguments: [
      Problem("stone", 1, "expected `name #RRGGBB`"),
      Problem("stone #123456 a b", 1, "expected `name #RRGGBB`"),
      Problem("stone #12345", 1, "`#12345` is not a colour"),
      Problem("# c\nlava #123456", 2, "no colour is named `lava`"),
      Problem("stone #123456\nstone #123456", 2, "has a colour already"),
      Problem("stone #123456 ab", 1, "cannot stand for a colour"),
      Problem("stone #123456 .", 1, "cannot stand for a colour"),
      Problem("stone #123456 a\nnight #123456 a", 2, "stands for a colour already"),
      Problem("stone #123456", 0, "has no colour"),
    ])
  func invalidPalette(problem: Problem) throws { try problem.expectReport(for: "palettes/classic.txt") }

  @Test(
    "An invalid sprite sheet is reported with file, line and reason",
    arguments: [
      Problem("ab", 1, "before the first name"),
      Problem("[player]\nab", 1, "expected a name and a number"),
      Problem("[player 1\nab", 1, "expected a name and a number"),
      Problem("[player 2]\nab", 1, "is number 1, not 2"),
      Problem("[player 1]\n\n[player 2]\nab", 1, "has no rows"),
      Problem("[player 1]\nab\n[player 2]", 3, "has no rows"),
      Problem("# c\n[player 1]\n" + String(repeating: "a", count: 129), 3, "longer than 128 pixels"),
    ])
  func invalidSprites(problem: Problem) throws { try problem.expectReport(for: "sprites/player.txt") }

  @Test("A shot file gives the values of each shot") func validShots() throws {
    let file = try ShotFile(text: "shot spark\nspeed 95\ndamage 2\ncolors ice pale\n\nshot flake\n")
    let spark = file[contentID("spark")]
    #expect(file.names == ["spark", "flake"])
    #expect(spark.speed == 95 && spark.damage == 2 && spark.tail == .ice && spark.head == .pale)
    #expect(file[contentID("flake")].speed == ShotKind(name: "flake").speed)
  }

  @Test("An upgrade file gives text, maximum and effects") func validUpgrades() throws {
    let file = try UpgradeFile(
      text: "upgrade White heat\ntext hot  and white\nmax 3\ndamage * 1.5\nlives + 2\nlives + 1\n")
    let kind = try #require(file[contentID("White heat")])
    #expect(kind.text == "hot and white" && kind.maximum == 3 && kind.lives == 3)
    #expect(kind.effects.map(\.stat) == [.damage, .lives, .lives] && kind.effects[0].applied(to: 2) == 3)
  }
}
