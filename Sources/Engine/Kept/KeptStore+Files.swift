import CGameABI
import HostSystem
import Synchronization

/// The files of the values: only in a run of which they may outlive the host.
extension KeptStore {
  /// Called before the first value is asked for.
  /// - Parameter continues: whether to find the values of a host that died. Otherwise those of an earlier run are removed.
  public func open(continues: Bool) {
    guard case .folder(let folder) = place else { return }
    if !continues { DiskFile.removeFiles(in: folder) }
    do { try DiskFile.makeFolder(folder) } catch { log(LogLevelWarning, "\(error)") }
    DiskFile.makePrivate(folder)
    for file in (DiskFile.names(in: folder) ?? []).sorted() {
      let path = folder + "/" + file
      guard file.hasSuffix(KeptFile.suffix) else {
        // The host died while it wrote this one.
        DiskFile.remove(path)
        continue
      }
      do throws(KeptFile.Damage) {
        let value = try KeptFile.read(path, checksBytes: true)
        state.withLock { $0.values[value.name] = value }
      } catch {
        DiskFile.remove(path)
        log(LogLevelWarning, "\(path): the kept value is damaged: \(error); it is created again")
      }
    }
  }

  /// The run has ended.
  public func removeFiles() {
    guard case .folder(let folder) = place else { return }
    DiskFile.removeFiles(in: folder)
    DiskFile.removeEmptyFolder(folder)
  }
}
