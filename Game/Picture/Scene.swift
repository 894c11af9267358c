import GameSDK
import World

/// Values of the picture.
enum SceneTuning {
  /// Rows at the top that belong to the HUD.
  static let hudRows = 1
  static let playerLightRadius: Float = 20
  /// The greatest offset of the shaking camera in pixels.
  static let maxShake: Float = 3
  /// Frames of an animation per second.
  static let animationRate: Float = 6
}

extension Cinder {
  mutating func drawScene(_ world: World, _ palette: Palette, on canvas: inout Canvas) {
    canvas.fill(palette[.void])
    canvas.clip = PixelRect(
      x: 0, y: SceneTuning.hudRows * 2, width: canvas.width, height: canvas.height - SceneTuning.hudRows * 2)
    placeCamera(world, &canvas)
    backdrop.draw(files.level(Int(world.level)), palette, on: &canvas)
    drawGates(world, &canvas, palette)
    drawLights(world, &canvas, palette)
    for index in world.creatures.indices { drawCreature(world.creatures[index], &canvas, palette) }
    drawShots(world, &canvas, palette)
    if world.isRunning { drawPlayer(world, &canvas, palette) }
    drawEmbers(world, &canvas, palette)
    if world.isRunning { drawMarkers(world, &canvas, palette) }
  }

  /// Centres the camera on the player, within the level.
  private func placeCamera(_ world: World, _ canvas: inout Canvas) {
    let player = world.player.body.interpolated(at: canvas.alpha)
    let map = files.level(Int(world.level)).map
    let view = canvas.clip
    let shake = world.options.shake ? world.shake * world.shake * SceneTuning.maxShake : 0
    let phase = Float(world.header.tick % 60) + canvas.alpha
    let x = windowStart(player.x, map.pixelWidth, view.width) + (phase * 2.1).oscillation * shake
    let y = windowStart(player.y, map.pixelHeight, view.height) + (phase * 2.9).oscillation * shake
    canvas.camera = (Int(pixel: x + 0.5) - view.x, Int(pixel: y + 0.5) - view.y)
  }

  /// The first visible pixel along one axis. A level that is smaller than the screen is centred.
  private func windowStart(_ player: Float, _ length: Float, _ view: Int) -> Float {
    let view = Float(view)
    if length <= view { return (length - view) / 2 }
    return max(0, min(length - view, player - view / 2))
  }

  /// A gate glows before a creature comes out of it.
  private func drawGates(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    for gate in files.level(Int(world.level)).gates {
      canvas.frame(
        PixelRect(x: Int(pixel: gate.x) - 2, y: Int(pixel: gate.y) - 2, width: 4, height: 4), palette[.deep])
    }
    guard world.phase == .playing else { return }
    for spawner in world.spawners.elements where spawner.has_gate {
      let near = 1 - max(0, min(1, spawner.timer / CreatureTuning.gateWarning))
      canvas.glow(
        x: spawner.gate.x, y: spawner.gate.y, radius: 5 + 5 * near, palette[.frost],
        strength: 0.3 + 0.6 * near)
    }
  }

  private func drawLights(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    if world.isRunning {
      let player = world.player.body.interpolated(at: canvas.alpha)
      let flicker = 0.5 * world.player.glow + (Float(world.header.tick % 360) * 0.35).oscillation * 0.05
      canvas.glow(
        x: player.x, y: player.y, radius: SceneTuning.playerLightRadius, palette[.rust], strength: flicker)
    }
    for shot in world.shots.elements {
      let position = shot.body.interpolated(at: canvas.alpha)
      canvas.glow(
        x: position.x, y: position.y, radius: 5, palette[files.shots[shot.kind].tail], strength: 0.5)
    }
  }

  private func drawPlayer(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    let player = world.player
    // An invulnerable player blinks.
    if player.invulnerable > 0, Int(player.invulnerable * 12) % 2 == 0 { return }
    let position = player.body.interpolated(at: canvas.alpha)
    let frame = Int(Float(world.header.tick % 3600) / 60 * SceneTuning.animationRate)
    draw(files.player(frame: frame, palette), at: position, on: &canvas)
    let tip = position + player.facing * 3.5
    canvas.setPixel(
      Int(pixel: tip.x), Int(pixel: tip.y), palette[player.flare_cooldown == 0 ? .spark : .ember])
  }

  private func drawCreature(_ creature: Creature, _ canvas: inout Canvas, _ palette: Palette) {
    let kind = files.creatures[creature.kind]
    let position = creature.body.interpolated(at: canvas.alpha)
    if creature.windup > 0 {
      // The warning before a charge or an explosion.
      let near = 1 - creature.windup / CreatureTuning.windupTime
      canvas.circle(x: position.x, y: position.y, radius: kind.halfSize + 5 - 4 * near, palette[.danger])
    }
    let isFlashing = creature.flash > 0 || creature.windup > 0 && Int(creature.windup * 16) % 2 == 0
    draw(
      files.sprite(of: kind, frame: Int(pixel: creature.age * SceneTuning.animationRate), palette),
      at: position,
      on: &canvas, mirrored: creature.body.velocity.x > 0, flash: palette[.spark],
      flashAmount: isFlashing ? 0.85 : 0)
  }

  private func drawShots(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    for shot in world.shots.elements {
      let kind = files.shots[shot.kind]
      let head = shot.body.interpolated(at: canvas.alpha)
      let tail = head - shot.body.velocity.direction * kind.length
      canvas.line(
        from: (Int(pixel: tail.x), Int(pixel: tail.y)), to: (Int(pixel: head.x), Int(pixel: head.y)),
        palette[kind.tail])
      canvas.setPixel(Int(pixel: head.x), Int(pixel: head.y), palette[kind.head])
      if kind.halfSize > 1 { canvas.disc(x: head.x, y: head.y, radius: kind.halfSize, palette[kind.head]) }
    }
  }

  private func drawEmbers(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    for ember in world.embers.elements {
      let position = ember.body.interpolated(at: canvas.alpha)
      let x = Int(pixel: position.x)
      let y = Int(pixel: position.y)
      let remaining = max(0, min(1, ember.life / max(0.01, ember.life_span)))
      let hot = palette[.rust].mixed(with: palette[.gold], by: remaining)
      let cold = palette[.deep].mixed(with: palette[.rime], by: remaining)
      let glow = cold.mixed(with: hot, by: ember.heat)
      canvas.setPixel(x, y, canvas.pixel(x, y).mixed(with: glow, by: 0.25 + 0.75 * remaining))
    }
  }

  /// Draws a sprite centred at a position.
  private func draw(
    _ sprite: Sprite, at position: Vector, on canvas: inout Canvas, mirrored: Bool = false,
    flash: Color = .white, flashAmount: Float = 0
  ) {
    let x = Int(pixel: position.x - Float(sprite.width) / 2 + 0.5)
    let y = Int(pixel: position.y - Float(sprite.height) / 2 + 0.5)
    canvas.sprite(sprite, x: x, y: y, mirrored: mirrored, flash: flash, flashAmount: flashAmount)
  }
}

extension Float {
  /// A parabolic approximation of a sine with the period 4.
  var oscillation: Float {
    let phase = truncatingRemainder(dividingBy: 4) - 2
    return phase < 0 ? -phase * (2 + phase) * -1 : phase * (2 - phase)
  }
}
