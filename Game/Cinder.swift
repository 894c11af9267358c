import GameSDK
import World

/// Cinder: you are the last warm thing in a cold hall. Keep moving, keep burning.
///
/// The world is declared in World/include/world.h. The properties here are derived from it and from the files under
/// assets/; each build creates its own.
struct Cinder: Game {
  static let worldVersion = 2
  static let minTerminalSize = TerminalSize(columns: 60, rows: 18)

  /// Worlds that were saved by the first release have the old names.
  static let renames = [
    Rename.field(of: "Body", from: "last", to: "previous"),
    .field(of: "Player", from: "reload", to: "fire_cooldown"),
    .field(of: "Player", from: "flare_reload", to: "flare_cooldown"),
    .field(of: "Player", from: "shelter", to: "invulnerable"),
    .field(of: "Player", from: "trigger", to: "fire_buffer"),
  ]

  let files = GameFiles()
  let storage = PlayerFiles()
  var flow = FlowField()
  var wideFlow = FlowField(clearance: 1)
  var crowd = SpatialIndex()
  var backdrop = Backdrop()
  /// What `liveScore` was told last.
  var reported: Standing?

  mutating func start(_ world: inout World, _ setup: Setup) {
    world.options = storage.options.options
    world.name = storage.options.name
    world.best = storage.scores.entries.first?.score ?? 0
    returnToTitle(&world)
    serveLiveScore()
  }

  mutating func step(_ world: inout World, _ tick: Tick<Action>) {
    world.storePreviousPositions()
    if stepGlobalKeys(&world, tick) { return }
    let isPaused = world.menu.page != .none && world.phase != .title
    if !isPaused {
      world.phase_time += tick.dt
      world.stepEmbers(tick)
      world.shake = max(0, world.shake - tick.dt * 2)
    }
    if world.menu.page != .none { stepMenu(&world, tick) }
    switch world.phase {
    case .title: stepTitle(&world, tick)
    case .over, .victory: if !isPaused { stepEnd(&world, tick) }
    case .naming: if !isPaused { stepNaming(&world, tick) }
    case .upgrade: if !isPaused { stepUpgrade(&world, tick) }
    case .playing, .intermission: if !isPaused { stepRun(&world, tick) }
    @unknown default: returnToTitle(&world)
    }
    reportStanding(world, tick)
  }

  mutating func draw(_ world: World, on canvas: inout Canvas) {
    files.readNext()
    let palette = files.palette(world.options.palette)
    drawScene(world, palette, on: &canvas)
    drawScreen(world, palette, on: &canvas)
  }

  /// Drops the derived data; the next build rebuilds its own.
  mutating func beforeReload(_ world: inout World, _ reload: Reload) {
    flow = FlowField()
    wideFlow = FlowField(clearance: 1)
    crowd = SpatialIndex()
    backdrop = Backdrop()
  }

  mutating func afterReload(_ world: inout World, _ reload: Reload) {
    let level = files.level(Int(world.level))
    flow.refresh(level: level, goal: world.player.body.position)
    crowd.refresh(world.creatures, level: level.map)
    serveLiveScore()
  }

  /// Version 2 refers to creatures by the ids of their names; version 1 had an enum.
  mutating func migrate(_ world: inout World, _ migration: Migration) {
    guard migration.from == 1 else { return }
    let names = ["mote", "imp", "brute", "wisp"]
    func id(_ old: OldValue) -> UInt32 {
      contentID(names[min(max(old["kind"].integer ?? 0, 0), names.count - 1)])
    }
    for index in world.creatures.indices {
      world.creatures[index].kind = id(migration.old["creatures"][index])
    }
    for index in world.spawners.indices { world.spawners[index].kind = id(migration.old["spawners"][index]) }
    for index in world.shots.indices {
      world.shots[index].kind = contentID("spark")
      world.shots[index].damage = 1
    }
    world.options = storage.options.options
    if world.phase == .title { world.menu.page = .main }
  }
}

/// The actions of the player. assets/keys.yaml binds keys to these names.
enum Action: Int, GameAction {
  case left, right, up, down, fire, flare, begin, menu, restart, quit
}

extension CreaturePool: Pool { public typealias Element = Creature }
extension ShotPool: Pool { public typealias Element = Shot }
extension EmberPool: Pool { public typealias Element = Ember }
extension SpawnerPool: Pool { public typealias Element = Spawner }
extension UpgradePool: Pool { public typealias Element = Upgrade }
