import HostSystem

/// The tools that wait for the next build.
extension GameCompiler {
  /// File descriptors that tools hold at most that wait for the next build.
  public static let maxStandbyDescriptors = StandbyTools.maxDescriptors

  /// Starts the tools of the next build ahead, if none wait. Returns at once.
  public func startStandby() {
    guard place.displacement == nil else { return }
    standby.prepare(
      toolchain.frontend, toolchain.lld == nil ? nil : plans[.debug]?.link, in: package.root)
    if let newestWhole {
      Task.detached(priority: .utility) { await newestWhole.run.prepareStubs(after: newestWhole.image) }
    }
    // Compilers that work ahead read the files themselves.
    guard let warm = standby.warm, let lastEdit, sent.isEmpty,
      let scan = try? SourceScan.scan(package, lastEdit.plan, reader)
    else { return }
    let modules = CompiledModule.all(lastEdit.plan, scan, objects, lastEdit.plan.fingerprints)
    warm.prepare(lastEdit.paths, lastEdit.plan, scan, modules, key: lastEdit.key, in: package.root)
  }

  /// Ends the tools that wait, at the end of a run, or because they began in the folder that was the package before.
  public func endStandby() async { await standby.end() }

  // MARK: The files that are edited

  /// A program has opened a source file, as editors do before they save it: a compiler works ahead on it, beside the one for
  /// the file that was edited last. Returns at once.
  public func sourceOpened(_ path: String) {
    guard let edit = lastEdit, path.hasSuffix(".swift"), !edit.paths.contains(path) else { return }
    lastEdit?.paths = edit.paths.prefix(WarmCompilers.count - 1) + [path]
    startStandby()
  }

  /// For the compilers that work ahead: the files of this build will probably be edited again.
  func noteEdit(_ run: BuildRun, _ work: BuildRun.Work) {
    let paths = work.swift.map(\.source)
    guard standby.warm != nil, run.plan.configuration == .debug,
      (1...WarmCompilers.count).contains(paths.count)
    else { return }
    let earlier = lastEdit?.paths.filter { !paths.contains($0) } ?? []
    lastEdit = (run.plan, run.imageKey, Array((paths + earlier).prefix(WarmCompilers.count)))
  }

  /// Before the first edit of a run, the files that are open in an editor or were saved last will probably be edited.
  func noteFirst(_ run: BuildRun) {
    guard standby.warm != nil, lastEdit == nil else { return }
    lastEdit = (run.plan, run.imageKey, Self.likeliest(run.scan.allSwift))
  }

  private static func likeliest(_ paths: [String]) -> [String] {
    let dated = paths.map { path in
      (EditorFile.isOpen(path) ? 1 : 0, DiskFile.signature(of: path)?.modified ?? 0, path)
    }
    return dated.sorted { $0 > $1 }.prefix(WarmCompilers.count).map(\.2)
  }
}
