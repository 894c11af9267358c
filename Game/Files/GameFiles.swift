import GameSDK
import World

/// The files that Cinder reads from assets/. See `Asset` for what happens when one of them is saved.
final class GameFiles {
  private let paletteFiles = ["classic", "safe", "contrast"].map {
    Asset("palettes/\($0).txt", fallback: Palette.fallback, text: Palette.init(text:))
  }
  private let shotsFile = Asset("shots.txt", fallback: ShotFile(), text: ShotFile.init(text:))
  private let creaturesFile: Asset<CreatureFile>
  private let upgradesFile = Asset("upgrades.txt", fallback: UpgradeFile(), text: UpgradeFile.init(text:))
  private let wavesFile: Asset<Waves>
  private let playerFile = Asset("sprites/player.txt", fallback: SpriteSheet(), text: SpriteSheet.init(text:))
  private let titleFile = Asset("sprites/title.txt", fallback: SpriteSheet(), text: SpriteSheet.init(text:))
  private var levelFiles: [Int: Asset<TileMap>] = [:]
  private var sprites = SpriteCache()
  /// The version of the waves whose levels were read.
  private var readWaves = -1

  init() {
    // Files that use names of another file are checked against it.
    let creatures = Asset(
      "creatures.txt", fallback: CreatureFile(),
      text: { [shotsFile, paletteFiles] text in
        try CreatureFile(
          text: text, shots: shotsFile.value, letters: Set(paletteFiles[0].value.letters.keys))
      })
    creaturesFile = creatures
    wavesFile = Asset(
      "waves.txt", fallback: Waves.fallback,
      text: { text in
        try Waves(text: text, creatures: creatures.value)
      })
  }

  var creatures: CreatureFile { creaturesFile.value }
  var shots: ShotFile { shotsFile.value }
  var upgrades: UpgradeFile { upgradesFile.value }
  var waves: Waves { wavesFile.value }

  func palette(_ choice: PaletteChoice) -> Palette {
    let file = paletteFiles[min(Int(choice.rawValue), paletteFiles.count - 1)]
    var palette = file.value
    palette.version = file.version * 4 + Int(choice.rawValue)
    return palette
  }

  /// Reads all files once, and the levels of new waves. From then on an error in any of them is reported when it is saved,
  /// whatever the screen shows.
  func readAll() {
    let waves = wavesFile.value
    if readWaves == wavesFile.version { return }
    readWaves = wavesFile.version
    _ = (creaturesFile.value, shotsFile.value, upgradesFile.value, playerFile.value, titleFile.value)
    for file in paletteFiles { _ = file.value }
    for level in waves.levels { _ = levelFile(level.number).value }
  }

  /// The level in assets/levels/NUMBER.txt.
  func level(_ number: Int) -> Level {
    let file = levelFile(number)
    return Level(number: number, version: file.version, map: file.value)
  }

  private func levelFile(_ number: Int) -> Asset<TileMap> {
    if let known = levelFiles[number] { return known }
    let file = Asset("levels/\(number).txt", fallback: TileMap.fallback, text: TileMap.init(text:))
    levelFiles[number] = file
    return file
  }

  /// The sprite of a creature at a frame of its animation; frames repeat.
  func sprite(of kind: CreatureKind, frame: Int, _ palette: Palette) -> Sprite {
    sprites.sprite(
      kind.name, frames: kind.frames, frame: frame, version: creaturesFile.version, of: creaturesFile.path,
      palette)
  }

  func player(frame: Int, _ palette: Palette) -> Sprite { sprite("player", frame, playerFile, palette) }

  func title(_ palette: Palette) -> Sprite { sprite("title", 0, titleFile, palette) }

  private func sprite(_ name: String, _ frame: Int, _ file: Asset<SpriteSheet>, _ palette: Palette) -> Sprite
  {
    sprites.sprite(
      name, frames: file.value.frames[name] ?? [], frame: frame, version: file.version, of: file.path, palette
    )
  }
}
