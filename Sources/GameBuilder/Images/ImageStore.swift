import HostSystem
import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

/// The game's libraries on disk: `NUMBER-SOURCEHASH-KEY-CONFIGURATION.so`, numbered in the order they were made.
struct ImageStore {
  struct Entry: Equatable {
    let number: Int
    let sourceHash: String
    /// Names the commands and the dependencies besides the sources.
    let key: String
    let configuration: BuildConfiguration

    var name: String { "\(number)-\(sourceHash)-\(key)-\(configuration.rawValue).so" }

    init(number: Int, sourceHash: String, key: String, configuration: BuildConfiguration) {
      self.number = number
      self.sourceHash = sourceHash
      self.key = key
      self.configuration = configuration
    }

    init?(name: String) {
      guard name.hasSuffix(".so") else { return nil }
      let parts = name.dropLast(3).split(separator: "-")
      guard parts.count == 4, let number = Int(parts[0]),
        let configuration = BuildConfiguration(rawValue: String(parts[3]))
      else { return nil }
      self.init(
        number: number, sourceHash: String(parts[1]), key: String(parts[2]), configuration: configuration)
    }
  }

  /// Images that are kept when a program starts.
  private static let limit = 40

  let folder: String
  private var last: Int
  /// Paths this process has been given: they may be loaded, and the loader would not load them twice.
  private var handedOut: Set<String> = []

  init(folder: String) {
    self.folder = folder
    last = 0
    last = entries().first?.number ?? 0
  }

  /// All images, the newest first.
  func entries() -> [Entry] {
    (DiskFile.names(in: folder) ?? []).compactMap(Entry.init(name:)).sorted { $0.number > $1.number }
  }

  func path(_ entry: Entry) -> String { "\(folder)/\(entry.name)" }

  /// A whole image of the same source, commands and dependencies, under a path that was never given before; nil
  /// where there is none.
  mutating func reuse(
    sourceHash: String, key: String, configuration: BuildConfiguration
  ) throws(BuildError) -> String? {
    for entry in entries()
    where entry.sourceHash == sourceHash && entry.key == key && entry.configuration == configuration {
      let found = path(entry)
      guard let bytes = try? DiskFile.read(found), (try? ImageFile.check(bytes: bytes, path: found)) != nil
      else {
        DiskFile.remove(found)
        continue
      }
      if handedOut.insert(found).inserted { return found }
      let copy = next(sourceHash: sourceHash, key: key, configuration: configuration)
      do {
        try DiskFile.write(bytes, to: copy)
      } catch {
        throw .disk(path: copy, reason: "\(error.errno)")
      }
      return copy
    }
    return nil
  }

  /// A path for a new image. It counts as given.
  mutating func next(sourceHash: String, key: String, configuration: BuildConfiguration) -> String {
    last += 1
    let path = path(Entry(number: last, sourceHash: sourceHash, key: key, configuration: configuration))
    handedOut.insert(path)
    return path
  }

  /// Removes an image that cannot be used, and its copies, so that the next build makes it anew.
  func forget(sourceHash: String, configuration: BuildConfiguration) {
    for entry in entries() where entry.sourceHash == sourceHash && entry.configuration == configuration {
      DiskFile.remove(path(entry))
    }
  }

  /// A path for an image of this process alone, which no other one will find.
  mutating func nextPartial() -> String {
    last += 1
    return "\(folder)/\(last).\(getpid())\(ImageStore.partialSuffix)"
  }

  private static let partialSuffix = ".partial.so"

  /// Where the linker may write an image before it is checked.
  func temporary(for path: String) -> String { "\(path).\(getpid()).tmp" }

  /// The newest images of earlier runs stay.
  func prune() {
    for name in DiskFile.names(in: folder) ?? []
    where name.hasSuffix(".tmp") || name.hasSuffix(ImageStore.partialSuffix) {
      DiskFile.remove("\(folder)/\(name)")
    }
    for entry in entries().dropFirst(ImageStore.limit) where !handedOut.contains(path(entry)) {
      DiskFile.remove(path(entry))
    }
  }
}
