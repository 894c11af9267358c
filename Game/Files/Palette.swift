import GameSDK

/// The names of the colours in the files in assets/palettes.
enum ColorName: String, CaseIterable {
  case void, night, floor, stone
  /// The light of the braziers.
  case light
  case floorEdge = "floor-edge"
  case stoneTop = "stone-top"
  case stoneDark = "stone-dark"
  case coal, rust, ember, flame, gold, spark
  case deep, ice, frost, rime, pale, venom, haze
  case text, quiet, good, danger
}

/// The colours from a file in assets/palettes.
struct Palette {
  private var colors: [Color?]
  /// The colour of each letter in sprites.
  private(set) var letters: [Character: Color] = [:]
  /// The version of the asset that this was read from.
  var version = 0

  /// Used until the file was read: dark grey for walls, light grey for everything else.
  static let fallback = Palette(
    colors: ColorName.allCases.map { $0.rawValue.hasPrefix("s") ? 0x444444 : 0xCCCCCC })

  private init(colors: [Color?]) { self.colors = colors }

  subscript(name: ColorName) -> Color { colors[name.index] ?? .white }

  init(text: String) throws {
    colors = Array(repeating: nil, count: ColorName.allCases.count)
    for line in Line.all(of: text) where !line.isBlank {
      let words = line.words
      guard words.count == 2 || words.count == 3 else {
        throw line.error("expected `name #RRGGBB`, and optionally a letter")
      }
      guard let name = ColorName(rawValue: String(words[0])) else {
        throw line.error(
          "no colour is named `\(words[0])`; the names are the cases of `ColorName` in Game/Files/Palette.swift"
        )
      }
      guard let color = Color(hex: words[1]) else {
        throw line.error("`\(words[1])` is not a colour; write #RRGGBB")
      }
      if colors[name.index] != nil { throw line.error("`\(name.rawValue)` has a colour already") }
      colors[name.index] = color
      if words.count == 3 { try addLetter(words[2], color, line) }
    }
    for name in ColorName.allCases where colors[name.index] == nil {
      throw AssetError("`\(name.rawValue)` has no colour")
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

extension ColorName {
  /// The index in a palette.
  fileprivate var index: Int { ColorName.order[self] ?? 0 }

  private static let order = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))
}
