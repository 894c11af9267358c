import CGameABI

/// One pool of the world: where its storage stands in the world's struct, and what its elements are.
struct PoolSite: Hashable, Sendable {
  /// As seen from the world: `creatures`, `levels[2].shots`.
  var path: String
  /// Bytes from the start of the world to the pool's storage.
  var storage: Int
  /// Index of the elements' struct.
  var element: Int
}

extension Layout {
  /// Every pool of a world, in the order of their storage.
  func poolSites() -> [PoolSite] {
    var holders = PoolHolders(layout: self)
    return poolSites(in: 0, base: 0, path: "", &holders)
  }

  private func poolSites(in index: Int, base: Int, path: String, _ holders: inout PoolHolders) -> [PoolSite] {
    var sites: [PoolSite] = []
    for field in structs[index].fields {
      for place in 0..<field.count {
        let name = path + (field.isArray ? "\(field.name)[\(place)]" : field.name)
        let offset = base + field.offset + place * size(of: field.type)
        switch field.type {
        case .pool(let element): sites.append(PoolSite(path: name, storage: offset, element: element))
        case .structure(let inner) where holders.hasPool(inner):
          sites += poolSites(in: inner, base: offset, path: "\(name).", &holders)
        default: break
        }
        // What holds no pool holds none in its other elements either.
        if case .pool = field.type { continue }
        guard let inner = field.type.structIndex, holders.hasPool(inner) else { break }
      }
    }
    return sites
  }
}

/// Remembers which structs have a pool in them.
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

/// The pools of one world as its bytes say, each known to lie within them.
struct PoolList {
  /// In the order of `Layout.poolSites()`.
  var storages: [PoolStorage]

  /// Reads and judges the storage of each pool.
  /// - Parameter bytes: the used bytes of a world, its struct at least.
  init(sites: [PoolSite], of layout: Layout, in bytes: UnsafeRawBufferPointer) throws(WorldError) {
    guard bytes.count >= layout.world.size else {
      throw .truncated(bytes: bytes.count, needed: layout.world.size)
    }
    storages = []
    storages.reserveCapacity(sites.count)
    for site in sites {
      // Sites lie within the world's struct, which the bytes hold.
      var storage = unsafe bytes.loadUnaligned(fromByteOffset: site.storage, as: PoolStorage.self)
      let path = "\(layout.world.name).\(site.path)"
      guard storage.count <= storage.capacity else {
        throw .poolCount(path: path, count: storage.count, capacity: storage.capacity)
      }
      if storage.capacity > 0 {
        try check(
          storage, element: layout.structs[site.element].size, of: layout, used: bytes.count, path: path)
      } else {
        storage.offset = 0
      }
      storages.append(storage)
    }
  }

  private func check(
    _ storage: PoolStorage, element: Int, of layout: Layout, used: Int, path: String
  ) throws(WorldError) {
    let size = UInt64(storage.capacity) * UInt64(element)
    guard storage.offset >= UInt64(layout.world.size), storage.offset <= UInt64(used),
      size <= UInt64(used) - storage.offset
    else { throw .poolOutside(path: path, offset: storage.offset, bytes: size, used: used) }
    guard storage.offset % 16 == 0 else { throw .poolMisaligned(path: path, offset: storage.offset) }
  }
}
