import Foundation
import GameBuilder
import HotReload

extension Generation {
  /// Loads a copy of an image from a path of its own.
  convenience init(
    loadingCopyOf built: BuiltImage, number: UInt64, after previous: Generation?, _ services: HostServices
  ) throws {
    let path = "\(built.path).\(UInt64.random(in: 0 ... .max)).so"
    try FileManager.default.copyItem(atPath: built.path, toPath: path)
    // The mapping outlives the file name.
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ImageFile.check(path)
    let image = try GameImage.load(path: path, services: services, for: .reloads(sources: []))
    self.init(number: number, image: image, built: built, after: previous)
  }
}
