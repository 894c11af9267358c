import GameSDK
import World

extension Menu {
  init(_ page: Page, cursor: UInt8 = 0, over parent: Page = .none, parentCursor: UInt8 = 0) {
    self.init()
    self.page = page
    self.cursor = cursor
    self.parent = parent
    parent_cursor = parentCursor
  }
}

extension World {
  /// Opens a page over the present one. The menu is two pages deep.
  mutating func open(_ page: Page) {
    let isBase = menu.page == .none || menu.page == .main || menu.page == .pause
    menu =
      isBase
      ? Menu(page, over: menu.page, parentCursor: menu.cursor)
      : Menu(page, over: menu.parent, parentCursor: menu.parent_cursor)
  }

  mutating func closePage() {
    menu = Menu(menu.parent, cursor: menu.parent_cursor)
    if phase == .title, menu.page == .none { menu.page = .main }
  }
}

/// The arrow keys of a menu in one tick: presses, and the repeats of held keys.
struct RepeatedKeys {
  var up = false
  var down = false
  var left = false
  var right = false
}

extension World {
  /// Called once per tick in which a menu is used.
  mutating func repeatedKeys(_ tick: Tick<Action>) -> RepeatedKeys {
    let (delay, interval): (Float, Float) = (0.45, 0.09)
    let isHeld = [Action.up, .down, .left, .right].contains { tick.held($0) }
    let before = ((menu.held - delay) / interval).rounded(.down)
    menu.held = isHeld ? menu.held + tick.dt : 0
    let isRepeat = menu.held > delay && ((menu.held - delay) / interval).rounded(.down) != before
    func acts(_ action: Action) -> Bool { tick.pressed(action) || isRepeat && tick.held(action) }
    return RepeatedKeys(up: acts(.up), down: acts(.down), left: acts(.left), right: acts(.right))
  }
}

extension Tick {
  /// Whether a key of any action was pressed.
  var hasPress: Bool { Action.allCases.contains { pressed($0) } }
}

extension Cinder {
  /// Handles the keys that work everywhere; returns whether the tick is used up.
  mutating func stepGlobalKeys(_ world: inout World, _ tick: Tick<Action>) -> Bool {
    if world.is_demo {
      guard tick.hasPress else { return false }
      returnToTitle(&world)
      return true
    }
    if tick.pressed(.quit) {
      if world.phase == .title {
        tick.requestQuit()
      } else if world.menu.page != .confirmQuit {
        world.open(.confirmQuit)
      } else {
        // Twice: yes.
        tick.requestQuit()
      }
      return true
    }
    guard world.isRunning, world.menu.page == .none, world.pilot == .keys else { return false }
    if tick.pressed(.menu) { world.open(.pause) }
    if tick.pressed(.restart) { world.open(.confirmRestart) }
    return world.menu.page != .none
  }

  mutating func stepMenu(_ world: inout World, _ tick: Tick<Action>) {
    let items = items(of: world.menu.page, world)
    guard !items.isEmpty else { return world.closePage() }
    let count = items.count
    var cursor = min(Int(world.menu.cursor), count - 1)
    let moves = world.repeatedKeys(tick)
    if moves.up { cursor = (cursor + count - 1) % count }
    if moves.down { cursor = (cursor + 1) % count }
    world.menu.cursor = UInt8(cursor)
    let item = items[cursor]
    if case .change(let option) = item.command, tick.pressed(.left) || tick.pressed(.right) {
      change(option, by: tick.pressed(.left) ? -1 : 1, &world)
    }
    if tick.pressed(.begin) || tick.pressed(.fire) { carryOut(item.command, &world, tick) }
    if tick.pressed(.menu), world.menu.page != .main { world.closePage() }
  }

  private mutating func carryOut(_ command: MenuItem.Command, _ world: inout World, _ tick: Tick<Action>) {
    switch command {
    case .none: break
    case .back: world.closePage()
    case .open(let page): world.open(page)
    case .start(let wave):
      // A run that is kept on disk would be lost.
      if storage.progress.run == nil {
        startRun(at: wave, &world, tick)
      } else {
        world.open(.confirmRestart)
        world.menu.start_wave = wave
      }
    case .confirmedStart: startRun(at: max(1, world.menu.start_wave), &world, tick)
    case .resumeRun: resumeRun(&world)
    case .title: returnToTitle(&world)
    case .quit: tick.requestQuit()
    case .change(let option): change(option, by: 1, &world)
    }
  }

  private func change(_ option: MenuItem.Option, by step: Int, _ world: inout World) {
    func next(_ value: UInt8) -> UInt8 { UInt8((Int(value) + 3 + step) % 3) }
    switch option {
    case .difficulty:
      world.options.difficulty = Difficulty(rawValue: next(world.options.difficulty.rawValue)) ?? .cold
    case .palette:
      world.options.palette = PaletteChoice(rawValue: next(world.options.palette.rawValue)) ?? .classic
    case .bell: world.options.bell.toggle()
    case .shake: world.options.shake.toggle()
    case .fire: world.options.fire_toggles.toggle()
    }
    storage.save(world)
  }
}
