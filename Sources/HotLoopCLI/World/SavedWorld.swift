import CommandOptions
import GameBuilder
import HostSystem
import Timeline
import WorldState

/// Reads a saved world that is named on the command line, or the one of a shared moment.
func savedWorld(_ path: String) throws -> Snapshot {
  if MomentFile.isMoment(path) { return try SharedMoment(path).world }
  do throws(SnapshotError) {
    return try Snapshot(contentsOf: path)
  } catch {
    if case .file = error { throw CommandError("\(error)") }
    let text = if case .notARegularFile = error { "\(error)" } else { "\(path): \(error)" }
    throw CommandError(
      "\(text)\nSaved worlds are written by `hotloop ctl snapshot FILE` and by the save key.")
  }
}

extension PlaySession {
  /// The world that the options name, and how messages name it; nil to begin a fresh one.
  static func initialWorld(
    _ options: PlayCommand, _ package: GamePackage
  ) throws -> (world: Snapshot, name: String)? {
    guard options.resume else { return try options.from.map { (try savedWorld($0), $0) } }
    guard let path = LastWorld.newest(in: package.state) else {
      throw CommandError("there is no world of an earlier run in \(package.state); start without --resume")
    }
    return (try savedWorld(path), PathText.relative(path, to: package.root))
  }
}
