import Foundation
import GameBuilder

/// Worlds of several sizes, which a benchmark measures one after the other with the game Drift.
struct DriftCases {
  /// The names of the cases, and the sizes of their worlds in bytes.
  let sizes: [(name: String, bytes: Int)]

  /// Builds the game, measures each case on the calling thread, and publishes the figures.
  /// - Parameter json: the file for the figures; nil for none.
  func publish(
    json: String?,
    _ measure: (_ name: String, _ worldSize: Int, DriftPackage, [BuiltImage]) throws -> [BenchFigure]
  ) throws {
    let package = try DriftPackage()
    let images = try package.build()
    try InProcessHost.enterThread()
    var report = BenchReport()
    for (name, size) in sizes {
      FileHandle.standardError.write(Data("measuring a world of \(name) …\n".utf8))
      report.figures += try measure(name, size, package, images)
    }
    try report.publish(json: json)
  }
}
