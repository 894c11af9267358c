import GameSDK

/// The files that Cinder reads from assets/. See `Asset` for what happens when one of them is saved.
final class GameFiles {
  private let paletteFile = Asset("palette.txt", fallback: Palette.fallback, text: Palette.init(text:))
  private let wavesFile = Asset("waves.txt", fallback: Waves.fallback, text: Waves.init(text:))
  private let creaturesFile = Asset(
    "sprites/creatures.txt", fallback: SpriteSheet(), text: SpriteSheet.init(text:))
  private let titleFile = Asset("sprites/title.txt", fallback: SpriteSheet(), text: SpriteSheet.init(text:))
  private var levelFiles: [Int: Asset<TileMap>] = [:]
  private var sprites = SpriteCache()

  var palette: Palette {
    var palette = paletteFile.value
    palette.version = paletteFile.version
    return palette
  }

  var waves: Waves { wavesFile.value }

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
  func creature(_ name: String, frame: Int) -> Sprite {
    sprites.sprite(name, frame: frame, of: creaturesFile, palette)
  }

  var title: Sprite { sprites.sprite("title", frame: 0, of: titleFile, palette) }
}
