import CGameABI
import Engine

/// Files that a game in a test reads, by name: its assets, or what it stored.
public struct TestFiles {
  private var files: [String: (content: AssetContent, revision: UInt64)] = [:]
  /// What the game may still look at.
  private var replaced: [AssetContent] = []
  private var lastRevision: UInt64 = 0

  /// The text of a file; nil if there is none. The game sees a change in its next callback.
  public subscript(name: String) -> String? {
    get { files[name].map { String(decoding: $0.content.bytes, as: UTF8.self) } }
    set { self[bytesOf: name] = newValue.map { Array($0.utf8) } }
  }

  /// The content of a file that is no text.
  public subscript(bytesOf name: String) -> [UInt8]? {
    get { files[name].map { $0.content.bytes } }
    set { set(name, newValue.map { AssetContent($0) }) }
  }

  public var names: [String] { files.keys.sorted() }

  /// The texts of all files by name.
  public var texts: [String: String] { files.mapValues { $0.content.text } }

  mutating func set(_ name: String, _ content: AssetContent?) {
    if let old = files[name] { replaced.append(old.content) }
    lastRevision += 1
    files[name] = content.map { ($0, lastRevision) }
  }

  /// Makes these files all that there are. Those that have their content already keep their revision.
  mutating func replace(with wanted: [String: [UInt8]]) {
    for name in files.keys where wanted[name] == nil { self[bytesOf: name] = nil }
    for (name, bytes) in wanted where self[bytesOf: name] != bytes { self[bytesOf: name] = bytes }
  }

  /// Valid until the end of the run.
  func view(_ name: String) -> AssetView? {
    guard let file = files[name] else { return nil }
    return unsafe AssetView(
      bytes: file.content.start, count: UInt64(file.content.count), revision: file.revision)
  }
}
