import CGameABI
import WorldState

/// The fields whose values differ between two worlds.
struct WorldComparison {
  /// Fields that are not compared.
  var ignored: Set<String> = []

  /// - Parameters:
  ///   - recorded: the world that is expected.
  ///   - computed: of the same layout or another one; of other layouts, the fields that both have are compared.
  func differences(_ recorded: Snapshot, _ computed: Snapshot) -> [RecordingReport.Field] {
    let found = try? recorded.read { old throws(WorldError) in
      try computed.read { new throws(WorldError) in worldDiff(old, new) }
    }
    let fields = (found ?? []).map {
      RecordingReport.Field(path: $0.path, recorded: $0.before, computed: $0.after)
    }
    if recorded.layout.hash != computed.layout.hash {
      return fields.filter {
        $0.recorded != nil && $0.computed != nil && !$0.path.hasPrefix("header.")
          && !ignored.contains($0.path)
      }
    }
    let header = MemoryLayout<WorldHeader>.size
    if fields.isEmpty, recorded.bytes.dropFirst(header) != computed.bytes.dropFirst(header) {
      return [RecordingReport.Field(path: "bytes that belong to no field", recorded: nil, computed: nil)]
    }
    return fields
  }
}
