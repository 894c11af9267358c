import Foundation
import HotReload
import WorldState

/// The world of a run whose host died, as a file: should the run be given up in the end, nothing is lost.
enum RescuedWorld {
  /// Relative to the package.
  static let path = ".hotloop/rescued.world"

  static func save(_ left: Resumption, in root: String) {
    try? left.world.write(to: root + "/" + path)
  }
}
