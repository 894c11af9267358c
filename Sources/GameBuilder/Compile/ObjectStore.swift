import Glibc
import HostSystem

/// Compiled objects, each in a file named by its key, a hash of everything it depends on. A file with that name is complete
/// and up to date, whichever build made it and however that build ended.
struct ObjectStore {
  /// Objects that ``prune()`` leaves, newest first.
  static let maxObjects = 1_000
  /// The same of module files.
  private static let maxModuleFiles = 200

  let folder: String
  let autolink = Autolink()

  func path(_ key: ContentHash) -> String { "\(folder)/\(key.hexadecimal).o" }

  func has(_ key: ContentHash) -> Bool { DiskFile.isFile(path(key)) }

  /// Whether the path is that of a complete object.
  func isStored(_ path: String) -> Bool { PathText.isWithin(path, folder) && !path.contains(".tmp") }

  /// Where a compiler writes an object until it has succeeded. Only this process uses the path.
  func temporary(_ key: ContentHash) -> String { "\(folder)/\(key.hexadecimal).\(getpid()).tmp.o" }

  /// The module file of a library.
  func moduleFile(_ key: ContentHash) -> String { "\(folder)/\(key.hexadecimal).swiftmodule" }

  func hasModule(_ key: ContentHash) -> Bool { DiskFile.isFile(moduleFile(key)) }

  /// Where the compiler writes what it looked up while it made an object.
  func dependencyFile(of object: String) -> String { object + ".swiftdeps" }

  /// Where the compiler writes its diagnostics while it makes an object.
  func diagnosticFile(of object: String) -> String { object + ".dia" }

  /// Moves the file at ``temporary(_:)`` to its final path.
  /// - Parameter name: the key by which the object is stored.
  func store(_ key: ContentHash, as name: ContentHash) throws(BuildError) { try move(key, to: path(name)) }

  /// The same of a module file.
  func storeModule(_ key: ContentHash) throws(BuildError) { try move(key, to: moduleFile(key)) }

  private func move(_ key: ContentHash, to path: String) throws(BuildError) {
    do {
      try DiskFile.rename(temporary(key), to: path)
    } catch {
      // On a full disk the Swift compiler succeeds without writing the object.
      throw .disk(path: error.path, reason: "\(DiskFile.obstacle(in: folder) ?? error.errno)")
    }
  }

  /// Removes the temporary files of builds that were killed, and the oldest objects.
  func prune() {
    let names = DiskFile.names(in: folder) ?? []
    for name in names where name.contains(".tmp") { DiskFile.remove("\(folder)/\(name)") }
    let objects = names.filter { $0.hasSuffix(".o") && !$0.contains(".tmp") }
    let modules = names.filter { $0.hasSuffix(".swiftmodule") }
    DiskFile.removeOldest(modules, in: folder, keeping: ObjectStore.maxModuleFiles)
    let records = names.filter { $0.hasSuffix(".json") }
    if records.count > ObjectStore.maxObjects {
      for name in records { DiskFile.remove("\(folder)/\(name)") }
    }
    DiskFile.removeOldest(objects, in: folder, keeping: ObjectStore.maxObjects)
  }
}
