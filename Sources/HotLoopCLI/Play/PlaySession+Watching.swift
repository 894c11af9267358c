import Engine
import GameBuilder
import HotReload

/// What happens to the files of the package while it is played.
extension PlaySession {
  func watch() {
    assetSaves.reportProblems()
    let links = DeadSourceLinks(package: package, events: events)
    links.report()
    for (folder, fileSystem) in WatchedTrees(package: package).unseen {
      events.emit(.watchPolls(folder: folder, fileSystem: fileSystem))
    }
    watcher.start(
      package,
      onTrouble: { [events] in events.emit(.watchFailed(reason: "\($0)")) },
      onRecovery: { [coordinator, events, assetSaves] in
        events.emit(.watchRecovered)
        assetSaves.readAll()
        Task { await coordinator.sourcesMayHaveChanged() }
      },
      WatchHandlers(
        onOpening: { [coordinator] path in Task { await coordinator.sourceOpened(path) } },
        onBurst: { [coordinator, events, place, assetSaves] burst in
          // The files of a package that moved are not where they are looked for: they would be taken for deleted.
          guard place.displacement == nil else { return }
          for folder in burst.unreportedIn { events.emit(.watchPolls(folder: folder, fileSystem: nil)) }
          if let problem = burst.problem { events.emit(.watchFailed(reason: "\(problem)")) }
          if burst.isRescan {
            assetSaves.readAll()
            Task { await coordinator.sourcesMayHaveChanged() }
            return links.report()
          }
          if !burst.assets.isEmpty { assetSaves.read(burst.assets) }
          let sources = burst.sources + burst.manifests
          if !sources.isEmpty { coordinator.sourcesSaved(sources, at: burst.time) }
          // Beside the build, which does not need it.
          if !burst.sources.isEmpty { links.report() }
        }))
  }

  func checkPackage(_ control: ControlServer) -> PackageCheck {
    PackageCheck(place) { [coordinator, events, watcher, lastWorld, assetSaves] change in
      switch change {
      case .displaced(let displacement):
        events.emit(
          .packageMoved(
            from: displacement.from, to: displacement.to, reason: "\(displacement)",
            advice: displacement.advice))
        Task { await coordinator.packageMoved() }
      case .returned, .replaced:
        if change == .replaced { lastWorld?.keepWorlds() }
        events.emit(change == .replaced ? .packageReplaced : .packageReturned)
        // What was watched may be the folders of before.
        watcher.watchAnew()
        assetSaves.readAll()
        Task {
          await coordinator.packageMoved()
          await coordinator.sourcesMayHaveChanged()
        }
      }
    } keepFiles: { [log] folder in
      log.keep(at: folder + "/hotloop.log")
      control.keep(at: folder + "/control.sock")
    }
  }
}
