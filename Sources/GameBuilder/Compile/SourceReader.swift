import HostSystem
import Synchronization
import SystemPackage

/// Reads sources, and caches hashes and interfaces until a file changes. Any thread.
final class SourceReader: Sendable {
  private struct Entry: Sendable {
    let signature: FileSignature
    /// Whether the file was unchanged for a while when it was read. A write within the same step of the kernel's clock
    /// leaves the same times.
    let isSettled: Bool
    let content: ContentHash
    var interface: [InterfacePart]?
    var header: HeaderText?
  }

  /// Nanoseconds: longer than the step of any kernel's file times.
  private static let clockStep: Int64 = 20_000_000

  private let cache = Mutex<[String: Entry]>([:])
  /// What was sent in the place of files.
  let sent: SentTexts
  let texts: SourceTexts

  /// - Parameter texts: gets the Swift files that are read.
  init(sent: SentTexts, texts: SourceTexts = SourceTexts()) {
    self.sent = sent
    self.texts = texts
  }

  /// A hash of the content. Nil if the file does not exist.
  func content(of path: String) throws(BuildError) -> ContentHash? {
    try entry(for: path)?.content
  }

  /// What other files can depend on. Empty if the file does not exist.
  func interface(of path: String) throws(BuildError) -> [InterfacePart] {
    guard let entry = try entry(for: path) else { return [] }
    if let interface = entry.interface { return interface }
    let bytes = try read(path)
    let interface = InterfacePart.parts(of: bytes)
    // The file may have changed after its content was hashed; then the interface is not cached.
    if ContentHash(of: bytes) == entry.content { complete(path, entry.content) { $0.interface = interface } }
    return interface
  }

  /// A header without what no compiler sees. That of an empty file if it does not exist.
  func header(at path: String) throws(BuildError) -> HeaderText {
    guard let entry = try entry(for: path) else { return HeaderText([]) }
    if let header = entry.header { return header }
    if !SourceTree.isCHeader(path) { return HeaderText(opaque: entry.content) }
    let bytes = try read(path)
    let header = HeaderText(bytes)
    if ContentHash(of: bytes) == entry.content { complete(path, entry.content) { $0.header = header } }
    return header
  }

  /// Adds to what is cached of a content.
  private func complete(_ path: String, _ content: ContentHash, _ change: (inout Entry) -> Void) {
    cache.withLock { cache in
      guard var entry = cache[path], entry.content == content else { return }
      change(&entry)
      cache[path] = entry
    }
  }

  private func entry(for path: String) throws(BuildError) -> Entry? {
    if let text = sent.text(of: path) { return entry(for: path, text) }
    guard let signature = DiskFile.signature(of: path) else {
      cache.withLock { $0[path] = nil }
      return nil
    }
    let cached = cache.withLock { $0[path] }
    if let cached, cached.isSettled, cached.signature == signature { return cached }
    let now = wallClockNow
    let bytes = try read(path)
    let content = ContentHash(of: bytes)
    if path.hasSuffix(".swift") { texts.note(bytes, content) }
    return cache.withLock { cache in
      let known = cache[path].flatMap { $0.content == content ? $0 : nil }
      let entry = Entry(
        signature: signature,
        isSettled: now - max(signature.modified, signature.changed) > SourceReader.clockStep,
        content: content, interface: known?.interface, header: known?.header)
      cache[path] = entry
      return entry
    }
  }

  private func entry(for path: String, _ text: SentTexts.Text) -> Entry? {
    guard let signature = DiskFile.signature(of: path) else { return nil }
    texts.note(text.bytes, text.content)
    return cache.withLock { cache in
      if let known = cache[path], known.content == text.content { return known }
      // The file itself is read again when the text is gone.
      let entry = Entry(signature: signature, isSettled: false, content: text.content)
      cache[path] = entry
      return entry
    }
  }

  private func read(_ path: String) throws(BuildError) -> [UInt8] {
    do {
      return try sent.read(path)
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
