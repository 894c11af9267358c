import Testing

@testable import Game

@Suite("Cinder: creature files")
struct CreatureFileTests {
  private static let attackForm = "expected `attack shoot SHOT COUNT`"

  @Test(
    "An invalid creature is reported with file, line and reason",
    arguments: [
      Problem("health 2", 1, "before the first `creature NAME`"),
      Problem("# c\n\ncreature", 3, "expected `creature NAME`"),
      Problem("creature imp two", 1, "expected `creature NAME`"),
      Problem("creature imp\nhealth", 2, "expected a property and its value"),
      Problem("creature imp\ncolour 3", 2, "`colour` is no property; there are health"),
      Problem("creature imp\nhealth much", 2, "health must be a number from 0.1 to 9999, not `much`"),
      Problem("creature imp\nhealth 0", 2, "not `0`"),
      Problem("creature imp\nhealth nan", 2, "not `nan`"),
      Problem("creature imp\nspeed -1", 2, "from 0 to 200, not `-1`"),
      Problem("creature imp\nsize 9", 2, "not `9`"),
      Problem("creature imp\npoints 1.5", 2, "not `1.5`"),
      Problem("creature imp\nmoves", 2, "expected a property and its value"),
      Problem("creature imp\nmoves crawl", 2, "expected `moves chase`"),
      Problem("creature imp\nmoves chase 3", 2, "expected `moves chase`"),
      Problem("creature imp\nmoves keep", 2, "expected `moves chase`"),
      Problem("creature imp\nmoves keep 2", 2, "from 4 to 100, not `2`"),
      Problem("creature imp\nattack wave 3 every 2", 2, attackForm),
      Problem("creature imp\nattack shoot icicle 3", 2, attackForm),
      Problem("creature imp\nattack shoot icicle every 2", 2, attackForm),
      Problem("creature imp\nattack shoot icicle 3 every", 2, attackForm),
      Problem("creature imp\nattack charge every 2", 2, attackForm),
      Problem("creature imp\nattack shoot icicle 3 every 2 within", 2, attackForm),
      Problem("creature imp\nattack shoot icicle 3 every 2 until 4", 2, attackForm),
      Problem(
        "creature imp\nattack shoot bolt 3 every 2", 2, "`bolt` is no shot; assets/shots.txt has spark"),
      Problem(
        "creature imp\nattack shoot icicle 25 every 2", 2,
        "the count must be a whole number from 1 to 24, not `25`"),
      Problem("creature imp\nattack ring icicle 0 every 2", 2, "from 1 to 48, not `0`"),
      Problem("creature imp\nattack ring icicle 3 every 0", 2, "not `0`"),
      Problem("creature imp\nattack ring icicle 3 every 2 within far", 2, "not `far`"),
      Problem("creature imp\nattack breed imp many every 2", 2, "from 1 to 50, not `many`"),
      Problem("creature imp\nattack breed orc 2 every 2", 2, "`orc` is no creature of this file"),
      Problem("creature imp\nattack charge fast every 2", 2, "from 1 to 160, not `fast`"),
      Problem("creature imp\nattack explode 99 every 2", 2, "from 1 to 60, not `99`"),
      Problem("creature imp\nleaves imp", 2, "expected a creature and a count"),
      Problem("creature imp\nleaves orc 2", 2, "`orc` is no creature of this file"),
      Problem(
        "creature imp\n  frame\n    ti\ncreature ram\n  frame\n\nhealth 2", 4, "`ram` has an empty frame"),
      Problem("creature imp\nframe\n" + String(repeating: "t", count: 65), 3, "longer than 64 pixels"),
      Problem("creature imp\nhealth 1\n\ncreature imp", 4, "a second `imp`"),
      Problem("creature imp\nsize 2", 1, "too large to walk through a passage: its size is at most 1.9"),
      Problem("creature imp\r\nhealth 2\r\nspeed x\r\n", 3, "not `x`"),
    ])
  func invalid(problem: Problem) throws { try problem.expectReport(for: "creatures.txt") }

  @Test("A creature file gives values, attacks, broods and frames") func valid() throws {
    let text = """
      # comment
      creature imp
        health 2.5
        speed  17
        size   1.7
        points 10
        moves  keep 28
        attack ring flake 3 every 2 within 40
        attack charge 60 every 1
        leaves imp 2
        frame
          tt
          .t
        # comment
        frame
          t

      creature king
        size 5.5
        title The frost king
      """
    let file = try CreatureFile(text: text, shots: try ShotFile(text: "shot flake\n"))
    let imp = file[contentID("imp")]
    #expect(imp.health == 2.5 && imp.speed == 17 && imp.halfSize == 1.7 && imp.points == 10)
    #expect(imp.movement == .keep(28) && !imp.isBoss)
    #expect(imp.brood?.count == 2 && imp.brood?.kind == contentID("imp"))
    #expect(imp.frames == [["tt", ".t"], ["t"]])
    #expect(imp.attacks.count == 2 && imp.attacks[0].range == 40 && imp.attacks[1].range == .infinity)
    #expect(imp.attacks.map(\.needsSight) == [false, true] && imp.attacks.map(\.interval) == [2, 1])
    guard case .ring(shot: contentID("flake"), count: 3) = imp.attacks[0].action else {
      Issue.record("\(imp.attacks[0])")
      return
    }
    #expect(file[contentID("king")].isBoss && file[contentID("king")].title == "The frost king")
  }

  @Test("An id without an entry gives a stand-in") func unknown() throws {
    #expect(CreatureFile()[7].name == CreatureKind.unknown.name)
    #expect(ShotFile()[7].name == ShotKind.unknown.name)
    #expect(UpgradeFile()[7] == nil)
  }
}
