import CGameABI
import Glibc

/// A copy of a world with its layout. Always valid: the header matches the layout, and all pools lie within the bytes.
public struct Snapshot: Sendable {
  public let layout: Layout
  /// The used bytes of the world, its header first.
  public let bytes: [UInt8]

  /// Copies the world of an arena.
  public init(of arena: Arena, layout: Layout) throws(SnapshotError) {
    do throws(ArenaError) { try arena.checkHeader(for: layout) } catch { throw .arena(error) }
    try self.init(layout: layout, bytes: unsafe arena.withBytes { unsafe Array($0) })
  }

  /// Validates the bytes of a world.
  public init(layout: Layout, bytes: [UInt8]) throws(SnapshotError) {
    self.layout = layout
    self.bytes = bytes
    guard bytes.count >= layout.world.size else {
      throw .world(.truncated(bytes: bytes.count, needed: layout.world.size))
    }
    let header = self.header
    do throws(ArenaError) {
      try checkWorldHeader(header, minUsed: bytes.count, maxUsed: bytes.count)
      guard header.layout_hash == layout.hash else {
        throw .foreignLayout(found: header.layout_hash, expected: layout.hash)
      }
    } catch { throw .arena(error) }
    do throws(WorldError) { try read { _ throws(WorldError) in } } catch { throw .world(error) }
  }

  public var header: WorldHeader {
    // The bytes were checked to contain a header.
    unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: WorldHeader.self) }
  }

  /// Lends a reader of the world.
  public func read<R>(_ body: (WorldReader) throws(WorldError) -> R) throws(WorldError) -> R {
    let result: Result<R, WorldError> = unsafe bytes.withUnsafeBytes { bytes in
      Result { () throws(WorldError) in try body(unsafe WorldReader(layout: layout, bytes: bytes)) }
    }
    return try result.get()
  }
}

extension Snapshot: Equatable {
  public static func == (a: Snapshot, b: Snapshot) -> Bool { a.layout == b.layout && a.bytes == b.bytes }
}
