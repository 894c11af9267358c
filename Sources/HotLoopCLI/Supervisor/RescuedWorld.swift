import Foundation
import HotReload
import WorldState

/// The world of a run whose host died, saved to a file in case the run is given up.
enum RescuedWorld {
  /// Relative to the package.
  static let path = ".hotloop/rescued.world"

  static func save(_ resumption: Resumption, in root: String) {
    _ = try? resumption.world?.write(to: root + "/" + path)
  }

  /// Whether there is one that was saved since a time.
  static func isSaved(since start: Date, in root: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: root + "/" + path)
    return (attributes?[.modificationDate] as? Date).map { $0 >= start } ?? false
  }
}
