import GameSDK
import World

/// The course of a run: waves, upgrades, the end.
extension Cinder {
  mutating func stepRun(_ world: inout World, _ tick: Tick<Action>) {
    let around = surroundings(of: world)
    world.run_time += tick.dt
    world.quiet_time += tick.dt
    world.moveOutOfWalls(around)
    let controls = world.controls(tick, around.level)
    world.stepPlayer(controls, tick, around)
    world.spawnCreatures(tick, around)
    world.stepCreatures(tick, around)
    world.stepShots(tick, around)
    world.removeDead(tick, around)
    world.endStreak(tick)
    advance(&world, tick, around)
  }

  /// Brings the derived data up to date.
  private mutating func surroundings(of world: World) -> Surroundings {
    let level = files.level(Int(world.level))
    flow.refresh(level: level, goal: world.player.body.position)
    wideFlow.refresh(level: level, goal: world.player.body.position)
    crowd.refresh(world.creatures, level: level.map)
    return Surroundings(
      level: level, creatureKinds: files.creatures, shotKinds: files.shots,
      stats: PlayerStats(world.upgrades, files.upgrades), flow: flow, wideFlow: wideFlow, crowd: crowd,
      difficulty: world.difficultyRules)
  }

  /// Moves on from a wave to the intermission, and from there to the choice of an upgrade; ends the run without lives, or after
  /// the last wave.
  private func advance(_ world: inout World, _ tick: Tick<Action>, _ around: Surroundings) {
    switch world.phase {
    case _ where world.is_demo && world.run_time > Rules.demoTime: returnToTitle(&world)
    case .playing where world.lives <= 0: endRun(&world, .over)
    case .playing where world.spawners.isEmpty && world.creatures.isEmpty:
      world.addPoints(Rules.waveBonus, around.difficulty)
      world.shots.remove { $0.hostile }
      world.enter(.intermission)
    case .intermission where world.phase_time > Rules.intermission:
      if Int(world.wave) >= files.waves.count, !world.is_demo {
        endRun(&world, .victory)
      } else {
        world.offerUpgrades(files.upgrades, tick)
        if world.offers.isEmpty { enterWave(world.wave + 1, &world) } else { world.enter(.upgrade) }
        world.menu.cursor = 0
      }
    default: break
    }
  }

  private func endRun(_ world: inout World, _ phase: Phase) {
    if world.is_demo { return returnToTitle(&world) }
    world.best = max(world.best, world.score)
    world.enter(phase)
    guard world.pilot == .keys else { return }
    // At once: whoever quits now keeps the score, under the last name.
    if storage.scores.admits(world.score) { storage.add(world.scoreEntry) }
    storage.clearRun()
  }

  /// Starts a run at a wave, in the same world; options and the best score stay.
  mutating func startRun(at wave: Int32 = 1, pilot: Pilot = .keys, _ world: inout World, _ tick: Tick<Action>)
  {
    clearRun(&world)
    world.pilot = pilot
    world.lives = Rules.lives + world.difficultyRules.extraLives
    // Who starts later has what the waves before would have given.
    for _ in 1..<max(1, wave) {
      world.offerUpgrades(files.upgrades, tick)
      if let offer = world.offers.elements.first { world.take(offer.kind, files.upgrades) }
    }
    world.offers.removeAll()
    enterWave(wave, &world)
  }

  func clearRun(_ world: inout World) {
    world.score = 0
    world.streak = 0
    world.kills = 0
    world.run_time = 0
    world.is_demo = false
    world.pilot = .keys
    world.pilot_memory = PilotMemory()
    world.player = Player()
    world.player.facing = Vector(x: 1, y: 0)
    world.upgrades.removeAll()
    world.offers.removeAll()
    world.menu = Menu()
    // No level yet, so that the first wave moves the player to its level's start.
    world.level = 0
  }

  func enterWave(_ number: Int32, _ world: inout World) {
    let wave = files.waves.wave(Int(number))
    world.wave = number
    world.clearHall()
    world.quiet_time = 0
    let factor = world.difficultyRules.count
    for line in wave.lines { world.spawners.append(line.spawner(round: wave.round, factor: factor)) }
    if world.level != Int32(wave.level) {
      world.level = Int32(wave.level)
      world.player.body = Body(at: files.level(wave.level).start)
    }
    // The level may have been saved since the last wave.
    world.movePlayerOutOfWalls(in: files.level(wave.level).map)
    world.enter(.playing)
    if !world.is_demo, world.pilot == .keys { storage.saveRun(world, files.upgrades) }
  }

  func returnToTitle(_ world: inout World) {
    clearRun(&world)
    world.clearHall()
    world.level = 1
    world.player.body = Body(at: files.level(1).start)
    world.enter(.title)
    world.menu = Menu(.main)
  }
}

/// The screens before and after a run.
extension Cinder {
  /// The title screen: after a while without a key, a bot plays.
  mutating func stepTitle(_ world: inout World, _ tick: Tick<Action>) {
    world.driftEmbers(over: files.level(Int(world.level)).map, tick)
    if tick.hasPress { world.phase_time = 0 }
    guard world.phase == .title, world.menu.page == .main, world.phase_time > Rules.demoDelay else { return }
    let waves = [1, 3, 5, 9, 13].filter { $0 <= files.waves.count }
    startRun(at: Int32(tick.random.element(of: waves) ?? 1), pilot: .skilled, &world, tick)
    world.is_demo = true
  }

  /// After a run: a good score gets a name, and the title screen follows.
  mutating func stepEnd(_ world: inout World, _ tick: Tick<Action>) {
    world.driftEmbers(over: files.level(Int(world.level)).map, tick)
    guard world.phase_time > Rules.gameOverDelay, world.pilot == .keys else { return }
    guard tick.pressed(.begin) || tick.pressed(.fire) || tick.pressed(.menu) else { return }
    if storage.scores.contains(world.scoreEntry) {
      world.name_cursor = 0
      world.enter(.naming)
    } else {
      returnToTitle(&world)
    }
  }

  /// Goes on with the run that was kept on disk, at the start of its wave.
  mutating func resumeRun(_ world: inout World) {
    guard let run = storage.progress.run else { return }
    clearRun(&world)
    world.resume(run, files.upgrades)
    enterWave(run.wave, &world)
  }
}
