import GameSDK
import World

/// How the world is looked at.
enum Look {
  /// Rows above the hall that are kept for the HUD.
  static let hudRows = 1
  /// The smallest terminal in which Cinder can be played.
  static let smallest = (columns: 60, rows: 18)
  static let playerLight: Float = 20
  static let shakePixels: Float = 3
  /// Pictures of a movement in a second.
  static let framesPerSecond: Float = 6
}

extension Cinder {
  /// Says what is needed where the terminal is too small.
  func fits(_ canvas: inout Canvas) -> Bool {
    if canvas.columns >= Look.smallest.columns, canvas.rows >= Look.smallest.rows { return true }
    let middle = canvas.rows / 2
    canvas.centered("Cinder needs \(Look.smallest.columns)×\(Look.smallest.rows)", row: middle)
    canvas.centered("this is \(canvas.columns)×\(canvas.rows)", row: middle + 1)
    return false
  }

  func drawScene(_ world: World, on canvas: inout Canvas) {
    let palette = files.palette
    canvas.fill(palette[.void])
    canvas.clip = PixelRect(
      x: 0, y: Look.hudRows * 2, width: canvas.width, height: canvas.height - Look.hudRows * 2)
    aimCamera(world, &canvas)
    canvas.sprite(backdrop.picture, x: 0, y: 0)
    drawLights(world, &canvas, palette)
    for index in world.creatures.indices { drawCreature(world.creatures[index], &canvas, palette) }
    drawShots(world, &canvas, palette)
    if world.phase == .playing || world.phase == .breather { drawPlayer(world, &canvas, palette) }
    drawEmbers(world, &canvas, palette)
  }

  /// Keeps the player in the middle, and the level on the screen.
  private func aimCamera(_ world: World, _ canvas: inout Canvas) {
    let player = world.player.body.drawn(at: canvas.alpha)
    let map = files.level(Int(world.level)).map
    let view = canvas.clip
    let tremor = world.shake * world.shake * Look.shakePixels
    let phase = Float(world.header.tick % 60) + canvas.alpha
    let x = along(player.x, map.pixelWidth, view.width) + (phase * 2.1).wave * tremor
    let y = along(player.y, map.pixelHeight, view.height) + (phase * 2.9).wave * tremor
    canvas.camera = (Int(pixel: x + 0.5) - view.x, Int(pixel: y + 0.5) - view.y)
  }

  /// Where a window of a level begins.
  private func along(_ player: Float, _ length: Float, _ view: Int) -> Float {
    let view = Float(view)
    if length <= view { return (length - view) / 2 }
    return max(0, min(length - view, player - view / 2))
  }

  private func drawLights(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    if world.phase == .playing || world.phase == .breather {
      let player = world.player.body.drawn(at: canvas.alpha)
      let flicker = 0.5 + (Float(world.header.tick % 360) * 0.35).wave * 0.05
      canvas.glow(x: player.x, y: player.y, radius: Look.playerLight, palette[.rust], strength: flicker)
    }
    for index in world.shots.indices {
      let place = world.shots[index].body.drawn(at: canvas.alpha)
      canvas.glow(x: place.x, y: place.y, radius: 5, palette[.ember], strength: 0.5)
    }
  }

  private func drawPlayer(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    let player = world.player
    // Out of harm's way it blinks.
    if player.shelter > 0, Int(player.shelter * 12) % 2 == 0 { return }
    let place = player.body.drawn(at: canvas.alpha)
    let frame = Int(Float(world.header.tick % 3600) / 60 * Look.framesPerSecond)
    draw(files.creature("player", frame: frame), at: place, on: &canvas)
    let nose = place + player.facing * 3.5
    canvas.setPixel(
      Int(pixel: nose.x), Int(pixel: nose.y), palette[player.flare_reload == 0 ? .spark : .ember])
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
    let sprite = files.creature(name, frame: Int(creature.age * Look.framesPerSecond))
    let flash = creature.flash > 0 ? Float(0.85) : 0
    draw(
      sprite, at: creature.body.drawn(at: canvas.alpha), on: &canvas, mirrored: creature.body.velocity.x > 0,
      flash: palette[.spark], flashAmount: flash)
  }

  private func drawShots(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    for index in world.shots.indices {
      let shot = world.shots[index]
      let head = shot.body.drawn(at: canvas.alpha)
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
      let place = ember.body.drawn(at: canvas.alpha)
      let x = Int(pixel: place.x)
      let y = Int(pixel: place.y)
      let freshness = max(0, min(1, ember.life / max(0.01, ember.life_span)))
      let hot = palette[.rust].mixed(with: palette[.gold], by: freshness)
      let cold = palette[.deep].mixed(with: palette[.rime], by: freshness)
      let glow = cold.mixed(with: hot, by: ember.heat)
      canvas.setPixel(x, y, canvas.pixel(x, y).mixed(with: glow, by: 0.25 + 0.75 * freshness))
    }
  }

  /// A sprite with its middle at a place.
  private func draw(
    _ sprite: Sprite, at place: Vector, on canvas: inout Canvas, mirrored: Bool = false,
    flash: Color = .white,
    flashAmount: Float = 0
  ) {
    let x = Int(pixel: place.x - Float(sprite.width) / 2 + 0.5)
    let y = Int(pixel: place.y - Float(sprite.height) / 2 + 0.5)
    canvas.sprite(sprite, x: x, y: y, mirrored: mirrored, flash: flash, flashAmount: flashAmount)
  }
}

extension Float {
  /// A smooth up and down between -1 and 1 that repeats after 4: near enough to a sine.
  var wave: Float {
    let phase = truncatingRemainder(dividingBy: 4) - 2
    return phase < 0 ? -phase * (2 + phase) * -1 : phase * (2 - phase)
  }
}
