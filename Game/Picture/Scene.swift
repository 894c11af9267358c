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
  func drawScene(_ world: World, on canvas: inout Canvas) {
    let palette = files.palette
    canvas.fill(palette[.void])
    canvas.clip = PixelRect(
      x: 0, y: SceneTuning.hudRows * 2, width: canvas.width, height: canvas.height - SceneTuning.hudRows * 2)
    placeCamera(world, &canvas)
    canvas.sprite(backdrop.sprite, x: 0, y: 0)
    drawLights(world, &canvas, palette)
    for index in world.creatures.indices { drawCreature(world.creatures[index], &canvas, palette) }
    drawShots(world, &canvas, palette)
    if world.phase == .playing || world.phase == .intermission { drawPlayer(world, &canvas, palette) }
    drawEmbers(world, &canvas, palette)
  }

  /// Centres the camera on the player, within the level.
  private func placeCamera(_ world: World, _ canvas: inout Canvas) {
    let player = world.player.body.interpolated(at: canvas.alpha)
    let map = files.level(Int(world.level)).map
    let view = canvas.clip
    let shake = world.shake * world.shake * SceneTuning.maxShake
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

  private func drawLights(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    if world.phase == .playing || world.phase == .intermission {
      let player = world.player.body.interpolated(at: canvas.alpha)
      let flicker = 0.5 + (Float(world.header.tick % 360) * 0.35).oscillation * 0.05
      canvas.glow(
        x: player.x, y: player.y, radius: SceneTuning.playerLightRadius, palette[.rust], strength: flicker)
    }
    for index in world.shots.indices {
      let position = world.shots[index].body.interpolated(at: canvas.alpha)
      canvas.glow(x: position.x, y: position.y, radius: 5, palette[.ember], strength: 0.5)
    }
  }

  private func drawPlayer(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    let player = world.player
    // An invulnerable player blinks.
    if player.invulnerable > 0, Int(player.invulnerable * 12) % 2 == 0 { return }
    let position = player.body.interpolated(at: canvas.alpha)
    let frame = Int(Float(world.header.tick % 3600) / 60 * SceneTuning.animationRate)
    draw(files.creature("player", frame: frame), at: position, on: &canvas)
    let tip = position + player.facing * 3.5
    canvas.setPixel(
      Int(pixel: tip.x), Int(pixel: tip.y), palette[player.flare_cooldown == 0 ? .spark : .ember])
  }

  private func drawCreature(_ creature: Creature, _ canvas: inout Canvas, _ palette: Palette) {
    let name =
      switch creature.kind {
      case .mote: "mote"
      case .imp: "imp"
      case .brute: "brute"
      case .wisp: "wisp"
      @unknown default: "imp"
      }
    let sprite = files.creature(name, frame: Int(creature.age * SceneTuning.animationRate))
    let flash = creature.flash > 0 ? Float(0.85) : 0
    draw(
      sprite, at: creature.body.interpolated(at: canvas.alpha), on: &canvas,
      mirrored: creature.body.velocity.x > 0,
      flash: palette[.spark], flashAmount: flash)
  }

  private func drawShots(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    for index in world.shots.indices {
      let shot = world.shots[index]
      let head = shot.body.interpolated(at: canvas.alpha)
      let tail = head - shot.body.velocity.direction * 2.5
      canvas.line(
        from: (Int(pixel: tail.x), Int(pixel: tail.y)), to: (Int(pixel: head.x), Int(pixel: head.y)),
        palette[.flame])
      canvas.setPixel(Int(pixel: head.x), Int(pixel: head.y), palette[.spark])
    }
  }

  private func drawEmbers(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    for index in world.embers.indices {
      let ember = world.embers[index]
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
    flash: Color = .white,
    flashAmount: Float = 0
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
