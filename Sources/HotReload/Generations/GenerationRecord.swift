import Foundation
import GameBuilder
import WorldState

/// A generation as the journal stores it, for a host that continues the run after this one died.
struct GenerationRecord: Codable {
  let number: UInt64
  let path: String
  let sourceHash: String
  let isOptimised: Bool
  let sources: SourceTree
  /// The layout (`Layout.encoded`) of its world, and the renames that it declares: a world can be read without loading the
  /// image again, which may be what ended the host.
  let layout: Data
  let renames: [RenameRecord]

  init(
    number: UInt64, image: GameImage, sourceHash: String, isOptimised: Bool, sources: SourceTree
  ) {
    self.number = number
    path = image.path
    self.sourceHash = sourceHash
    self.isOptimised = isOptimised
    self.sources = sources
    layout = Data(image.layout.encoded)
    renames = image.renames.map(RenameRecord.init)
  }

  var suspect: Suspect { Suspect(number: number, sourceHash: sourceHash, isOptimised: isOptimised) }

  var bytes: [UInt8] { (try? JSONEncoder().encode(self)).map(Array.init) ?? [] }
}

extension GenerationRecord {
  init?(bytes: [UInt8]) {
    guard let record = try? JSONDecoder().decode(GenerationRecord.self, from: Data(bytes)) else { return nil }
    self = record
  }
}
