import CommandOptions
import Foundation
import HostSystem

/// A picture to write at the end of a run: the player must not learn only then that this is not possible.
struct PictureFile {
  let path: String

  /// - Parameter option: for the message.
  func check(_ option: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    if DiskFile.isFolder(path) { throw CommandError("\(option): \(path) is a folder; name a file") }
    if let obstacle = DiskFile.obstacle(in: folder) {
      throw CommandError("\(option): \(path) cannot be written: \(folder): \(obstacle)")
    }
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws {
    do {
      try DiskFile.write(bytes, to: path)
    } catch {
      throw CommandError("\(path) cannot be written: \(error.errno)")
    }
  }
}
