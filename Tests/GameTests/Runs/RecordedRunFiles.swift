/// The files of the recorded runs: they have all that a file can say, and do not change with the balance of the game.
enum RecordedRunFiles {
  static let all = [
    "levels/1.txt": level, "creatures.txt": creatures, "shots.txt": shots, "waves.txt": waves,
    "upgrades.txt": upgrades,
  ]

  private static let level = """
    // The recorded hall.
    ##############################
    #^......#............#......^#
    #.......#............#.......#
    #.......#............#.......#
    #............................#
    #....o..................o....#
    #............................#
    ####........######........####
    #............................#
    #............................#
    #..............@.............#
    #............................#
    ####........######........####
    #............................#
    #....o..................o....#
    #............................#
    #.......#............#.......#
    #^......#............#......^#
    ##############################
    """

  private static let shots = """
    shot spark
    speed 95
    damage 2
    knockback 16

    shot bolt
    speed 34
    size 0.7
    life 3
    colors frost pale

    shot orb
    speed 22
    size 1.2
    life 5
    length 0
    """

  private static let creatures = """
    creature runner
    health 3
    speed 22
    frame
    t.t
    .t.
    frame
    .t.
    t.t

    creature flyer
    health 2
    speed 16
    moves fly
    leaves runner 2
    frame
    hh
    vv

    creature archer
    health 3
    speed 14
    moves keep 28
    attack shoot bolt 3 every 1.5 within 50
    frame
    m.m
    .i.

    creature ram
    health 4
    speed 14
    attack charge 80 every 2 within 45
    frame
    mmt
    p.t

    creature urn
    health 3
    speed 20
    attack explode 10 every 0.5 within 8
    frame
    vv
    tt

    creature nest
    health 6
    speed 0
    moves stay
    attack breed runner 1 every 3
    attack ring orb 8 every 2
    frame
    tnnt
    ttnt

    creature giant
    health 30
    speed 10
    size 4
    points 500
    title The giant
    attack ring orb 10 every 2
    attack charge 60 every 2 within 60
    frame
    tttt
    tppt
    tttt
    """

  private static let waves = """
    wave 1
    runner 4 every 0.4
    flyer 2 every 1

    wave 1
    archer 3 every 0.5
    ram 3 every 0.5 after 1

    wave 1
    urn 4 every 0.5
    nest 2 every 1

    wave 1
    boss giant after 0.5
    runner 12 every 0.5

    wave 1
    runner 30 every 0.3
    flyer 20 every 0.5
    archer 10 every 1
    """

  private static let upgrades = """
    upgrade Bellows
    text you fire faster
    max 5
    fire-rate * 1.5

    upgrade Fork
    text one more shot
    max 3
    shots + 1

    upgrade Needle
    max 3
    pierce + 1

    upgrade Feet
    max 4
    speed * 1.1

    upgrade Heat
    max 3
    damage * 1.5
    """
}
