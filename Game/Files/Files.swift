import GameSDK

/// Everything that Cinder reads from assets/. A saved file is read again at the next frame; a bad one is reported, and
/// the last good one stays.
final class Files {
  private let paletteFile = Asset("palette.txt", fallback: Palette.plain, text: Palette.init(text:))
  private let wavesFile = Asset("waves.txt", fallback: Waves.plain, text: Waves.init(text:))
  private let creaturesFile = Asset(
    "sprites/creatures.txt", fallback: SpriteSheet(), text: SpriteSheet.init(text:))
  private let titleFile = Asset("sprites/title.txt", fallback: SpriteSheet(), text: SpriteSheet.init(text:))
  private var levelFiles: [Int: Asset<TileMap>] = [:]
  private var pictures = PictureCache()

  var palette: Palette {
    var palette = paletteFile.value
    palette.version = paletteFile.version
    return palette
  }

  var waves: Waves { wavesFile.value }

  /// The level with this number, from assets/levels/NUMBER.txt.
  func level(_ number: Int) -> Level {
    let file = levelFile(number)
    return Level(number: number, version: file.version, map: file.value)
  }

  private func levelFile(_ number: Int) -> Asset<TileMap> {
    if let known = levelFiles[number] { return known }
    let file = Asset("levels/\(number).txt", fallback: TileMap.plain, text: TileMap.init(text:))
    levelFiles[number] = file
    return file
  }

  /// The picture of a creature at a moment of its movement.
  func creature(_ name: String, frame: Int) -> Sprite {
    pictures.sprite(name, frame: frame, of: creaturesFile, palette)
  }

  var title: Sprite { pictures.sprite("title", frame: 0, of: titleFile, palette) }
}
