import Engine
import Foundation

/// Writes a picture to a file. The extension selects the format.
struct Screenshot {
  /// For help texts.
  static let kinds = ".svg is a picture, .ansi coloured text (for cat), anything else plain text"

  let picture: CellBuffer

  func write(to path: String) throws {
    let text: String
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "svg": text = picture.svg
    case "ansi", "ans": text = picture.ansi
    case "png", "jpg", "jpeg", "gif":
      throw CommandError("\(path): pictures are written as SVG; name it .svg (\(Self.kinds))")
    default: text = picture.text
    }
    try PictureFile(path: path).write(text)
  }
}
