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

  func hasSameBytes(as other: AssetContent) -> Bool { unsafe buffer.elementsEqual(other.buffer) }
}

/// The files under `assets/` as the game sees them. They change only at safe points, so a tick never sees two states of
/// a file. Confined to the loop's thread; `AssetFolder` reads the files on another.
public final class AssetStore {
  public struct Asset {
    public var content: AssetContent
    /// Increases with each change of the file.
    public var revision: UInt64
  }

  private var assets: [String: Asset] = [:]
  private var lastRevision: UInt64 = 0

  public init() {}

  /// By path relative to `assets/`.
  public subscript(path: String) -> Asset? { assets[path] }

  public var paths: [String] { assets.keys.sorted() }

  /// Applies what was read.
  /// - Parameter changes: by path; nil for a file that is gone.
  /// - Returns: the paths whose content changed.
  public func apply(_ changes: [String: AssetContent?]) -> [String] {
    var changed: [String] = []
    for (path, content) in changes.sorted(by: { $0.key < $1.key }) {
      if let content {
        if let old = assets[path], old.content.hasSameBytes(as: content) { continue }
        lastRevision += 1
        assets[path] = Asset(content: content, revision: lastRevision)
      } else if assets.removeValue(forKey: path) == nil {
        continue
      }
      changed.append(path)
    }
    return changed
  }
}
