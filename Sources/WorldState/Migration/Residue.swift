import CGameABI
import Glibc

/// What a migration dropped, narrowed or laid out anew, kept so that going back restores it exactly.
///
/// Only what the way back would not give by itself is kept: dropped fields and pools, numbers in types that could
/// not hold them, padding, and where the pools lay.
///
/// Going back, a value is put back where the new code did not change what the migration had made of it. Which
/// element of a pool is which:
/// - while a pool has as many elements as it had, an element is the one with the same index;
/// - once elements came or went, it is the one of which no byte was changed since, wherever it stands now; the
///   others are taken for new.
///
/// Where a pool grew beyond the room it had in the old world, all pools are laid out anew. Bytes that no field and
/// no element has are put back only if every pool has its old count.
public struct Residue: Sendable {
  /// The layout whose worlds it helps to restore, and the one that was migrated to.
  public let from: Layout
  public let to: Layout
  /// The old world's version.
  public let worldVersion: UInt32

  let storages: [PoolStorage]
  let bytesUsed: Int
  let plan: MigrationPlan
  let world: KeptElements
  /// By index of the old pool.
  let pools: [KeptElements]
  let gaps: [KeptBytes]

  /// Bytes of the old world outside its struct and all living elements.
  struct KeptBytes: Sendable {
    var offset: Int
    var bytes: [UInt8]
  }

  /// How much memory is kept, about.
  public var byteCount: Int {
    pools.reduce(world.byteCount) { $0 + $1.byteCount } + gaps.reduce(0) { $0 + $1.bytes.count }
  }

  /// Where a pool lay that was dropped whole; nil for any other.
  func storageOfDropped(_ index: Int) -> PoolStorage? { pools[index].isWhole ? storages[index] : nil }

  init(of source: SourceWorld, plan: MigrationPlan, arrangement: PoolArrangement, migrated: Arena) {
    from = plan.from
    to = plan.to
    self.plan = plan
    worldVersion = source.header.world_version
    storages = source.pools
    bytesUsed = source.byteCount
    world = unsafe KeptElements(
      plan.losses.world, at: source.base, stride: plan.from.world.size, count: 1, migrated: nil, newStride: 0)
    var places: [Int: Int] = [:]
    for (index, move) in plan.pools.enumerated() { if let old = move.source { places[old] = index } }
    pools = plan.fromPools.indices.map { old in
      let place = places[old]
      let offset = place.map { Int(arrangement.storages[$0].offset) }
      return unsafe KeptElements(
        plan.losses.pools[old], at: source.base + Int(source.pools[old].offset),
        stride: plan.from.structs[plan.fromPools[old].element].size, count: Int(source.pools[old].count),
        migrated: offset.map { unsafe UnsafeRawPointer(migrated.base + $0) },
        newStride: place.map { plan.pools[$0].program.toSize } ?? 0)
    }
    gaps = findGaps(in: source, of: plan)
  }
}

/// The lost parts of a row of structs.
struct KeptElements: Sendable {
  let losses: Losses
  let stride: Int
  let count: Int
  /// `losses.size` bytes for each struct.
  let bytes: [UInt8]
  /// Hashes of what the migration made of each, to know them by when they moved.
  let fingerprints: [UInt64]

  /// Whether nothing of the structs was carried over.
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

  /// Puts the kept parts of some structs where they belong in a row of structs.
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

/// A hash for each of a row of structs.
func elementFingerprints(_ base: UnsafeRawPointer, stride: Int, count: Int) -> [UInt64] {
  (0..<count).map { index in
    // FNV-1a over words instead of bytes: these hashes are compared within one process only.
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

/// What stands between and behind the pools of an old world, where it is not zero.
private func findGaps(in source: SourceWorld, of plan: MigrationPlan) -> [Residue.KeptBytes] {
  var regions = zip(plan.fromPools, source.pools).filter { $1.count > 0 }.map { site, storage in
    Int(storage.offset)..<(Int(storage.offset) + Int(storage.count) * plan.from.structs[site.element].size)
  }
  regions.sort { $0.lowerBound < $1.lowerBound }
  regions.append(source.byteCount..<source.byteCount)
  var gaps: [Residue.KeptBytes] = []
  var end = plan.from.world.size
  for region in regions {
    if end < region.lowerBound, unsafe !isZero(source.base + end, region.lowerBound - end) {
      let bytes = unsafe UnsafeRawBufferPointer(start: source.base + end, count: region.lowerBound - end)
      gaps.append(Residue.KeptBytes(offset: end, bytes: unsafe Array(bytes)))
    }
    end = max(end, region.upperBound)
  }
  return gaps
}

/// Whether `count` bytes, one or more, are all zero: the first is, and each is the same as the one after it.
private func isZero(_ base: UnsafeRawPointer, _ count: Int) -> Bool {
  unsafe base.load(as: UInt8.self) == 0 && memcmp(base, base + 1, count - 1) == 0
}
