import GameSDK
import World

/// Cinder: you are the last warm thing in a cold hall. Keep moving, keep burning.
///
/// The world is declared in World/include/world.h. The properties here are derived from it and from the files under
/// assets/; each build creates its own.
struct Cinder: Game {
  static let worldVersion = 1
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
  var flow = FlowField()
  var crowd = SpatialIndex()
  var backdrop = Backdrop()

  mutating func start(_ world: inout World, _ setup: Setup) {
    world.phase = .title
    world.level = 1
    world.player.body = Body(at: files.level(1).start)
    world.player.facing = Vector(x: 1, y: 0)
  }

  mutating func step(_ world: inout World, _ tick: Tick<Action>) {
    world.phase_time += tick.dt
    world.storePreviousPositions()
    switch world.phase {
    case .title: stepTitle(&world, tick)
    case .playing, .intermission: stepPlay(&world, tick)
    case .over: stepGameOver(&world, tick)
    @unknown default: world.enter(.title)
    }
    world.stepEmbers(tick)
    world.shake = max(0, world.shake - tick.dt * 2)
  }

  mutating func draw(_ world: World, on canvas: inout Canvas) {
    let level = files.level(Int(world.level))
    backdrop.refresh(level: level, palette: files.palette)
    drawScene(world, on: &canvas)
    drawHud(world, on: &canvas)
  }

  /// Drops the derived data; the next build rebuilds its own.
  mutating func beforeReload(_ world: inout World, _ reload: Reload) {
    flow = FlowField()
    crowd = SpatialIndex()
    backdrop = Backdrop()
  }

  mutating func afterReload(_ world: inout World, _ reload: Reload) {
    let level = files.level(Int(world.level))
    flow.refresh(level: level, goal: world.player.body.position)
    crowd.refresh(world.creatures, level: level.map)
  }
}

/// The actions of the player. assets/keys.yaml binds keys to these names.
enum Action: Int, GameAction {
  case left, right, up, down, fire, flare, begin
}

@c public func hotloopGame() { Cinder.play() }

extension CreaturePool: Pool { public typealias Element = Creature }
extension ShotPool: Pool { public typealias Element = Shot }
extension EmberPool: Pool { public typealias Element = Ember }
extension SpawnerPool: Pool { public typealias Element = Spawner }
