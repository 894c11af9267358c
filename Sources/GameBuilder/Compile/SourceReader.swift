import HostSystem
import SystemPackage

/// Reads sources, and caches hashes and interfaces until a file changes.
struct SourceReader {
  private struct Entry {
    let signature: FileSignature
    /// Whether the file was unchanged for a while when it was read. A write within the same step of the kernel's clock
    /// leaves the same times.
    let isSettled: Bool
    let content: ContentHash
    var interface: [InterfacePart]?
  }

  /// Nanoseconds: longer than the step of any kernel's file times.
  private static let clockStep: Int64 = 20_000_000

  private var cache: [String: Entry] = [:]

  /// A hash of the content. Nil if the file does not exist.
  mutating func content(of path: String) throws(BuildError) -> ContentHash? {
    try entry(for: path)?.content
  }

  /// What other files can depend on. Empty if the file does not exist.
  mutating func interface(of path: String) throws(BuildError) -> [InterfacePart] {
    guard let entry = try entry(for: path) else { return [] }
    if let interface = entry.interface { return interface }
    let bytes = try read(path)
    let interface = InterfacePart.parts(of: bytes)
    // The file may have changed after its content was hashed; then the interface is not cached.
    if ContentHash(of: bytes) == entry.content { cache[path]?.interface = interface }
    return interface
  }

  private mutating func entry(for path: String) throws(BuildError) -> Entry? {
    guard let signature = DiskFile.signature(of: path) else {
      cache[path] = nil
      return nil
    }
    if let entry = cache[path], entry.isSettled, entry.signature == signature { return entry }
    let now = wallClockNow
    let content = ContentHash(of: try read(path))
    let entry = Entry(
      signature: signature,
      isSettled: now - max(signature.modified, signature.changed) > SourceReader.clockStep,
      content: content, interface: cache[path].flatMap { $0.content == content ? $0.interface : nil })
    cache[path] = entry
    return entry
  }

  private func read(_ path: String) throws(BuildError) -> [UInt8] {
    do {
      return try DiskFile.read(path)
    } catch {
      // It was there when the folder was listed: an editor is saving it by renaming. The next scan finds it.
      if error.errno == .noSuchFileOrDirectory { return [] }
      throw .rejected([
        Diagnostic(
          severity: .error, file: path, message: "cannot be read (\(error.errno)); check its permissions")
      ])
    }
  }
}
