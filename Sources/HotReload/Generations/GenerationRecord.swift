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

  var bytes: [UInt8] { (try? JSONEncoder().encode(self)).map(Array.init) ?? [] }
}

extension GenerationRecord {
  init?(bytes: [UInt8]) {
    guard let record = try? JSONDecoder().decode(GenerationRecord.self, from: Data(bytes)) else { return nil }
    self = record
  }
}
