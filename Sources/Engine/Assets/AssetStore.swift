/// The content of one asset file, at an address that is valid for as long as this object.
@safe public final class AssetContent: @unchecked Sendable {
  private let buffer: UnsafeMutableBufferPointer<UInt8>

  public init(_ bytes: some Collection<UInt8>) {
    unsafe buffer = .allocate(capacity: bytes.count)
    _ = unsafe buffer.initialize(fromContentsOf: bytes)
  }

  deinit { unsafe buffer.deallocate() }

  /// Valid for as long as this object; never written to.
  public var start: UnsafePointer<UInt8>? { unsafe UnsafePointer(buffer.baseAddress) }
  public var count: Int { unsafe buffer.count }
  public var text: String { unsafe String(decoding: buffer, as: UTF8.self) }

  public var bytes: [UInt8] { unsafe Array(buffer) }

  func hasSameBytes(as other: AssetContent) -> Bool { unsafe buffer.elementsEqual(other.buffer) }
}

/// The files under `assets/` as the game sees them. They change only at safe points, so a tick never sees two states of
/// a file. Confined to the loop's thread; `AssetFolder` reads the files on another.
public final class AssetStore {
  public struct Asset: Sendable {
    public var content: AssetContent
    /// Increases with each change of the file.
    public var revision: UInt64

    public init(content: AssetContent, revision: UInt64) {
      self.content = content
      self.revision = revision
    }
  }

  /// All files at one moment. The files themselves are shared, not copied.
  public struct Contents {
    fileprivate var assets: [String: Asset]

    /// - Parameter assets: by path relative to `assets/`.
    public init(_ assets: [String: Asset] = [:]) { self.assets = assets }
  }

  /// Can be replaced by those of an earlier moment while a tick of then is computed again.
  public var contents = Contents()
  private var lastRevision: UInt64 = 0
  /// The number of changes so far.
  public private(set) var changeCount: UInt64 = 0

  public init() {}

  /// By path relative to `assets/`.
  public subscript(path: String) -> Asset? { contents.assets[path] }

  public var paths: [String] { contents.assets.keys.sorted() }

  /// What one image of the game made of the files.
  private struct Readings {
    /// What it keeps instead of a revision that it rejected, by path and that revision.
    var keptInstead: [String: [UInt64: Asset]] = [:]
    /// What it accepted last, by path.
    var accepted: [String: Asset] = [:]
  }

  private var readings: [ObjectIdentifier: Readings] = [:]
  /// The image whose code runs, or ran last. Another one has read nothing: it cannot keep what an earlier one accepted.
  public var reader = ObjectIdentifier(AssetStore.self)

  /// Notes how the game read a revision.
  public func note(_ path: String, revision: UInt64, isAccepted: Bool) {
    guard let asset = contents.assets[path], asset.revision == revision else { return }
    if isAccepted {
      readings[reader, default: Readings()].accepted[path] = asset
    } else if let kept = readings[reader]?.accepted[path] {
      readings[reader]?.keptInstead[path, default: [:]][revision] = kept
    }
  }

  /// The version of an asset that counts for a game that saw all versions in order: not one that it rejected.
  public func good(_ path: String) -> Asset? {
    guard let asset = contents.assets[path] else { return nil }
    return good(asset, path)
  }

  /// What the code that runs now has, by path: of files that it rejected or that are gone, the version that it accepted last.
  public var present: [String: Asset] {
    guard let readings = readings[reader] else { return contents.assets }
    var assets = contents.assets.merging(readings.accepted) { asset, _ in asset }
    for path in readings.keptInstead.keys where contents.assets[path] != nil { assets[path] = good(path) }
    return assets
  }

  /// All files as they count for a game that saw all versions in order.
  public func files(of contents: Contents) -> [String: AssetContent] {
    var files: [String: AssetContent] = [:]
    for (path, asset) in contents.assets { files[path] = good(asset, path).content }
    return files
  }

  private func good(_ asset: Asset, _ path: String) -> Asset {
    readings[reader]?.keptInstead[path]?[asset.revision] ?? asset
  }

  /// The same files again: another revision for each content.
  /// - Parameter revisions: of contents that were here before.
  public func contents(
    of files: [String: AssetContent], _ revisions: inout [ObjectIdentifier: UInt64]
  ) -> Contents {
    Contents(
      files.mapValues { content in
        if revisions[ObjectIdentifier(content)] == nil {
          lastRevision += 1
          revisions[ObjectIdentifier(content)] = lastRevision
        }
        return Asset(content: content, revision: revisions[ObjectIdentifier(content)] ?? 0)
      })
  }

  /// Applies what was read.
  /// - Parameter changes: by path; nil for a file that is gone.
  /// - Returns: the paths whose content changed.
  public func apply(_ changes: [String: AssetContent?]) -> [String] {
    var changed: [String] = []
    for (path, content) in changes.sorted(by: { $0.key < $1.key }) {
      if let content {
        if let old = contents.assets[path], old.content.hasSameBytes(as: content) { continue }
        lastRevision += 1
        contents.assets[path] = Asset(content: content, revision: lastRevision)
      } else if contents.assets.removeValue(forKey: path) == nil {
        continue
      }
      changed.append(path)
    }
    if !changed.isEmpty { changeCount += 1 }
    return changed
  }
}
