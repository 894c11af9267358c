import WorldState

/// Reads a saved world that is named on the command line.
func savedWorld(_ path: String) throws -> Snapshot {
  do throws(SnapshotError) {
    return try Snapshot(contentsOf: path)
  } catch {
    if case .file = error { throw CommandError("\(error)") }
    throw CommandError(
      "\(path): \(error)\nSaved worlds are written by `hotloop ctl snapshot FILE` and by the save key.")
  }
}
