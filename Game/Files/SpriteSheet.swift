import GameSDK

/// The sprites of one file in assets/sprites, as letters that the palette maps to colours.
struct SpriteSheet {
  /// The frames of each animation by name, in order.
  private(set) var frames: [String: [[Substring]]] = [:]

  init() {}

  init(text: String) throws {
    var current: (name: String, line: Line, rows: [Substring])?
    for line in Line.all(of: text) {
      if line.text.hasPrefix("#") { continue }
      if line.text.hasPrefix("[") {
        try close(&current)
        current = (try nextName(line), line, [])
      } else if line.text.isEmpty {
        if let open = current, !open.rows.isEmpty { try close(&current) }
      } else if current == nil {
        throw line.error("this row stands before the first name; write a line like `[imp 1]` above it")
      } else {
        if line.text.count > 128 { throw line.error("the row is longer than 128 pixels") }
        current?.rows.append(line.text)
      }
    }
    try close(&current)
  }

  /// The name in `[name number]`; the numbers of a name count up from 1.
  private func nextName(_ line: Line) throws -> String {
    let words = Line.all(of: String(line.text.dropFirst().prefix { $0 != "]" }))[0].words
    guard line.text.hasSuffix("]"), words.count == 2, let number = Int(words[1]) else {
      throw line.error("expected a name and a number in brackets, like `[imp 1]`")
    }
    let name = String(words[0])
    let expected = (frames[name]?.count ?? 0) + 1
    guard number == expected else {
      throw line.error("the next frame of `\(name)` is number \(expected), not \(number)")
    }
    return name
  }

  private mutating func close(_ open: inout (name: String, line: Line, rows: [Substring])?) throws {
    guard let (name, line, rows) = open else { return }
    guard !rows.isEmpty else { throw line.error("the frame has no rows") }
    frames[name, default: []].append(rows)
    open = nil
  }
}

/// Coloured sprites, created at first use and again after their file or the palette changed.
struct SpriteCache {
  private struct Key: Hashable {
    var path: String
    var name: String
    var frame: Int
  }

  private var sprites: [Key: Sprite] = [:]
  private var versions: [String: Int] = [:]
  private var paletteVersion = -1

  /// A frame of an animation; frames repeat. An animation without frames gives a bright square.
  ///
  /// - Parameters:
  ///   - version: The version of the file at `path`, which the frames are from.
  mutating func sprite(
    _ name: String, frames: [[Substring]], frame: Int, version: Int, of path: String, _ palette: Palette
  ) -> Sprite {
    if versions[path] != version || paletteVersion != palette.version {
      sprites.removeAll()
      versions[path] = version
      paletteVersion = palette.version
    }
    let key = Key(path: path, name: name, frame: frames.isEmpty ? 0 : frame % frames.count)
    if let known = sprites[key] { return known }
    let sprite = frames.isEmpty ? SpriteCache.missing : SpriteCache.colored(frames[key.frame], palette)
    sprites[key] = sprite
    return sprite
  }

  /// Letters that the palette lacks get the colour of missing sprites.
  private static func colored(_ rows: [Substring], _ palette: Palette) -> Sprite {
    Sprite(lines: rows) { $0 == "." || $0 == " " ? nil : palette.letters[$0] ?? missingColor }
  }

  private static let missingColor: Color = 0xFF00FF
  private static let missing = Sprite(width: 2, height: 2, pixels: Array(repeating: missingColor, count: 4))
}
