import HostSystem

/// Turns the kernel's reports into bursts. Used on the watcher's thread only.
struct WatchLoop: ~Copyable {
  // Nanoseconds.
  /// A burst ends when nothing was reported for this time.
  private static let quietTime: UInt64 = 1_000_000
  /// The same while a file is gone that was there before: many editors move the old file away before they write the new one.
  private static let quietTimeWhileGone: UInt64 = 20_000_000
  /// The same while a file is open for writing, so that half a save is not reported.
  private static let quietTimeWhileOpen: UInt64 = 60_000_000
  /// A burst that goes on for this time ends anyway: a program writes continuously.
  private static let maxDuration: UInt64 = 500_000_000
  /// Between two looks at files that can change without a report.
  private static let pollInterval: UInt64 = 250_000_000

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
  /// Files that existed before it and do not at present.
  private var gone: Set<String> = []
  private var firstReport: UInt64?
  private var lastReport: UInt64 = 0
  /// Reports were lost.
  private var isIncomplete = false
  private var problem: WatchError?

  private var opened = OpenedFile()

  // What the kernel does not report.
  private var polled = PolledFiles()
  private var nextPoll: UInt64 = 0
  /// Files that were found changed, and whose change may yet be reported.
  private var suspects: Set<String> = []
  private var suspectsEnd: UInt64 = 0
  private var unreportedIn: Set<String> = []
  /// A polled file changed, and may be half written.
  private var isSettling = false

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
    _ = loop.polled.examine(trees)
    return loop
  }

  var wakeUp: WakePipe { kernel.wakeUp }

  /// Waits for the next burst, or until ``takeOpened()`` has something to return. Returns nil if it is woken before a burst is
  /// complete.
  mutating func next() -> SourceBurst? {
    kernel.wait(until: nextEnd)
    let reports = kernel.reports()
    let now = monotonicNow
    for report in reports where report.isOpening { noteOpening(report, at: now) }
    let changes = reports.filter { !$0.isOpening }
    if !changes.isEmpty {
      lastReport = now
      for report in changes { take(report) }
      if hasBurst && firstReport == nil { firstReport = lastReport }
    }
    pollIfDue()
    guard hasBurst, let burstEnd, monotonicNow >= burstEnd else { return nil }
    if isSettling {
      isSettling = false
      if touchPolled() { return nil }
    }
    return flush()
  }

  /// A source file that a program has opened, as editors do before they save it.
  mutating func takeOpened() -> String? { opened.take(at: monotonicNow) }

  /// Looks at all files, for changes that were not reported: changed assets are part of the next burst.
  /// - Parameter reportsSources: whether sources are, too. A forced build, which the player asks for, reads them by itself.
  mutating func check(reportsSources: Bool) {
    let changed = polled.examine(trees).filter { !touched.contains($0) }
    for path in changed where reportsSources || trees.kind(of: path) == .asset { touch(path, existed: true) }
    suspects.formUnion(changed)
    suspectsEnd = monotonicNow + WatchLoop.pollInterval
    beginBurst()
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
    _ = polled.examine(trees)
    beginBurst()
  }

  /// Watches the folders that are at the paths now, and reports a rescan.
  mutating func watchAnew() {
    isIncomplete = true
    beginBurst()
  }

  private mutating func beginBurst() {
    guard hasBurst, firstReport == nil else { return }
    lastReport = monotonicNow
    firstReport = lastReport
  }

  private var hasBurst: Bool {
    !touched.isEmpty || isIncomplete || problem != nil || !unreportedIn.isEmpty
  }

  /// When there is something to do, even without a report.
  private var nextEnd: Deadline {
    let ends = [
      burstEnd, opened.end, polled.isPolling ? nextPoll : nil, suspects.isEmpty ? nil : suspectsEnd,
    ]
    return ends.compactMap { $0 }.min().map { .at($0) } ?? .never
  }

  private mutating func pollIfDue() {
    let now = monotonicNow
    if polled.isPolling, now >= nextPoll {
      nextPoll = now + WatchLoop.pollInterval
      _ = touchPolled()
    }
    if !suspects.isEmpty, now >= suspectsEnd {
      for path in suspects { if let tree = polled.learn(from: path, trees) { unreportedIn.insert(tree) } }
      suspects = []
      beginBurst()
    }
  }

  /// Adds the polled files that changed to the burst. False if there is none.
  private mutating func touchPolled() -> Bool {
    // Of a file that is being written, the kernel reports the end.
    let changed = polled.poll(trees).filter { !open.contains($0) }
    for path in changed { touch(path, existed: true) }
    if changed.isEmpty { return false }
    isSettling = true
    lastReport = monotonicNow
    if firstReport == nil { firstReport = lastReport }
    return true
  }

  /// When the burst is complete unless something is reported before. Nil if there is no burst.
  private var burstEnd: UInt64? {
    guard let firstReport else { return nil }
    return min(lastReport + timeToWait, firstReport + WatchLoop.maxDuration)
  }

  private var timeToWait: UInt64 {
    if !open.isEmpty || isSettling { return WatchLoop.quietTimeWhileOpen }
    return gone.isEmpty ? WatchLoop.quietTime : WatchLoop.quietTimeWhileGone
  }

  private mutating func flush() -> SourceBurst? {
    if isIncomplete { rescan() }
    var burst = SourceBurst(
      time: firstReport ?? lastReport, isRescan: isIncomplete, unreportedIn: unreportedIn.sorted(),
      problem: problem)
    for path in touched.sorted() {
      polled.note(path)
      // Made and removed within the burst: a temporary file.
      if !existed.contains(path) && !DiskFile.exists(path) && !DiskFile.isLinked(path) { continue }
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
    gone = []
    firstReport = nil
    isIncomplete = false
    problem = nil
    unreportedIn = []
    return burst.isEmpty ? nil : burst
  }

  // MARK: Reports

  private mutating func noteOpening(_ report: INotify.Report, at time: UInt64) {
    guard !report.isAboutFolder, let folder = folders[report.watch] else { return }
    let path = folder + "/" + report.name
    if trees.kind(of: path) == .source { opened.note(path, at: time) }
  }

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
    suspects.remove(path)
    if !report.isAboutFolder, report.isArrival, trees.includes(folder: folder), DiskFile.isLinked(path) {
      // What it leads to is not watched.
      for path in polled.examine(trees) { touch(path, existed: false) }
    }
    if report.isAboutFolder {
      if report.isArrival { add(path, reporting: true) }
      if report.isRemoval {
        forget(path)
        if hasLookAlike(of: path, in: folder) { isIncomplete = true }
      }
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
      if existed.contains(path) { gone.insert(path) }
    } else {
      known[folder, default: []].insert(name)
      gone.remove(path)
      if report.isWriting {
        open.insert(path)
        opened.forget(path)
      }
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

  /// Whether there is a folder that Unicode takes for one that was removed: the two shared their places in the tables.
  private func hasLookAlike(of path: String, in folder: String) -> Bool {
    (DiskFile.names(in: folder) ?? []).contains { folder + "/" + $0 == path }
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
