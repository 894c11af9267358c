import HostSystem

/// Turns the kernel's reports into bursts. Used on the watcher's thread only.
struct WatchLoop: ~Copyable {
  // Nanoseconds.
  /// A burst ends when nothing was reported for this time.
  private static let quietTime: UInt64 = 2_000_000
  /// The same while a file is open for writing, so that half a save is not reported.
  private static let quietTimeWhileOpen: UInt64 = 60_000_000
  /// A burst that goes on for this time ends anyway: a program writes continuously.
  private static let maxDuration: UInt64 = 500_000_000

  private var kernel: INotify
  private var trees: WatchedTrees
  /// Watch → folder.
  private var folders: [Int32: String] = [:]
  /// Folder → watch.
  private var watches: [String: Int32] = [:]
  /// Folder → the names of the files in it that are reported.
  private var known: [String: Set<String>] = [:]

  // The burst.
  private var touched: Set<String> = []
  /// The files among `touched` that existed before it.
  private var existed: Set<String> = []
  /// Files that a program may still be writing.
  private var open: Set<String> = []
  private var firstReport: UInt64?
  private var lastReport: UInt64 = 0
  /// Reports were lost.
  private var isIncomplete = false
  private var problem: WatchError?

  private init(kernel: consuming INotify, trees: WatchedTrees) {
    self.kernel = kernel
    self.trees = trees
  }

  static func open(_ trees: WatchedTrees) throws(WatchError) -> WatchLoop {
    var loop: WatchLoop
    do {
      loop = WatchLoop(kernel: try INotify(), trees: trees)
    } catch {
      throw .unavailable(reason: INotify.shortage(error))
    }
    loop.addAll(reporting: false)
    if let problem = loop.problem { throw problem }
    return loop
  }

  var wakeUp: WakePipe { kernel.wakeUp }

  /// Waits for the next burst. Returns nil if it is woken before a burst is complete.
  mutating func next() -> SourceBurst? {
    kernel.wait(milliseconds: timeLeft())
    let reports = kernel.reports()
    if !reports.isEmpty {
      lastReport = monotonicNow
      for report in reports { take(report) }
      if hasBurst && firstReport == nil { firstReport = lastReport }
    }
    guard hasBurst, timeLeft() == 0 else { return nil }
    return flush()
  }

  /// Watches other trees. Files that were not watched before are reported.
  mutating func change(to trees: WatchedTrees) {
    guard trees != self.trees else { return }
    self.trees = trees
    for (folder, watch) in watches where !trees.includes(folder: folder) {
      kernel.unwatch(watch)
      watches[folder] = nil
      folders[watch] = nil
      known[folder] = nil
    }
    addAll(reporting: true)
    if hasBurst && firstReport == nil {
      lastReport = monotonicNow
      firstReport = lastReport
    }
  }

  private var hasBurst: Bool { !touched.isEmpty || isIncomplete || problem != nil }

  /// Milliseconds until the burst is complete. Nil if there is no burst.
  private func timeLeft() -> Int32? {
    guard let firstReport else { return nil }
    let wait = open.isEmpty ? WatchLoop.quietTime : WatchLoop.quietTimeWhileOpen
    let end = min(lastReport + wait, firstReport + WatchLoop.maxDuration)
    let now = monotonicNow
    return now >= end ? 0 : Int32((end - now + 999_999) / 1_000_000)
  }

  private mutating func flush() -> SourceBurst? {
    if isIncomplete { rescan() }
    var burst = SourceBurst(time: firstReport ?? lastReport, isRescan: isIncomplete, problem: problem)
    for path in touched.sorted() {
      // Made and removed within the burst: a temporary file.
      if !existed.contains(path) && !DiskFile.exists(path) { continue }
      switch trees.kind(of: path) {
      case .source: burst.sources.append(path)
      case .asset: burst.assets.append(path)
      case .manifest: burst.manifests.append(path)
      case nil: break
      }
    }
    touched = []
    existed = []
    open = []
    firstReport = nil
    isIncomplete = false
    problem = nil
    return burst.isEmpty ? nil : burst
  }

  // MARK: Reports

  private mutating func take(_ report: INotify.Report) {
    if report.isOverflow {
      isIncomplete = true
      return
    }
    guard let folder = folders[report.watch] else { return }
    if report.name.isEmpty {
      if report.endsWatch { forget(folder) }
      return
    }
    let path = folder + "/" + report.name
    if report.isAboutFolder {
      if report.isArrival { add(path, reporting: true) }
      if report.isRemoval { forget(path) }
    } else if trees.kind(of: path) != nil {
      takeFile(path, named: report.name, in: folder, report)
    }
  }

  private mutating func takeFile(
    _ path: String, named name: String, in folder: String, _ report: INotify.Report
  ) {
    touch(path, existed: known[folder]?.contains(name) == true)
    if report.isRemoval {
      known[folder]?.remove(name)
      open.remove(path)
    } else {
      known[folder, default: []].insert(name)
      if report.isWriting { open.insert(path) }
      if report.isComplete { open.remove(path) }
    }
  }

  private mutating func touch(_ path: String, existed isOld: Bool) {
    if touched.insert(path).inserted && isOld { existed.insert(path) }
  }

  // MARK: Folders

  private mutating func addAll(reporting: Bool) {
    for folder in trees.ancestors.sorted() { add(folder, reporting: reporting) }
    for tree in trees.sources + [trees.assets] { add(tree, reporting: reporting) }
  }

  /// Watches a folder and those in it. The folder is listed after it is watched, so that no change is missed.
  private mutating func add(_ folder: String, reporting: Bool) {
    guard watches[folder] == nil, trees.includes(folder: folder) else { return }
    do {
      guard let watch = try kernel.watch(folder) else { return }
      // A folder that was moved keeps its watch under the new name.
      if let old = folders[watch], old != folder { watches[old] = nil }
      watches[folder] = watch
      folders[watch] = folder
    } catch {
      problem = WatchError(error, folder: folder)
      return
    }
    var files: Set<String> = []
    for name in DiskFile.names(in: folder) ?? [] {
      let path = folder + "/" + name
      if trees.includes(folder: path) && DiskFile.isFolder(path) && !DiskFile.isLink(path) {
        add(path, reporting: reporting)
      } else if trees.kind(of: path) != nil && !DiskFile.isFolder(path) {
        files.insert(name)
        if reporting { touch(path, existed: false) }
      }
    }
    known[folder] = files
  }

  /// A folder was removed, with everything in it.
  private mutating func forget(_ folder: String) {
    for (path, watch) in watches where path == folder || PathText.isWithin(path, folder) {
      kernel.unwatch(watch)
      watches[path] = nil
      folders[watch] = nil
      for name in known.removeValue(forKey: path) ?? [] { touch(path + "/" + name, existed: true) }
    }
  }

  /// Watches and lists everything again, after reports were lost.
  private mutating func rescan() {
    for (folder, watch) in watches {
      kernel.unwatch(watch)
      for name in known[folder] ?? [] { touch(folder + "/" + name, existed: true) }
    }
    watches = [:]
    folders = [:]
    known = [:]
    addAll(reporting: true)
  }
}
