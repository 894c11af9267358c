import Glibc
import HostSystem

extension ImageFile {
  /// The newest of the images in a folder that can be loaded; nil if there is none. It may not be of the present source.
  public static func newest(in folder: String) -> String? {
    let store = ImageStore(folder: folder)
    return store.entries().map(store.path).first { (try? check($0)) != nil }
  }
}

/// The game's libraries on disk, in files named `NUMBER-SOURCEHASH-KEY-CONFIGURATION.so` and numbered in the order they were
/// made.
///
/// No path is returned twice by one process: the dynamic loader would return the library it has already loaded.
struct ImageStore {
  struct Entry: Equatable {
    let number: Int
    let sourceHash: String
    /// A hash of everything besides the sources: commands and dependencies.
    let key: String
    let configuration: BuildConfiguration

    var name: String { "\(number)-\(sourceHash)-\(key)-\(configuration.rawValue).so" }

    init(number: Int, sourceHash: String, key: String, configuration: BuildConfiguration) {
      self.number = number
      self.sourceHash = sourceHash
      self.key = key
      self.configuration = configuration
    }

    /// Nil if it is not the name of an image.
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

  /// Images that ``prune()`` leaves.
  private static let maxImages = 40
  private static let partialSuffix = ".partial.so"

  let folder: String
  private var lastNumber: Int
  /// Paths that this process has been given.
  private var usedPaths: Set<String> = []

  init(folder: String) {
    self.folder = folder
    lastNumber = 0
    lastNumber = entries().first?.number ?? 0
  }

  /// All images, newest first.
  func entries() -> [Entry] {
    (DiskFile.names(in: folder) ?? []).compactMap(Entry.init(name:)).sorted { $0.number > $1.number }
  }

  func path(_ entry: Entry) -> String { "\(folder)/\(entry.name)" }

  /// A valid image of the same sources, commands and dependencies, under an unused path. Nil if there is none.
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
      if usedPaths.insert(found).inserted { return found }
      let copy = nextPath(sourceHash: sourceHash, key: key, configuration: configuration)
      do {
        try DiskFile.write(bytes, to: copy)
      } catch {
        throw .disk(path: copy, reason: "\(error.errno)")
      }
      return copy
    }
    return nil
  }

  /// A path for a new image.
  mutating func nextPath(sourceHash: String, key: String, configuration: BuildConfiguration) -> String {
    lastNumber += 1
    let path = path(
      Entry(number: lastNumber, sourceHash: sourceHash, key: key, configuration: configuration))
    usedPaths.insert(path)
    return path
  }

  /// A path for an image that is not to be reused, by this process or a later one.
  mutating func nextPartialPath() -> String {
    lastNumber += 1
    return "\(folder)/\(lastNumber).\(getpid())\(ImageStore.partialSuffix)"
  }

  /// Where the linker writes an image until it is checked.
  func temporary(for path: String) -> String { "\(path).\(getpid()).tmp" }

  /// Removes an image that cannot be loaded, and its copies, so that the next build makes it again.
  func remove(sourceHash: String, configuration: BuildConfiguration) {
    for entry in entries() where entry.sourceHash == sourceHash && entry.configuration == configuration {
      DiskFile.remove(path(entry))
    }
  }

  /// Removes temporary files, partial images, and all but the newest images of earlier runs.
  func prune() {
    for name in DiskFile.names(in: folder) ?? []
    where name.hasSuffix(".tmp") || name.hasSuffix(ImageStore.partialSuffix) {
      DiskFile.remove("\(folder)/\(name)")
    }
    for entry in entries().dropFirst(ImageStore.maxImages) where !usedPaths.contains(path(entry)) {
      DiskFile.remove(path(entry))
    }
  }
}
