import CGameABI

/// One pool of a layout.
struct PoolSite: Hashable, Sendable {
  /// Path from the world: `creatures`, `levels[2].shots`.
  var path: String
  /// Offset of its `PoolStorage` from the start of the world.
  var storage: Int
  /// Index of the element struct.
  var element: Int
}

extension Layout {
  /// Every pool of the world, by ascending offset of its storage.
  func poolSites() -> [PoolSite] {
    var holders = PoolHolders(layout: self)
    return poolSites(in: 0, base: 0, path: "", &holders)
  }

  private func poolSites(in index: Int, base: Int, path: String, _ holders: inout PoolHolders) -> [PoolSite] {
    var sites: [PoolSite] = []
    for field in structs[index].fields {
      for element in 0..<field.count {
        let name = path + (field.isArray ? "\(field.name)[\(element)]" : field.name)
        let offset = base + field.offset + element * size(of: field.type)
        switch field.type {
        case .pool(let index): sites.append(PoolSite(path: name, storage: offset, element: index))
        case .structure(let inner) where holders.hasPool(inner):
          sites += poolSites(in: inner, base: offset, path: "\(name).", &holders)
        default: break
        }
        // All elements of an array have the same type: if the first has no pool, none has.
        if case .pool = field.type { continue }
        guard let inner = field.type.structIndex, holders.hasPool(inner) else { break }
      }
    }
    return sites
  }
}

/// Determines which structs contain a pool.
struct PoolHolders {
  let layout: Layout
  private var known: [Int: Bool] = [:]

  init(layout: Layout) { self.layout = layout }

  mutating func hasPool(_ index: Int) -> Bool {
    if let answer = known[index] { return answer }
    var answer = false
    for field in layout.structs[index].fields {
      switch field.type {
      case .pool: answer = true
      case .structure(let inner): if hasPool(inner) { answer = true }
      case .scalar, .enumeration: break
      }
    }
    known[index] = answer
    return answer
  }
}

/// The pools of one world, each known to lie within it.
struct PoolList {
  /// In the order of `Layout.poolSites()`.
  var storages: [PoolStorage]

  /// Reads and checks the storage of each pool.
  /// - Parameter bytes: the used bytes of a world.
  init(sites: [PoolSite], of layout: Layout, in bytes: UnsafeRawBufferPointer) throws(WorldError) {
    guard bytes.count >= layout.world.size else {
      throw .truncated(bytes: bytes.count, needed: layout.world.size)
    }
    storages = []
    storages.reserveCapacity(sites.count)
    let hasIdentities = unsafe PoolBlock.hasIdentities(bytes)
    for site in sites {
      // Within the world struct, which is within the bytes.
      var storage = unsafe bytes.loadUnaligned(fromByteOffset: site.storage, as: PoolStorage.self)
      let path = "\(layout.world.name).\(site.path)"
      guard storage.count <= storage.capacity else {
        throw .poolCount(path: path, count: storage.count, capacity: storage.capacity)
      }
      if storage.capacity > 0 {
        try check(
          storage, PoolBlock(elementSize: layout.structs[site.element].size, hasIdentities: hasIdentities),
          of: layout, used: bytes.count, path: path)
      } else {
        storage.offset = 0
      }
      storages.append(storage)
    }
  }

  private func check(
    _ storage: PoolStorage, _ block: PoolBlock, of layout: Layout, used: Int, path: String
  ) throws(WorldError) {
    let size = UInt64(block.size(storage.capacity))
    guard storage.offset >= UInt64(layout.world.size), storage.offset <= UInt64(used),
      size <= UInt64(used) - storage.offset
    else { throw .poolOutside(path: path, offset: storage.offset, bytes: size, used: used) }
    guard storage.offset % 16 == 0 else { throw .poolMisaligned(path: path, offset: storage.offset) }
  }
}
