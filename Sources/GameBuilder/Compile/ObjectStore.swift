import HostSystem
import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

/// Compiled objects, each in a file named by a hash of everything that went into it. What is there is complete and
/// right, whichever build made it and however that build ended.
struct ObjectStore {
  /// Objects that are kept when a program starts; the oldest go first.
  private static let limit = 1_000

  let folder: String

  func path(_ key: ContentHash) -> String { "\(folder)/\(key.hexadecimal).o" }

  func has(_ key: ContentHash) -> Bool { DiskFile.isFile(path(key)) }

  /// Where a compiler may write before it is known whether it succeeds. Of this process alone.
  func temporary(_ key: ContentHash) -> String { "\(folder)/\(key.hexadecimal).\(getpid()).tmp.o" }

  /// Where the compiler writes what it asked for while it made an object.
  func dependencyFile(_ object: String) -> String { object + ".swiftdeps" }

  /// Puts what was written to ``temporary(_:)`` in its place.
  func keep(_ key: ContentHash, as name: ContentHash) throws(BuildError) {
    do {
      try DiskFile.rename(temporary(key), to: path(name))
    } catch {
      // The Swift compiler calls it a success when the disk is full, and leaves nothing.
      throw .disk(path: error.path, reason: "\(DiskFile.obstacle(in: folder) ?? error.errno)")
    }
  }

  /// Removes what builds that were killed left behind, and what has not been needed for long.
  func prune() {
    let names = DiskFile.names(in: folder) ?? []
    for name in names where name.contains(".tmp") { DiskFile.remove("\(folder)/\(name)") }
    let objects = names.filter { $0.hasSuffix(".o") && !$0.contains(".tmp") }
    let records = names.filter { $0.hasSuffix(".json") }
    if records.count > ObjectStore.limit { for name in records { DiskFile.remove("\(folder)/\(name)") } }
    guard objects.count > ObjectStore.limit else { return }
    let aged = objects.map { (age: DiskFile.signature(of: "\(folder)/\($0)")?.modified ?? 0, name: $0) }
    for object in aged.sorted(by: { $0.age < $1.age }).prefix(objects.count - ObjectStore.limit) {
      DiskFile.remove("\(folder)/\(object.name)")
    }
  }
}
