import CGameABI
import Glibc
import SeededRandom
import Testing

@testable import WorldState

/// A world of any layout, with chosen or random values. Guard pages surround the arena, so a write past its end terminates the
/// test run.
///
/// To detect invalid accesses within the pages, run the tests under a memory checker:
///
///     swift test --sanitize=address --filter WorldStateTests
///     swift build --build-tests && valgrind .build/debug/<package>PackageTests.xctest \
///       --testing-library swift-testing --filter MigrationPropertyTests
struct TestWorld {
  let layout: Layout
  let arena: Arena

  /// - Parameter pools: count and capacity of each pool by its path. Packed in order, `gap` bytes apart.
  init(
    _ layout: Layout, pools: [String: (count: Int, capacity: Int)] = [:], gap: Int = 0, pages: Int = 4
  ) throws {
    self.layout = layout
    var end = (layout.world.size + 15) / 16 * 16
    var storages: [(Int, PoolStorage)] = []
    var columns: [(offset: Int, count: Int)] = []
    for site in layout.poolSites() {
      guard let pool = pools[site.path], pool.capacity > 0 else { continue }
      end += gap
      storages.append(
        (
          site.storage,
          PoolStorage(offset: UInt64(end), count: UInt32(pool.count), capacity: UInt32(pool.capacity))
        ))
      let block = PoolBlock(elementSize: layout.structs[site.element].size)
      columns.append((end + block.identities(UInt32(pool.capacity)), pool.count))
      end += (block.size(UInt32(pool.capacity)) + 15) / 16 * 16
    }
    let reserved = max(pages, (end + 4095) / 4096 + 1) * 4096
    arena = try Arena(name: "test", bytesReserved: reserved)
    try arena.prepareFreshWorld(layout: layout, worldVersion: 1, seed: 7)
    for (offset, storage) in storages {
      unsafe arena.base.storeBytes(of: storage, toByteOffset: offset, as: PoolStorage.self)
    }
    arena.header.bytes_used = UInt64(end)
    for column in columns {
      for index in 0..<column.count { setIdentity(at: column.offset + 4 * index) }
    }
  }

  /// Gives an element the next identity, as if it was just added.
  func renew(_ pool: String, _ index: Int) {
    setIdentity(at: identity(pool, index))
  }

  /// The offset of the identity of an element.
  func identity(_ pool: String, _ index: Int) -> Int {
    let site = layout.poolSites().first { $0.path == pool }!
    let storage = storage(of: site)
    let block = PoolBlock(elementSize: layout.structs[site.element].size)
    return Int(storage.offset) + block.identities(storage.capacity) + 4 * index
  }

  private func setIdentity(at offset: Int) {
    unsafe arena.base.storeBytes(
      of: UInt32(truncatingIfNeeded: arena.header.unused.0), toByteOffset: offset, as: UInt32.self)
    arena.header.unused.0 += 1
  }

  /// Offset of the value at a path of fields, array elements and pool elements.
  func offset(_ path: String) throws -> Int {
    try arena.reader(for: layout).resolve(path).offset
  }

  func set(_ path: String, _ value: some BitwiseCopyable) throws {
    let offset = try offset(path)
    unsafe arena.base.storeBytes(of: value, toByteOffset: offset, as: type(of: value))
  }

  func value(_ path: String) throws -> WorldValue {
    try arena.reader(for: layout).value(at: path)
  }

  func count(_ path: String) throws -> Int {
    try arena.reader(for: layout).count(at: path)
  }

  /// Random bytes everywhere, including padding, except in the header, pool storages and unused elements.
  func fillWithNoise(_ random: inout SplitMix64) {
    let sites = layout.poolSites()
    let storages = sites.map { storage(of: $0) }
    fill(Layout.headerSize..<layout.world.size, &random)
    for (site, storage) in zip(sites, storages) {
      unsafe arena.base.storeBytes(of: storage, toByteOffset: site.storage, as: PoolStorage.self)
      let size = Int(storage.count) * layout.structs[site.element].size
      fill(Int(storage.offset)..<(Int(storage.offset) + size), &random)
    }
  }

  private func fill(_ range: Range<Int>, _ random: inout SplitMix64) {
    // A repeated block whose length is no multiple of a struct size.
    let noise = (0..<509).map { _ in random.next() }
    unsafe noise.withUnsafeBytes { bytes in
      var offset = range.lowerBound
      while offset < range.upperBound {
        let part = min(bytes.count, range.upperBound - offset)
        unsafe memcpy(arena.base + offset, bytes.baseAddress!, part)
        offset += part
      }
    }
  }

  func storage(of site: PoolSite) -> PoolStorage {
    unsafe arena.base.load(fromByteOffset: site.storage, as: PoolStorage.self)
  }

  /// All reserved bytes.
  var allBytes: [UInt8] { unsafe arena.withReservedBytes { unsafe Array($0) } }
}

extension TestWorld {
  /// Migrates the world to another layout.
  func migrated(
    to other: Layout, renames: [DeclaredRename] = [], defaults: [DeclaredDefault] = [],
    restoring undoRecord: UndoRecord? = nil,
    worldVersion: UInt32? = nil, dirty: Bool = true
  ) throws -> (world: TestWorld, migration: MigrationResult) {
    let plan = try MigrationPlan(from: layout, to: other, renames: renames, defaults: defaults)
    let target = try Arena(
      name: "target", bytesReserved: max(1 << 16, (arena.bytesUsed * 8 + 4095) / 4096 * 4096))
    if dirty {
      // Old content of the arena must not be visible afterwards.
      unsafe memset(target.base, 0xA5, min(target.bytesReserved, arena.bytesUsed * 3 + (1 << 16)))
    }
    let migration = try plan.apply(from: arena, to: target, worldVersion: worldVersion, restoring: undoRecord)
    let world = TestWorld(layout: other, arena: target)
    try target.checkHeader(for: other)
    world.expectZeroOutside()
    return (world, migration)
  }

  init(layout: Layout, arena: Arena) {
    self.layout = layout
    self.arena = arena
  }

  /// Checks that everything except the world struct and live elements is zero.
  func expectZeroOutside(sourceLocation: SourceLocation = #_sourceLocation) {
    unsafe arena.withReservedBytes { bytes in
      let tail = unsafe UnsafeRawBufferPointer(rebasing: bytes[arena.bytesUsed...])
      let isZero =
        unsafe tail.isEmpty
        || (tail[0] == 0 && memcmp(tail.baseAddress!, tail.baseAddress! + 1, tail.count - 1) == 0)
      #expect(isZero, "bytes behind the world are not zero", sourceLocation: sourceLocation)
    }
    for site in layout.poolSites() {
      let storage = storage(of: site)
      let size = layout.structs[site.element].size
      let dead = Int(storage.count) * size..<Int(storage.capacity) * size
      let isDeadZero = dead.allSatisfy { offset in
        unsafe arena.base.load(fromByteOffset: Int(storage.offset) + offset, as: UInt8.self) == 0
      }
      #expect(isDeadZero, "dead elements of \(site.path) are not zero", sourceLocation: sourceLocation)
    }
  }
}
