import CGameABI
import Glibc

/// The bytes of a world that belong to no field: padding, the places of pools, and what lies between them.
struct WorldResidue: Sendable {
  let layout: Layout
  let worldVersion: UInt32
  let storages: [PoolStorage]
  let bytesUsed: Int
  /// False for a world whose pool elements have no identities: its pools were smaller.
  let hasIdentities: Bool
  private let identities: [[UInt32]]
  private let gaps: [Gap]

  /// Nonzero bytes at an offset.
  private struct Gap: Sendable {
    var offset: Int
    var bytes: [UInt8]
  }

  var byteCount: Int {
    gaps.reduce(0) { $0 + $1.bytes.count }
  }

  init(of source: SourceWorld, layout: Layout, sites: [PoolSite]) {
    self.layout = layout
    worldVersion = source.header.world_version
    storages = source.pools
    bytesUsed = source.byteCount
    hasIdentities = source.hasIdentities
    identities = source.identities
    var gaps: [Gap] = []
    func add(_ start: Int, _ end: Int) {
      if start < end, unsafe !isZero(source.base + start, end - start) {
        let bytes = unsafe UnsafeRawBufferPointer(start: source.base + start, count: end - start)
        gaps.append(Gap(offset: start, bytes: unsafe Array(bytes)))
      }
    }
    Self.forEachPadding(layout, sites, source.pools, add)
    var end = layout.world.size
    for region in source.regions(sites, layout) {
      add(end, region.lowerBound)
      end = max(end, region.upperBound)
    }
    add(end, source.byteCount)
    self.gaps = gaps
  }

  /// Calls `body` with the start and the end of each run of padding in the world struct and in elements.
  private static func forEachPadding(
    _ layout: Layout, _ sites: [PoolSite], _ storages: [PoolStorage], _ body: (Int, Int) -> Void
  ) {
    for range in layout.padding(of: 0) { body(range.lowerBound, range.upperBound) }
    for (site, storage) in zip(sites, storages) {
      let ranges = layout.padding(of: site.element)
      if ranges.isEmpty { continue }
      let size = layout.structs[site.element].size
      for index in 0..<Int(storage.count) {
        let base = Int(storage.offset) + index * size
        for range in ranges { body(base + range.lowerBound, base + range.upperBound) }
      }
    }
  }

  /// Restores the bytes in a world that has the same pools with the same elements.
  func restore(in target: Arena, _ arrangement: PoolArrangement, _ present: [[UInt32]]) {
    guard hasIdentities, arrangement.isSame(as: storages), arrangement.bytesUsed == bytesUsed,
      identities == present
    else { return }
    Self.forEachPadding(layout, layout.poolSites(), storages) { start, end in
      unsafe memset(target.base + start, 0, end - start)
    }
    for gap in gaps {
      unsafe gap.bytes.withUnsafeBytes { bytes in
        guard let source = bytes.baseAddress else { return }
        unsafe memcpy(target.base + gap.offset, source, bytes.count)
      }
    }
  }
}

extension SourceWorld {
  /// The elements and the identities of all pools, by ascending offset.
  fileprivate func regions(_ sites: [PoolSite], _ layout: Layout) -> [Range<Int>] {
    var regions: [Range<Int>] = []
    for (site, storage) in zip(sites, pools) where storage.count > 0 {
      let block = PoolBlock(elementSize: layout.structs[site.element].size)
      let (start, count) = (Int(storage.offset), Int(storage.count))
      regions.append(start..<start + count * block.elementSize)
      let ids = start + block.identities(storage.capacity)
      if hasIdentities { regions.append(ids..<ids + 4 * count) }
    }
    return regions.sorted { $0.lowerBound < $1.lowerBound }
  }
}

extension Layout {
  /// The bytes of a struct that belong to no field.
  fileprivate func padding(of index: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var end = 0
    for field in structs[index].fields {
      if end < field.offset { ranges.append(end..<field.offset) }
      if case .structure(let inner) = field.type {
        let holes = padding(of: inner)
        if !holes.isEmpty {
          for element in 0..<field.count {
            let base = field.offset + element * structs[inner].size
            ranges += holes.map { base + $0.lowerBound..<base + $0.upperBound }
          }
        }
      }
      end = field.offset + size(of: field)
    }
    if end < structs[index].size { ranges.append(end..<structs[index].size) }
    return ranges
  }
}

/// Whether `count` > 0 bytes are zero: the first one is, and each equals its successor.
private func isZero(_ base: UnsafeRawPointer, _ count: Int) -> Bool {
  unsafe base.load(as: UInt8.self) == 0 && memcmp(base, base + 1, count - 1) == 0
}
