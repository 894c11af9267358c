import HostSystem
import HotReload
import Timeline
import WorldState

/// The recording of the last run, beside its world (`LastWorld`). It is written while the run goes on, so an end that nothing
/// can prepare for, such as a loss of power, costs less than a second.
enum LastRun {
  /// From the newest to the oldest, in the state folder.
  static let names = ["last.run", "last-2.run", "last-3.run"]

  /// Makes the last world of a run that had no end of its own that of the last run. Does nothing if a world was written at
  /// the end.
  static func recoverWorld(in folder: String) {
    let (run, world) = (folder + "/last.run", folder + "/last.world")
    guard let recorded = DiskFile.modificationTime(run), recorded > DiskFile.modificationTime(world) ?? 0,
      let last = RecordedWorlds.last(in: run)
    else { return }
    // It cannot be recovered then; the recording is still there.
    _ = try? last.write(to: world)
  }
}
