import Foundation
import HostSystem

/// A file to write at the end of a run, such as a picture: the player must not learn only then that this is not possible.
public struct OutputFile {
  public let path: String

  public init(path: String) { self.path = path }

  /// - Parameter option: for the message.
  public func check(_ option: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    if DiskFile.isFolder(path) { throw CommandError("\(option): \(path) is a folder; name a file") }
    if let obstacle = DiskFile.obstacle(in: folder) {
      throw CommandError("\(option): \(path) cannot be written: \(folder): \(obstacle)")
    }
  }

  public func write(_ text: String) throws { try write(Array(text.utf8)) }

  public func write(_ bytes: [UInt8]) throws {
    do {
      try DiskFile.write(bytes, to: path)
    } catch {
      throw CommandError("\(path) cannot be written: \(error.errno)")
    }
  }
}
