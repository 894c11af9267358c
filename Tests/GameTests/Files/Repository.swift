import Foundation

/// The files of Cinder as they are in the repository.
enum Repository {
  static let assets = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../assets").standardizedFileURL

  /// The text of a file under assets/.
  static func text(of path: String) throws -> String {
    try String(contentsOf: assets.appending(path: path), encoding: .utf8)
  }
}
