import WorldState

/// The fields whose values differ between two worlds.
struct WorldComparison {
  /// Fields that are not compared.
  var ignored: Set<String> = []

  /// - Parameters:
  ///   - recorded: the world that is expected.
  ///   - computed: of the same layout or another one; of other layouts, the fields that both have are compared.
  func differences(_ recorded: Snapshot, _ computed: Snapshot) -> [RecordingReport.Field] {
    recorded.differences(from: computed, ignoring: ignored).map {
      RecordingReport.Field(path: $0.path, recorded: $0.before, computed: $0.after)
    }
  }
}
