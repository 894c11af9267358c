import CommandOptions
import Engine
import Foundation

/// Writes a picture to a file. The extension selects the format.
struct Screenshot {
  /// For help texts.
  static let kinds = ".svg is a picture, .ansi coloured text (for cat), anything else plain text"

  let picture: CellBuffer

  /// Why a file of this name is not written; nil if it is.
  static func problem(with path: String) -> String? {
    guard ["png", "jpg", "jpeg", "gif"].contains(URL(fileURLWithPath: path).pathExtension.lowercased()) else {
      return nil
    }
    return "\(path): pictures are written as SVG; name it .svg (\(kinds))"
  }

  func write(to path: String) throws {
    if let problem = Self.problem(with: path) { throw CommandError(problem) }
    let text: String
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "svg": text = picture.svg
    case "ansi", "ans": text = picture.ansi
    default: text = picture.text
    }
    try OutputFile(path: path).write(text)
  }
}
