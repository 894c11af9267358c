import CGameABI
import Glibc

/// What a migration dropped, narrowed or moved, kept so that the migration back restores it exactly.
///
/// Contains only what the migration back cannot compute: removed fields and pools, numbers in types of smaller range,
/// padding, and the offsets of pools.
///
/// The migration back restores a value unless the new code changed what the migration had made of it. Pool elements are
/// matched as follows:
/// - If the pool has as many elements as before, by index.
/// - Otherwise by content: an element is recognised, at whatever index, if none of its bytes changed. All others are new.
///
/// If a pool exceeds its old capacity, all pools are packed anew. Bytes that belong to no field and no element are restored
/// only if every pool has its old count.
public struct UndoRecord: Sendable {
  /// The layout before and after the migration.
  public let from: Layout
  public let to: Layout
  /// World version before the migration.
  public let worldVersion: UInt32

  let storages: [PoolStorage]
  let bytesUsed: Int
  let plan: MigrationPlan
  let world: UndoElements
  /// By index of the old pool.
  let pools: [UndoElements]
  let gaps: [Gap]

  /// Bytes of the old world outside its struct and all live elements.
  struct Gap: Sendable {
    var offset: Int
    var bytes: [UInt8]
  }

  /// Approximate size in bytes.
  public var byteCount: Int {
    pools.reduce(world.byteCount) { $0 + $1.byteCount } + gaps.reduce(0) { $0 + $1.bytes.count }
  }

  /// Storage of a pool that was removed; nil for any other.
  func storageOfDropped(_ index: Int) -> PoolStorage? { pools[index].isWhole ? storages[index] : nil }

  init(of source: SourceWorld, plan: MigrationPlan, arrangement: PoolArrangement, migrated: Arena) {
    from = plan.from
    to = plan.to
    self.plan = plan
    worldVersion = source.header.world_version
    storages = source.pools
    bytesUsed = source.byteCount
    world = unsafe UndoElements(
      plan.losses.world, at: source.base, stride: plan.from.world.size, count: 1, migrated: nil, newStride: 0)
    var newPools: [Int: Int] = [:]
    for (index, move) in plan.pools.enumerated() { if let old = move.source { newPools[old] = index } }
    pools = plan.fromPools.indices.map { old in
      let new = newPools[old]
      let offset = new.map { Int(arrangement.storages[$0].offset) }
      return unsafe UndoElements(
        plan.losses.pools[old], at: source.base + Int(source.pools[old].offset),
        stride: plan.from.structs[plan.fromPools[old].element].size, count: Int(source.pools[old].count),
        migrated: offset.map { unsafe UnsafeRawPointer(migrated.base + $0) },
        newStride: new.map { plan.pools[$0].program.toSize } ?? 0)
    }
    gaps = findGaps(in: source, of: plan)
  }
}

/// The lost parts of consecutive structs.
struct UndoElements: Sendable {
  let losses: Losses
  let stride: Int
  let count: Int
  /// `losses.size` bytes per struct, grouped by unit.
  let bytes: [UInt8]
  /// Hashes of the migrated elements, to recognise elements that moved.
  let fingerprints: [UInt64]

  /// Whether nothing was carried over.
  var isWhole: Bool { losses.units == [Losses.Unit(offset: 0, length: stride, isWritten: false)] }

  var byteCount: Int { bytes.count + fingerprints.count * MemoryLayout<UInt64>.size }

  init(
    _ losses: Losses, at base: UnsafeRawPointer, stride: Int, count: Int, migrated: UnsafeRawPointer?,
    newStride: Int
  ) {
    self.losses = losses
    self.stride = stride
    self.count = count
    let size = losses.size
    guard size > 0, count > 0 else {
      bytes = []
      fingerprints = []
      return
    }
    bytes = unsafe Array(unsafeUninitializedCapacity: size * count) { buffer, length in
      length = size * count
      guard var target = unsafe buffer.baseAddress.map({ UnsafeMutableRawPointer($0) }) else { return }
      for unit in losses.units {
        unsafe StridedCopy(
          from: base + unit.offset, to: target, fromStride: stride, toStride: size, count: count
        ).run(length: unit.length)
        unsafe target += unit.length
      }
    }
    fingerprints =
      unsafe migrated.map { unsafe elementFingerprints($0, stride: newStride, count: count) } ?? []
  }

  /// Writes the kept parts of some structs back to consecutive structs.
  func scatter(_ range: Range<Int>, to base: UnsafeMutableRawPointer) {
    unsafe bytes.withUnsafeBytes { kept in
      guard var source = unsafe kept.baseAddress.map({ unsafe $0 + range.lowerBound * losses.size }) else {
        return
      }
      for unit in losses.units {
        unsafe StridedCopy(
          from: source, to: base + unit.offset, fromStride: losses.size, toStride: stride, count: range.count
        ).run(length: unit.length)
        unsafe source += unit.length
      }
    }
  }
}

/// A hash for each of `count` consecutive structs.
func elementFingerprints(_ base: UnsafeRawPointer, stride: Int, count: Int) -> [UInt64] {
  (0..<count).map { index in
    // FNV-1a over words instead of bytes: the hashes are compared only within one process.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let element = unsafe base + index * stride
    var offset = 0
    while offset + 8 <= stride {
      hash =
        unsafe (hash ^ element.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        &* 0x9E37_79B1_85EB_CA87
      hash ^= hash >> 32
      offset += 8
    }
    while offset < stride {
      hash =
        unsafe (hash ^ UInt64(element.load(fromByteOffset: offset, as: UInt8.self))) &* 0x0000_0100_0000_01B3
      offset += 1
    }
    return hash
  }
}

/// Nonzero bytes of an old world between and after its pools.
private func findGaps(in source: SourceWorld, of plan: MigrationPlan) -> [UndoRecord.Gap] {
  var regions = zip(plan.fromPools, source.pools).filter { $1.count > 0 }.map { site, storage in
    Int(storage.offset)..<(Int(storage.offset) + Int(storage.count) * plan.from.structs[site.element].size)
  }
  regions.sort { $0.lowerBound < $1.lowerBound }
  regions.append(source.byteCount..<source.byteCount)
  var gaps: [UndoRecord.Gap] = []
  var end = plan.from.world.size
  for region in regions {
    if end < region.lowerBound, unsafe !isZero(source.base + end, region.lowerBound - end) {
      let bytes = unsafe UnsafeRawBufferPointer(start: source.base + end, count: region.lowerBound - end)
      gaps.append(UndoRecord.Gap(offset: end, bytes: unsafe Array(bytes)))
    }
    end = max(end, region.upperBound)
  }
  return gaps
}

/// Whether `count` > 0 bytes are zero: the first one is, and each equals its successor.
private func isZero(_ base: UnsafeRawPointer, _ count: Int) -> Bool {
  unsafe base.load(as: UInt8.self) == 0 && memcmp(base, base + 1, count - 1) == 0
}
