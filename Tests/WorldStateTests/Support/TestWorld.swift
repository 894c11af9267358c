import CGameABI
import Glibc
import Testing

@testable import WorldState

/// An arena with a world of some layout, to be filled with values by hand or with noise. Beyond the pages of the
/// arena lie pages that nobody may touch, so a write past its end ends the test run.
///
/// The same tests find what stays inside an allocation's pages under a checker of memory:
///
///     swift test --sanitize=address --filter WorldStateTests
///     swift build --build-tests && valgrind .build/debug/<package>PackageTests.xctest \
///       --testing-library swift-testing --filter MigrationPropertyTests
struct TestWorld {
  let layout: Layout
  let arena: Arena

  /// - Parameter pools: count and capacity of each pool by its path. Laid out one behind the other.
  init(
    _ layout: Layout, pools: [String: (count: Int, capacity: Int)] = [:], gap: Int = 0, pages: Int = 4
  ) throws {
    self.layout = layout
    var end = (layout.world.size + 15) / 16 * 16
    var storages: [(Int, PoolStorage)] = []
    for site in layout.poolSites() {
      guard let pool = pools[site.path], pool.capacity > 0 else { continue }
      end += gap
      storages.append(
        (
          site.storage,
          PoolStorage(offset: UInt64(end), count: UInt32(pool.count), capacity: UInt32(pool.capacity))
        ))
      end += (pool.capacity * layout.structs[site.element].size + 15) / 16 * 16
    }
    let reserved = max(pages, (end + 4095) / 4096 + 1) * 4096
    arena = try Arena(name: "test", bytesReserved: reserved)
    try arena.prepareFreshWorld(layout: layout, worldVersion: 1, seed: 7)
    for (place, storage) in storages {
      unsafe arena.base.storeBytes(of: storage, toByteOffset: place, as: PoolStorage.self)
    }
    arena.header.bytes_used = UInt64(end)
  }

  /// Where the value at a path lies, for paths made of fields, array elements and pool elements.
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

  /// Random bytes everywhere but in the header, the pools' storage and dead elements: padding too.
  func fillWithNoise(_ random: inout SeededRandom) {
    let sites = layout.poolSites()
    let storages = sites.map { storage(of: $0) }
    fill(Layout.headerSize..<layout.world.size, &random)
    for (site, storage) in zip(sites, storages) {
      unsafe arena.base.storeBytes(of: storage, toByteOffset: site.storage, as: PoolStorage.self)
      let size = Int(storage.count) * layout.structs[site.element].size
      fill(Int(storage.offset)..<(Int(storage.offset) + size), &random)
    }
  }

  private func fill(_ range: Range<Int>, _ random: inout SeededRandom) {
    // A few kilobytes of a length that no struct divides, again and again.
    let noise = (0..<509).map { _ in random.next() }
    unsafe noise.withUnsafeBytes { bytes in
      var place = range.lowerBound
      while place < range.upperBound {
        let part = min(bytes.count, range.upperBound - place)
        unsafe memcpy(arena.base + place, bytes.baseAddress!, part)
        place += part
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
  /// A world of another layout, made from this one.
  func migrated(
    to other: Layout, renames: [Rename] = [], defaults: [FieldDefault] = [],
    restoring residue: Residue? = nil,
    worldVersion: UInt32? = nil, dirty: Bool = true
  ) throws -> (world: TestWorld, migration: Migration) {
    let plan = try MigrationPlan(from: layout, to: other, renames: renames, defaults: defaults)
    let target = try Arena(
      name: "target", bytesReserved: max(1 << 16, (arena.bytesUsed * 8 + 4095) / 4096 * 4096))
    if dirty {
      // An arena that held something else: nothing of it may be seen afterwards.
      unsafe memset(target.base, 0xA5, min(target.bytesReserved, arena.bytesUsed * 3 + (1 << 16)))
    }
    let migration = try plan.apply(from: arena, to: target, worldVersion: worldVersion, restoring: residue)
    let world = TestWorld(layout: other, arena: target)
    try target.checkHeader(for: other)
    world.expectZeroOutside()
    return (world, migration)
  }

  init(layout: Layout, arena: Arena) {
    self.layout = layout
    self.arena = arena
  }

  /// Nothing but the world's struct and living elements may hold anything.
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
      let isDeadZero = dead.allSatisfy { place in
        unsafe arena.base.load(fromByteOffset: Int(storage.offset) + place, as: UInt8.self) == 0
      }
      #expect(isDeadZero, "dead elements of \(site.path) are not zero", sourceLocation: sourceLocation)
    }
  }
}

/// The same numbers for the same seed on every run.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
