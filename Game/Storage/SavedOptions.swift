import GameSDK
import World

/// The options as they are kept on disk.
struct SavedOptions {
  var options: Options
  /// The last name in the table of scores.
  var name: UInt64 = 0

  static let initial = SavedOptions(
    options: Options(difficulty: .cold, palette: .classic, bell: false, shake: true, fire_toggles: false))
}

extension SavedOptions {
  var text: String {
    """
    # Cinder's options
    difficulty \(options.difficulty.rawValue)
    palette \(options.palette.rawValue)
    bell \(options.bell ? 1 : 0)
    shake \(options.shake ? 1 : 0)
    fire-toggles \(options.fire_toggles ? 1 : 0)
    name \(name.letters)

    """
  }

  init(text: String) throws {
    self = .initial
    for line in Line.all(of: text) where !line.isBlank {
      let words = line.words
      if words[0] == "name" {
        // It may begin with spaces.
        name = UInt64(letters: line.text.drop { $0 != "n" }.dropFirst("name ".count))
        continue
      }
      guard words.count == 2 else { throw line.error("expected a name and a value") }
      let value = UInt8(try line.integer(words[1], in: 0...2, "the value"))
      switch words[0] {
      case "difficulty": options.difficulty = Difficulty(rawValue: value) ?? .cold
      case "palette": options.palette = PaletteChoice(rawValue: value) ?? .classic
      case "bell": options.bell = value != 0
      case "shake": options.shake = value != 0
      case "fire-toggles": options.fire_toggles = value != 0
      default: throw line.error("`\(words[0])` is not known")
      }
    }
  }
}

/// A name of up to eight ASCII letters, as the world stores it: the first letter in the lowest byte.
extension UInt64 {
  static let maxLetters = 8

  init(letters: some StringProtocol) {
    self = 0
    for (index, byte) in letters.utf8.prefix(UInt64.maxLetters).enumerated() { self[letter: index] = byte }
  }

  /// Without spaces at the end.
  var letters: String {
    var text = (0..<UInt64.maxLetters).map { index in
      let byte = self[letter: index]
      return (0x20..<0x7F).contains(byte) ? Character(Unicode.Scalar(byte)) : " "
    }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  subscript(letter index: Int) -> UInt8 {
    get { UInt8(truncatingIfNeeded: self >> UInt64(index * 8)) }
    set { self = self & ~(0xFF << UInt64(index * 8)) | UInt64(newValue) << UInt64(index * 8) }
  }
}
