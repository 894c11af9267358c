import Foundation

/// The package that has a test.
enum PackageFolder {
  /// The path of a file in the folder with the Package.swift above the file of a test; nil if there is no such folder.
  /// - Parameter path: relative to that folder, or absolute.
  static func path(of path: String, near file: String) -> String? {
    if path.hasPrefix("/") { return path }
    var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
        return folder.appending(path: path).path
      }
      folder.deleteLastPathComponent()
    }
    return nil
  }
}
