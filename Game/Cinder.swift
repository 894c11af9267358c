import GameSDK
import World

/// Cinder: you are the last warm thing in a cold hall. Keep moving, keep burning.
///
/// The world is declared in World/include/world.h. What is held here besides is derived from it and from the files under
/// assets/, and is made anew in each build.
struct Cinder: Game {
  static let worldVersion = 1

  let files = Files()
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
    world.rememberPositions()
    switch world.phase {
    case .title: stepTitle(&world, tick)
    case .playing, .breather: stepPlay(&world, tick)
    case .over: stepOver(&world, tick)
    @unknown default: world.enter(.title)
    }
    world.stepEmbers(tick)
    world.shake = max(0, world.shake - tick.dt * 2)
  }

  mutating func draw(_ world: World, on canvas: inout Canvas) {
    guard fits(&canvas) else { return }
    let level = files.level(Int(world.level))
    backdrop.refresh(level: level, palette: files.palette)
    drawScene(world, on: &canvas)
    drawHud(world, on: &canvas)
  }

  /// What is derived from the world goes with the build that made it; the next one makes its own.
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

/// What a player can do. Keys are bound to these names in assets/keys.yaml.
enum Action: Int, GameAction {
  case left, right, up, down, fire, flare, begin
}

@c public func hotloopGame() { Cinder.play() }

extension CreaturePool: Pool { public typealias Element = Creature }
extension ShotPool: Pool { public typealias Element = Shot }
extension EmberPool: Pool { public typealias Element = Ember }
extension SpawnerPool: Pool { public typealias Element = Spawner }
