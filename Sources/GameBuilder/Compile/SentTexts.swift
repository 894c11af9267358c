import HostSystem
import Synchronization

/// Texts of source files that differ from those on disk, because functions in them were sent to the running game. A later save
/// of the file wins. Any thread.
final class SentTexts: Sendable {
  struct Text: Sendable {
    let bytes: [UInt8]
    let content: ContentHash
    /// A file with the text, for compilers.
    let copy: String
    /// What was sent: names of functions.
    let names: [String]
    /// The file on disk, when they were sent.
    fileprivate let original: ContentHash
    fileprivate var signature: FileSignature?
  }

  private let folder: String
  private let texts = Mutex<[String: Text]>([:])

  /// - Parameter folder: for the copies.
  init(folder: String) { self.folder = folder }

  /// Nil if nothing was sent, or the file was saved since.
  func text(of path: String) -> Text? {
    texts.withLock { texts in
      guard let text = texts[path] else { return nil }
      let signature = DiskFile.signature(of: path)
      if signature == text.signature { return text }
      guard let bytes = try? DiskFile.read(path), ContentHash(of: bytes) == text.original else {
        texts[path] = nil
        return nil
      }
      texts[path]?.signature = signature
      return text
    }
  }

  /// The text, or that on disk.
  func read(_ path: String) throws(FileError) -> [UInt8] {
    if let text = text(of: path) { return text.bytes }
    return try DiskFile.read(path)
  }

  /// The texts of files. One that cannot be read is left out.
  func read(_ paths: [String]) -> [String: [UInt8]] {
    var texts: [String: [UInt8]] = [:]
    for path in paths { texts[path] = try? read(path) }
    return texts
  }

  /// All that are in force.
  var all: [String: Text] {
    let paths = texts.withLock { Array($0.keys) }
    return Dictionary(uniqueKeysWithValues: paths.compactMap { path in text(of: path).map { (path, $0) } })
  }

  /// Puts a text in the place of a file, or of an earlier text.
  /// - Parameter names: what is different.
  func set(_ path: String, _ bytes: [UInt8], names: [String]) throws(FileError) {
    let original =
      if let earlier = text(of: path) { earlier.original } else {
        ContentHash(of: try DiskFile.read(path))
      }
    let content = ContentHash(of: bytes)
    let copy = "\(folder)/\(content.hexadecimal).swift"
    try DiskFile.makeFolder(folder)
    try DiskFile.write(bytes, to: copy)
    let signature = DiskFile.signature(of: path)
    let text = Text(
      bytes: bytes, content: content, copy: copy, names: names,
      original: original, signature: signature)
    texts.withLock { $0[path] = text }
  }

  /// Goes back to earlier texts.
  func restore(_ earlier: [String: Text]) { texts.withLock { $0 = earlier } }

  var isEmpty: Bool { texts.withLock { $0.isEmpty } }

  /// Path → the file with the text that is in force.
  private var copies: [String: String] { isEmpty ? [:] : all.mapValues(\.copy) }

  /// The content of an overlay with which a compiler reads these texts, and some files with other contents.
  /// - Parameter contents: path of a file → path of the file with its content.
  func overlay(replacing contents: [String: String]) throws -> [UInt8] {
    try FileOverlay(copies.merging(contents) { $1 }).json()
  }

  /// The options with which compilers read these texts.
  var options: [String] {
    let copies = copies
    if copies.isEmpty { return [] }
    var key = ContentHash()
    for (path, copy) in copies.sorted(by: { $0.key < $1.key }) {
      key.combine(path)
      key.combine(copy)
    }
    let overlay = "\(folder)/\(key.hexadecimal).json"
    // Without its text a compiler reads the file itself. Then the file that it compiles is not the one of the scan, which is
    // noticed as a save is.
    if !DiskFile.exists(overlay) {
      guard let json = try? FileOverlay(copies).json(), (try? DiskFile.write(json, to: overlay)) != nil else {
        return []
      }
    }
    return ["-vfsoverlay", overlay]
  }
}
