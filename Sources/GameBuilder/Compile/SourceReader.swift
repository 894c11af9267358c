import HostSystem
import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

/// Reads sources, and remembers what it read for as long as the file stays the same.
struct SourceReader {
  private struct Known {
    let signature: FileSignature
    /// Whether the file had been at rest when it was read. A write within the same tick of the kernel's clock
    /// as the read leaves the same times behind.
    let isSettled: Bool
    let content: ContentHash
    var interface: [InterfacePart]?
  }

  /// Longer than the step of any kernel's file times.
  private static let clockStep: Int64 = 20_000_000

  private var known: [String: Known] = [:]

  /// The content's hash; nil for a file that is gone.
  mutating func content(of path: String) throws(BuildError) -> ContentHash? {
    try look(at: path)?.content
  }

  /// What other files can depend on.
  mutating func interface(of path: String) throws(BuildError) -> [InterfacePart] {
    guard let entry = try look(at: path) else { return [] }
    if let interface = entry.interface { return interface }
    let bytes = try read(path)
    let interface = InterfacePart.parts(of: bytes)
    // The file may have changed since its content was hashed; then this is not remembered.
    if ContentHash(of: bytes) == entry.content { known[path]?.interface = interface }
    return interface
  }

  private mutating func look(at path: String) throws(BuildError) -> Known? {
    guard let signature = DiskFile.signature(of: path) else {
      known[path] = nil
      return nil
    }
    if let entry = known[path], entry.isSettled, entry.signature == signature { return entry }
    let now = wallClockNow
    let content = ContentHash(of: try read(path))
    let entry = Known(
      signature: signature,
      isSettled: now - max(signature.modified, signature.changed) > SourceReader.clockStep,
      content: content, interface: known[path].flatMap { $0.content == content ? $0.interface : nil })
    known[path] = entry
    return entry
  }

  private func read(_ path: String) throws(BuildError) -> [UInt8] {
    do {
      return try DiskFile.read(path)
    } catch {
      // Gone since it was listed: a save by rename is going on, and another look will find it.
      if error.errno == .noSuchFileOrDirectory { return [] }
      throw .rejected([
        Diagnostic(
          severity: .error, file: path, message: "cannot be read (\(error.errno)); check its permissions")
      ])
    }
  }
}
