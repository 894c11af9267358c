import WorldState

/// Reads a world that a command line names.
func savedWorld(_ path: String) throws -> Snapshot {
  do throws(SnapshotError) {
    return try Snapshot(contentsOf: path)
  } catch {
    if case .file = error { throw CommandError("\(error)") }
    throw CommandError(
      "\(path): \(error)\nA world's file is written by `hotloop ctl snapshot FILE` and by the save key.")
  }
}
