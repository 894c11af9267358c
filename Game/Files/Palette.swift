import GameSDK

/// What has a colour in Cinder. The names stand in assets/palette.txt.
enum Paint: String, CaseIterable {
  case void, night, floor, stone
  case floorEdge = "floor-edge"
  case stoneTop = "stone-top"
  case stoneDark = "stone-dark"
  case coal, rust, ember, flame, gold, spark
  case deep, ice, frost, rime, pale, venom, haze
  case text, quiet, good, danger
}

/// The colours, as they are written in assets/palette.txt.
struct Palette {
  private var colors: [Color?]
  /// Which letter stands for which colour in a sprite.
  private(set) var letters: [Character: Color] = [:]
  /// Tells one reading of the file from another.
  var version = 0

  /// What is drawn in while no file could be read: greys, and everything that matters in white.
  static let plain = Palette(colors: Paint.allCases.map { $0.rawValue.hasPrefix("s") ? 0x444444 : 0xCCCCCC })

  private init(colors: [Color?]) { self.colors = colors }

  subscript(paint: Paint) -> Color { colors[paint.index] ?? .white }

  init(text: String) throws {
    colors = Array(repeating: nil, count: Paint.allCases.count)
    for line in Line.all(of: text) {
      let words = line.words
      if words.isEmpty || words[0].hasPrefix("#") { continue }
      guard words.count == 2 || words.count == 3 else {
        throw line.error("expected `name #RRGGBB`, and optionally a letter")
      }
      guard let paint = Paint(rawValue: String(words[0])) else {
        throw line.error(
          "nothing has the colour `\(words[0])`; the names are those of `Paint` in Game/Files/Palette.swift")
      }
      guard let color = Color(hex: words[1]) else {
        throw line.error("`\(words[1])` is no colour; write #RRGGBB")
      }
      if colors[paint.index] != nil { throw line.error("`\(paint.rawValue)` has a colour already") }
      colors[paint.index] = color
      if words.count == 3 { try addLetter(words[2], color, line) }
    }
    for paint in Paint.allCases where colors[paint.index] == nil {
      throw AssetError("`\(paint.rawValue)` has no colour")
    }
  }

  private mutating func addLetter(_ word: Substring, _ color: Color, _ line: Line) throws {
    guard word.count == 1, let letter = word.first, letter != ".", letter != "#", letter != "[" else {
      throw line.error("`\(word)` cannot stand for a colour in sprites; use one letter")
    }
    if letters[letter] != nil { throw line.error("`\(letter)` stands for a colour already") }
    letters[letter] = color
  }
}

extension Paint {
  /// The place in a palette.
  fileprivate var index: Int { Paint.order[self] ?? 0 }

  private static let order = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))
}
