import HostSystem
import Synchronization

/// One build of one state of the sources: the names of its objects, and how to make those that are missing.
///
/// An object is stored under its key, a hash of everything that it depends on. So an object that exists is up to date, no
/// matter which build made it. Any thread.
struct BuildRun: Sendable {
  let plan: BuildPlan
  let scan: SourceScan
  /// What files can see of each other and of the headers.
  let interfaces: ModuleInterfaces
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

  /// The part of a key that is the same for all objects of this build.
  private let fingerprint: ContentHash
  private let keys = KeyCache()

  private final class KeyCache: Sendable {
    let keys = Mutex<[String: ContentHash]>([:])
  }

  init(
    plan: BuildPlan, scan: SourceScan, interfaces: ModuleInterfaces, objects: ObjectStore,
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
    fingerprint = plan.fingerprint
  }

  /// Whether the Swift files are compiled together to one object, so that the optimiser sees all of them.
  var isWholeModule: Bool { plan.configuration == .release }

  /// The C files that exist.
  var cFiles: [BuildPlan.CFile] { plan.cFiles.filter { scan.tree.files[$0.source] != nil } }

  // MARK: Keys

  /// 16 hexadecimal digits for the commands and the dependencies.
  var imageKey: String { String(fingerprint.hexadecimal.prefix(16)) }

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
    key.combine(interfaces.hash(visibleTo: path, identity, in: dependencies))
    return key
  }

  /// What is compiled, without the rest of the module: the key of its dependencies.
  private func identity(of path: String, content: ContentHash) -> ContentHash {
    var identity = fingerprint
    identity.combine(path)
    identity.combine(content)
    return identity
  }

  var moduleKey: ContentHash {
    var key = fingerprint
    key.combine(scan.headerTexts)
    for path in scan.swift {
      key.combine(path)
      key.combine(content(of: path))
    }
    return key
  }

  func key(c file: BuildPlan.CFile) -> ContentHash {
    var key = fingerprint
    key.combine(file.source)
    key.combine(content(of: file.source))
    key.combine(scan.headerTexts)
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
    if let module = work.module { try objects.store(module, as: module) }
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
