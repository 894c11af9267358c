import HostSystem
import HotReload
import Timeline
import WorldState

/// The recording of the last run, beside its world (`LastWorld`). It is written during the run, so that a loss of power costs at
/// most a second.
enum LastRun {
  /// From the newest to the oldest, in the state folder.
  static let names = ["last.run", "last-2.run", "last-3.run"]

  /// Writes the last recorded world of a run that was killed to the file of the last world. Does nothing if that was written at
  /// the end of the run.
  static func recoverWorld(in folder: String) {
    let (run, world) = (folder + "/" + names[0], folder + "/last.world")
    guard let recorded = DiskFile.modificationTime(run), recorded > DiskFile.modificationTime(world) ?? 0,
      let last = RecordedWorlds.last(in: run)
    else { return }
    // It cannot be recovered then; the recording is still there.
    _ = try? last.write(to: world)
  }
}
