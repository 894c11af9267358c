import Engine
import GameBuilder
import HostSystem

/// What tweaks need of the builds.
extension ReloadCoordinator {
  /// The player wants to change values, or has changed one that was read already: a copy of the running source in which all
  /// values can be changed takes over, with the present ones. If there is no image for it yet, it does when there is.
  public func makeTweakable() { makeTweakable(isLast: false) }

  /// - Parameter isLast: whether the builds in the background have ended.
  func makeTweakable(isLast: Bool) {
    owesTweakable = false
    guard live != nil else { return refuse("live literals are turned off (--no-live-literals)") }
    guard let newest, !newest.isQuarantined else { return refuse("no generation runs that could be changed") }
    do {
      if let (image, _) = try live?.copy(tweaks.present, of: newest.sourceHash, number: newest.number) {
        let tweakable = Generation(newest, tweakable: image)
        self.newest = tweakable
        gateway.post { $0.refine(tweakable, cause: .tweak) }
        live?.prepare()
        return
      }
    } catch {
      return refuse("\(error)")
    }
    if isLast {
      return refuse("no image of this source with changeable literals could be built; see the log")
    }
    owesTweakable = true
    refineIfIdle()
  }

  private func refuse(_ reason: String) { gateway.post { $0.refuseTweaks(reason) } }

  /// The files have got the values that the running image has: it is the image of these files from now on.
  func adopt(_ edit: LiveEdit, _ built: BuiltImage) {
    guard let newest else { return }
    let written = Generation(newest, written: built)
    self.newest = written
    newestImage = built
    // Another process that loads the file gets what it was adopted for.
    try? unsafe edit.table.withUnsafeBytes { bytes in
      try unsafe DiskFile.overwrite(bytes, at: edit.source.image.tableOffset, of: built.path)
    }
    gateway.post { $0.adopt(written, edit.source) }
  }
}
