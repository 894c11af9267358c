import HostSystem
import Synchronization

/// One build of one state of the sources: the names of its objects, and how to make those that are missing.
///
/// An object is stored under its key, a hash of everything that it depends on. So an object that exists is up to date, no
/// matter which build made it. Any thread.
struct BuildRun: Sendable {
  let plan: BuildPlan
  let scan: SourceScan
  /// What the files of each module can see of each other and of the headers.
  let interfaces: [ModuleInterfaces]
  /// The author's libraries, and the game last.
  let modules: [CompiledModule]
  /// Path of a Swift file → its module.
  private let moduleIndex: [String: Int]
  let objects: ObjectStore
  let dependencies: DependencyStore
  /// The package's folder, in which the tools run.
  let folder: String
  /// The same source runs already: the tools let other work go first.
  let isBackground: Bool
  /// Tools that were started ahead.
  let standby: StandbyTools?
  /// What was sent in the place of files.
  let sent: SentTexts

  /// The part of a key that is the same for all C objects of this build.
  private let fingerprint: ContentHash
  private let keys = KeyCache()

  private final class KeyCache: Sendable {
    let keys = Mutex<[String: ContentHash]>([:])
  }

  init(
    plan: BuildPlan, scan: SourceScan, interfaces: [ModuleInterfaces], objects: ObjectStore,
    dependencies: DependencyStore, folder: String,
    isBackground: Bool = false, standby: StandbyTools? = nil, sent: SentTexts
  ) {
    self.plan = plan
    self.scan = scan
    self.interfaces = interfaces
    self.objects = objects
    self.dependencies = dependencies
    self.folder = folder
    self.isBackground = isBackground
    self.standby = standby
    self.sent = sent
    let fingerprints = plan.fingerprints
    modules = CompiledModule.all(plan, scan, objects, fingerprints)
    var moduleIndex: [String: Int] = [:]
    for (index, module) in scan.modules.enumerated() {
      for path in module.swift { moduleIndex[path] = index }
    }
    self.moduleIndex = moduleIndex
    fingerprint = fingerprints.common
    imageKey = String(fingerprints.image.hexadecimal.prefix(16))
  }

  var game: CompiledModule { modules[modules.count - 1] }

  /// The index of the module of one of the Swift files. What is not among them is compiled with the game.
  func index(of path: String) -> Int { moduleIndex[path] ?? modules.count - 1 }

  func module(of path: String) -> CompiledModule { modules[index(of: path)] }

  /// Whether the Swift files of a module are compiled together to one object, so that the optimiser sees all of them.
  var isWholeModule: Bool { plan.configuration == .release }

  /// The C files that exist.
  var cFiles: [BuildPlan.CFile] { plan.cFiles.filter { scan.tree.files[$0.source] != nil } }

  // MARK: Keys

  /// 16 hexadecimal digits for the commands and the dependencies.
  let imageKey: String

  /// The key of a Swift file's object. It depends on the file's content, and on what the compiler looked up elsewhere.
  func key(swift path: String) -> ContentHash {
    if let key = keys.keys.withLock({ $0[path] }) { return key }
    let key = key(swift: path, content: content(of: path))
    keys.keys.withLock { $0[path] = key }
    return key
  }

  /// The same, if the file had another content.
  func key(swift path: String, content: ContentHash) -> ContentHash {
    let identity = identity(of: path, content: content)
    var key = identity
    let index = index(of: path)
    key.combine(interfaces[index].hash(visibleTo: path, identity, in: dependencies))
    if let imports = modules[index].imports { key.combine(imports) }
    return key
  }

  /// What is compiled, without the rest of the module: the key of its dependencies.
  private func identity(of path: String, content: ContentHash) -> ContentHash {
    var identity = module(of: path).fingerprint
    identity.combine(path)
    identity.combine(content)
    return identity
  }

  /// The key of the one object of a module that is compiled as a whole.
  func key(module: CompiledModule) -> ContentHash {
    var key = module.fingerprint
    key.combine(scan.headerTexts(in: module.isGame ? nil : module.plan.headerFolders))
    if let imports = module.imports { key.combine(imports) }
    for path in module.sources.swift {
      key.combine(path)
      key.combine(content(of: path))
    }
    return key
  }

  func key(c file: BuildPlan.CFile) -> ContentHash {
    var key = fingerprint
    key.combine(file.source)
    key.combine(content(of: file.source))
    key.combine(scan.headerTexts(in: file.headerFolders))
    return key
  }

  private func content(of path: String) -> ContentHash { scan.tree.files[path] ?? ContentHash() }

  // MARK: Objects

  /// Stores the objects that the compilers wrote under temporary names. The key of a Swift file's object is known only now:
  /// it depends on what the compiler looked up.
  func store(_ work: Work) throws(BuildError) {
    for item in work.swift {
      let file = objects.dependencyFile(of: objects.temporary(item.key))
      let identity = identity(of: item.source, content: content(of: item.source))
      if let bytes = try? DiskFile.read(file), let lookups = FileDependencies(swiftdeps: bytes) {
        dependencies.add(lookups, to: identity)
      } else {
        dependencies.remove(identity)
      }
      DiskFile.remove(file)
      keys.keys.withLock { $0[item.source] = nil }
      try objects.store(item.key, as: key(swift: item.source))
    }
    for key in work.c.map(\.key) { try objects.store(key, as: key) }
    for key in work.modules.map(\.key) { try objects.store(key, as: key) }
  }

  /// Removes what the compilers wrote.
  func discard(_ work: Work) {
    for key in work.keys {
      let object = objects.temporary(key)
      DiskFile.remove(object)
      DiskFile.remove(objects.dependencyFile(of: object))
    }
  }
}
