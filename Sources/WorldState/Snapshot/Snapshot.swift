import CGameABI
import Glibc

/// A copy of a world with its layout. Always whole: its header is that of a world of its layout, and its pools lie
/// within it, wherever it came from.
public struct Snapshot: Sendable {
  public let layout: Layout
  /// The used bytes of the world, its header first.
  public let bytes: [UInt8]

  /// Copies the world out of an arena.
  public init(of arena: Arena, layout: Layout) throws(SnapshotError) {
    do throws(ArenaError) { try arena.checkHeader(for: layout) } catch { throw .arena(error) }
    try self.init(layout: layout, bytes: unsafe arena.withBytes { unsafe Array($0) })
  }

  /// Takes up the bytes of a world, once they are found to be one.
  public init(layout: Layout, bytes: [UInt8]) throws(SnapshotError) {
    self.layout = layout
    self.bytes = bytes
    guard bytes.count >= layout.world.size else {
      throw .world(.truncated(bytes: bytes.count, needed: layout.world.size))
    }
    let header = self.header
    do throws(ArenaError) {
      try checkWorldHeader(header, least: bytes.count, most: bytes.count)
      guard header.layout_hash == layout.hash else {
        throw .foreignLayout(found: header.layout_hash, expected: layout.hash)
      }
    } catch { throw .arena(error) }
    do throws(WorldError) { try read { _ throws(WorldError) in } } catch { throw .world(error) }
  }

  /// The world's header as it was.
  public var header: WorldHeader {
    // A snapshot has the bytes of a header at least.
    unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: WorldHeader.self) }
  }

  /// Lends a reader of the world.
  public func read<R>(_ body: (WorldReader) throws(WorldError) -> R) throws(WorldError) -> R {
    let result: Result<R, WorldError> = unsafe bytes.withUnsafeBytes { bytes in
      Result { () throws(WorldError) in try body(unsafe WorldReader(layout: layout, bytes: bytes)) }
    }
    return try result.get()
  }

  /// Makes an arena hold this world, migrated where the layout is another than that of the snapshot.
  /// - Parameters:
  ///   - plan: from this snapshot's layout to that of the code which is to run the world.
  ///   - worldVersion: what the header is to say; nil leaves the snapshot's own, so that the game's migration
  ///     can be run from it.
  @discardableResult
  public func restore(
    into arena: Arena, by plan: MigrationPlan, worldVersion: UInt32? = nil
  ) throws(MigrationError) -> Migration {
    let result: Result<Migration, MigrationError> = unsafe bytes.withUnsafeBytes { bytes in
      Result { () throws(MigrationError) in
        try unsafe plan.apply(from: bytes, to: arena, worldVersion: worldVersion, keepsResidue: false)
      }
    }
    return try result.get()
  }
}

extension Snapshot: Equatable {
  public static func == (a: Snapshot, b: Snapshot) -> Bool { a.layout == b.layout && a.bytes == b.bytes }
}
