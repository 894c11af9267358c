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
  /// Each reads a file that may not have been read yet.
  private var unread: [() -> Void] = []
  /// The version of the waves whose levels are among these files.
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
    unread = [
      { _ = self.upgradesFile.value }, { _ = self.playerFile.value }, { _ = self.titleFile.value },
    ]
    unread += paletteFiles.map { file in { _ = file.value } }
    // In the first frame.
    unread.append({})
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

  /// Reads one of the files that were not needed so far. From then on an error in it is reported when it is saved, whatever
  /// the screen shows.
  ///
  /// One file in each frame but the first one, which a reload waits for.
  func readNext() {
    if let read = unread.popLast() { return read() }
    if readWaves == wavesFile.version { return }
    readWaves = wavesFile.version
    unread = wavesFile.value.levels.map { level in { _ = self.levelFile(level.number).value } }
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
