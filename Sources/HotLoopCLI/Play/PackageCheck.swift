import Dispatch
import GameBuilder
import HostSystem

/// Looks four times a second whether the package, its state folder and the files that the run keeps open in it are still where
/// others look for them.
///
/// The kernel does not report that a folder above the package was renamed, so this looks instead.
struct PackageCheck {
  private static let interval = DispatchTimeInterval.milliseconds(250)

  private let queue = DispatchQueue(label: "hotloop.package", qos: .utility)
  private let timer: any DispatchSourceTimer

  /// - Parameters:
  ///   - onChange: called when the package is somewhere else than at the last look.
  ///   - keepFiles: called at each look with the state folder; it opens again what is not there any more.
  init(
    _ place: PackagePlace, onChange: @escaping @Sendable (PackagePlace.Change) -> Void,
    keepFiles: @escaping @Sendable (_ stateFolder: String) -> Void
  ) {
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.setEventHandler {
      if let change = place.check() { onChange(change) }
      // It is made again by what needs it, so that a folder that was moved away can be moved back.
      let folder = place.current(place.root + "/.hotloop")
      if place.displacement?.isReachable != false, DiskFile.isFolder(folder) { keepFiles(folder) }
    }
    timer.schedule(deadline: .now() + Self.interval, repeating: Self.interval, leeway: .milliseconds(50))
    timer.resume()
  }

  /// No call begins after this returns, and none is in progress.
  func stop() {
    timer.cancel()
    queue.sync {}
  }
}
