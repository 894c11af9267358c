import HostSystem
import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

/// One build of one state of the sources: which objects it needs, which of them are missing, and how to make them.
struct BuildRun: Sendable {
  /// An object that has to be made.
  struct Item: Sendable {
    let source: String
    let key: ContentHash
  }

  struct Work: Sendable {
    var swift: [Item] = []
    /// Set when the whole module is compiled to one object.
    var module: ContentHash?
    var c: [(file: BuildPlan.CFile, key: ContentHash)] = []
    /// All the sources that are compiled.
    var files: [String] = []

    var keys: [ContentHash] { swift.map(\.key) + c.map(\.key) + (module.map { [$0] } ?? []) }
  }

  let plan: BuildPlan
  let scan: SourceScan
  let objects: ObjectStore
  let dependencies: DependencyStore
  /// The package's root: where the tools run.
  let folder: String
  /// The same source runs already: the tools let other work go first.
  let isBackground: Bool
  /// Compilers that wait for something to do.
  let standby: StandbyCompilers?

  /// The Swift objects' keys, as far as they were asked for.
  private final class Keys: Sendable {
    let known = Mutex<[String: ContentHash]>([:])
  }

  private let keys = Keys()
  /// Everything in an object's key that is the same for all objects of this build.
  private let fingerprint: ContentHash

  init(
    plan: BuildPlan, scan: SourceScan, objects: ObjectStore, dependencies: DependencyStore, folder: String,
    isBackground: Bool = false, standby: StandbyCompilers? = nil
  ) {
    self.plan = plan
    self.scan = scan
    self.objects = objects
    self.dependencies = dependencies
    self.folder = folder
    self.isBackground = isBackground
    self.standby = standby
    fingerprint = plan.fingerprint
  }

  private var isWholeModule: Bool { plan.configuration == .release }

  /// 16 hexadecimal digits for the commands and the dependencies.
  var imageKey: String { String(fingerprint.hexadecimal.prefix(16)) }

  // MARK: Keys

  /// A Swift object is its file, and what the compiler asked for of everything else.
  func key(swift path: String) -> ContentHash {
    if let known = keys.known.withLock({ $0[path] }) { return known }
    let key = key(swift: path, content: scan.tree.files[path] ?? ContentHash())
    keys.known.withLock { $0[path] = key }
    return key
  }

  /// The same for a content that the file had earlier.
  func key(swift path: String, content: ContentHash) -> ContentHash {
    var key = identity(path, content: content)
    key.combine(scan.interfaces.surroundings(of: path, dependencies.dependencies(of: key)))
    return key
  }

  /// What is compiled, without what else there is.
  private func identity(_ path: String, content: ContentHash) -> ContentHash {
    var identity = fingerprint
    identity.combine(path)
    identity.combine(content)
    identity.combine(scan.headers)
    return identity
  }

  private var moduleKey: ContentHash {
    var key = fingerprint
    key.combine(scan.headers)
    for path in scan.swift {
      key.combine(path)
      key.combine(scan.tree.files[path] ?? ContentHash())
    }
    return key
  }

  private func key(c file: BuildPlan.CFile) -> ContentHash {
    var key = fingerprint
    key.combine(file.source)
    key.combine(scan.tree.files[file.source] ?? ContentHash())
    key.combine(scan.headers)
    return key
  }

  private var cFiles: [BuildPlan.CFile] { plan.cFiles.filter { scan.tree.files[$0.source] != nil } }

  // MARK: Compiling

  /// What is not there yet; with `force`, everything.
  func work(force: Bool) -> Work {
    var work = Work()
    if isWholeModule {
      if force || !objects.has(moduleKey) {
        work.module = moduleKey
        work.files += scan.swift
      }
    } else {
      for path in scan.swift {
        let item = Item(source: path, key: key(swift: path))
        if force || !objects.has(item.key) { work.swift.append(item) }
      }
      work.files += work.swift.map(\.source)
    }
    for file in cFiles where force || !objects.has(key(c: file)) {
      work.c.append((file, key(c: file)))
      work.files.append(file.source)
    }
    return work
  }

  /// Exactly these files, whether or not their objects are there.
  func work(on files: Set<String>) -> Work {
    var work = Work()
    for path in scan.swift where files.contains(path) {
      work.swift.append(Item(source: path, key: key(swift: path)))
    }
    for file in cFiles where files.contains(file.source) { work.c.append((file, key(c: file))) }
    work.files = work.swift.map(\.source) + work.c.map(\.file.source)
    return work
  }

  func calls(_ work: Work) -> [ToolCall] {
    var calls: [ToolCall] = []
    if let module = work.module {
      let arguments = plan.compile.wholeModuleArguments(
        sources: scan.swift, object: objects.temporary(module))
      calls.append(ToolCall(tool: plan.toolchain.frontend, arguments: arguments))
    }
    for batch in BuildRun.batches(work.swift) {
      let primaries = batch.map { (source: $0.source, object: objects.temporary($0.key)) }
      let arguments = plan.compile.arguments(
        primaries: primaries, all: scan.swift, dependencies: objects.dependencyFile)
      calls.append(ToolCall(tool: plan.toolchain.frontend, arguments: arguments))
    }
    for (file, key) in work.c {
      let arguments = file.arguments + ["-c", file.source, "-o", objects.temporary(key)]
      calls.append(ToolCall(tool: file.compiler, arguments: arguments))
    }
    return calls
  }

  /// How many compilers run side by side.
  static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Spreads files over the processors, the biggest first, so that each gets about the same.
  private static func batches(_ items: [Item]) -> [[Item]] {
    var batches = [(size: Int64, items: [Item])](repeating: (0, []), count: min(processors, items.count))
    let sized = items.map { (size: DiskFile.signature(of: $0.source)?.size ?? 0, item: $0) }
    for (size, item) in sized.sorted(by: { $0.size > $1.size }) {
      let smallest = batches.indices.min { batches[$0].size < batches[$1].size } ?? 0
      batches[smallest].size += max(size, 1)
      batches[smallest].items.append(item)
    }
    return batches.map(\.items)
  }

  /// Makes the objects under temporary names, and gives the warnings.
  func compile(_ work: Work) async throws(BuildError) -> [Diagnostic] {
    do throws(BuildError) {
      return try await run(calls(work))
    } catch {
      discard(work)
      throw error
    }
  }

  /// Runs compilers side by side.
  func run(_ calls: [ToolCall]) async throws(BuildError) -> [Diagnostic] {
    let outcomes = await withTaskGroup(of: Result<[Diagnostic], BuildError>.self) { group in
      for call in calls {
        group.addTask {
          do throws(BuildError) { return .success(try await run(call)) } catch { return .failure(error) }
        }
      }
      var outcomes: [Result<[Diagnostic], BuildError>] = []
      for await outcome in group { outcomes.append(outcome) }
      return outcomes
    }
    return try BuildRun.merge(outcomes)
  }

  /// All the errors of all the processes, or all their warnings.
  private static func merge(
    _ outcomes: [Result<[Diagnostic], BuildError>]
  ) throws(BuildError) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    var isRejected = false
    var other: BuildError?
    for outcome in outcomes {
      switch outcome {
      case .success(let warnings): diagnostics += warnings
      case .failure(.rejected(let errors)):
        diagnostics += errors
        isRejected = true
      case .failure(.cancelled): throw .cancelled
      case .failure(let error): other = error
      }
    }
    var told: [Diagnostic] = []
    for diagnostic in diagnostics where !told.contains(diagnostic) { told.append(diagnostic) }
    if isRejected { throw .rejected(told) }
    if let other { throw other }
    return told
  }

  private func run(_ call: ToolCall) async throws(BuildError) -> [Diagnostic] {
    let result: ToolResult
    do {
      result = try await self.result(of: call)
    } catch {
      throw BuildError(error)
    }
    let diagnostics = DiagnosticParser.parse(result.text)
    if result.succeeded { return diagnostics }
    try requireDisk(objects.folder)
    if case .signalled(let signal) = result.end {
      throw .crashed(tool: call.tool, signal: signal, output: String(result.text.suffix(2000)))
    }
    guard diagnostics.contains(where: { $0.severity == .error }) else {
      throw .toolFailed(tool: call.tool, reason: "failed: \(result.text.suffix(2000))")
    }
    throw .rejected(diagnostics)
  }

  private func result(of call: ToolCall) async throws(ToolFailure) -> ToolResult {
    if !isBackground, call.tool == plan.toolchain.frontend, let waiting = standby?.take(),
      let result = try await waiting.compile(call.arguments)
    {
      return result
    }
    return try await ToolRun.run(
      call.tool, call.arguments, in: folder, priority: isBackground ? .background : .normal)
  }

  /// Throws if a tool could not write its result: its own complaint does not say what to do.
  private func requireDisk(_ folder: String) throws(BuildError) {
    if let obstacle = DiskFile.obstacle(in: folder) { throw .disk(path: folder, reason: "\(obstacle)") }
  }

  /// Puts the objects in their places. Only now it is known what the names of the Swift files' depend on.
  func keep(_ work: Work) throws(BuildError) {
    for item in work.swift {
      let file = objects.dependencyFile(objects.temporary(item.key))
      let identity = identity(item.source, content: scan.tree.files[item.source] ?? ContentHash())
      if let bytes = try? DiskFile.read(file), let asked = FileDependencies(swiftdeps: bytes) {
        dependencies.learn(asked, for: identity)
      } else {
        dependencies.forget(identity)
      }
      DiskFile.remove(file)
      keys.known.withLock { $0[item.source] = nil }
      try objects.keep(item.key, as: key(swift: item.source))
    }
    for key in work.c.map(\.key) + (work.module.map { [$0] } ?? []) { try objects.keep(key, as: key) }
  }

  func discard(_ work: Work) {
    for key in work.keys {
      let object = objects.temporary(key)
      DiskFile.remove(object)
      DiskFile.remove(objects.dependencyFile(object))
    }
  }

  // MARK: Linking

  /// Links the game's objects with those of its dependencies, and checks the result before it gets its name.
  ///
  /// - Parameter patches: a file → an object that overrides a part of the object with the key beside it.
  func link(
    to path: String, temporary: String, state: String, patches: [String: BodyPatchFile] = [:]
  ) async throws(BuildError) {
    var own: [String] = patches.values.map(\.object)
    if isWholeModule { own.append(objects.path(moduleKey)) }
    for source in scan.swift where !isWholeModule {
      own.append(objects.path(patches[source]?.base ?? key(swift: source)))
    }
    own += cFiles.map { objects.path(key(c: $0)) }
    let arguments = try linkArguments(own, state: state, output: temporary, firstWins: !patches.isEmpty)
    defer { DiskFile.remove(temporary) }
    try await runLinker(arguments, for: path)
    do {
      try ImageFile.check(temporary)
    } catch .noEntrySymbol {
      throw .rejected([Diagnostic(severity: .error, message: LinkDiagnostics.missingEntry)])
    } catch {
      throw .toolFailed(tool: plan.link.linker, reason: error.description)
    }
    do {
      try DiskFile.rename(temporary, to: path)
    } catch {
      throw .disk(path: path, reason: "\(error.errno)")
    }
  }

  private var swiftKeys: [ContentHash] { isWholeModule ? [moduleKey] : scan.swift.map(key(swift:)) }

  /// The objects of the game: what `work` made, still under its temporary names, and what was there before.
  func ownObjects(after work: Work) -> [String] {
    let made = Set(work.keys)
    return (swiftKeys + cFiles.map(key(c:))).map {
      made.contains($0) ? objects.temporary($0) : objects.path($0)
    }
  }

  func linkArguments(
    _ own: [String], state: String, output: String, firstWins: Bool = false
  ) throws(BuildError) -> [String] {
    let exports = state + "/exports.ld"
    do {
      if !DiskFile.exists(exports) { try DiskFile.write(Array(LinkCommand.exportScript.utf8), to: exports) }
      var contents: [[UInt8]] = []
      for object in own { contents.append(try DiskFile.read(object)) }
      let asked = try Autolink.libraries(of: contents)
      let libraries = asked + plan.dependencyLibraries.filter { !asked.contains($0) }
      return plan.link.arguments(
        objects: own + plan.dependencyObjects, libraries: libraries, exports: exports, output: output,
        firstWins: firstWins)
    } catch let error as FileError {
      throw .disk(path: error.path, reason: "\(error.errno)")
    } catch {
      throw .toolFailed(
        tool: plan.toolchain.frontend, reason: "wrote an object that cannot be read: \(error)")
    }
  }

  func runLinker(_ arguments: [String], for path: String) async throws(BuildError) {
    do {
      let result = try await ToolRun.run(
        plan.link.linker, arguments, in: folder, priority: isBackground ? .background : .normal)
      if result.succeeded { return }
      try requireDisk(PathText.folder(of: path))
      if case .signalled(let signal) = result.end {
        throw BuildError.crashed(
          tool: plan.link.linker, signal: signal, output: String(result.text.suffix(2000)))
      }
      let explained = LinkDiagnostics(toolchain: plan.toolchain, folder: folder)
      throw BuildError.rejected(try await explained.explain(result.text))
    } catch let error as ToolFailure {
      throw BuildError(error)
    } catch let error as BuildError {
      throw error
    } catch {
      throw .toolFailed(tool: plan.link.linker, reason: "\(error)")
    }
  }
}
