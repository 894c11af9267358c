import CGameABI

/// An element that somebody adds to a pool, or removes from it. The other elements keep their order and their identities.
public struct PoolEdit: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case add, remove }

  public let kind: Kind
  public let pool: WorldPath
  /// Of the element, before it is removed or after it was added.
  public let index: Int
  /// Of the element. An added one gets the next identity of the world if this is 0.
  public let identity: UInt32
  /// The name of the element's struct.
  public let elementName: String
  let bytes: [UInt8]
  /// Of the layout that the bytes belong to.
  let layoutHash: UInt64

  /// The path of the element.
  public var path: WorldPath { pool.appending(.element(index)) }
  /// What `WorldDifference` would say.
  public var before: String { kind == .add ? Self.nothing : elementName }
  public var after: String { kind == .add ? elementName : Self.nothing }
  private static let nothing = "(not there)"
}

extension WorldReader {
  /// Checks that an element can be added behind the last one of a pool; nothing is changed yet.
  /// - Parameter defaults: the values of fields of a new element. The others are zero.
  public func adding(to path: WorldPath, defaults: [DeclaredDefault] = []) throws(WorldError) -> PoolEdit {
    let (_, element, count) = try pool(path)
    let owner = layout.structs[element]
    let stated = try? DefaultTable(defaults, for: layout)
    return PoolEdit(
      kind: .add, pool: path, index: count, identity: 0, elementName: owner.name,
      bytes: stated?.template(of: element) ?? [UInt8](repeating: 0, count: owner.size),
      layoutHash: layout.hash)
  }

  /// Checks that there is an element to remove; nothing is changed yet.
  public func removing(_ path: WorldPath) throws(WorldError) -> PoolEdit {
    let location = try resolve(path)
    guard let owner = path.parent, case .element(let index) = path.steps.last,
      let (pool, element, _) = try? pool(owner)
    else { throw .notAPool(path: path.description, type: kindName(of: location)) }
    let size = layout.structs[element].size
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: base + location.offset, count: size))
    return PoolEdit(
      kind: .remove, pool: owner, index: index, identity: identity(ofElement: index, at: pool) ?? 0,
      elementName: layout.structs[element].name, bytes: bytes, layoutHash: layout.hash)
  }

  /// The opposite of an edit that was made: it finds the element that was added, and puts one back that was removed, to its place.
  public func reverting(_ edit: PoolEdit) throws(WorldError) -> PoolEdit {
    let (_, element, count) = try pool(edit.pool)
    switch edit.kind {
    case .add:
      let identity = ElementIdentity(pool: edit.pool, number: edit.identity)
      guard let index = edit.identity == 0 ? edit.index : index(of: identity, guess: edit.index) else {
        throw .elementGone(path: edit.path.description)
      }
      return try removing(edit.pool.appending(.element(index)))
    case .remove:
      guard layout.structs[element].size == edit.bytes.count, layout.hash == edit.layoutHash else {
        throw .otherElements(path: edit.pool.description)
      }
      return PoolEdit(
        kind: .add, pool: edit.pool, index: min(edit.index, count), identity: edit.identity,
        elementName: edit.elementName, bytes: edit.bytes, layoutHash: edit.layoutHash)
    }
  }

  private func pool(
    _ path: WorldPath
  ) throws(WorldError) -> (location: Location, element: Int, count: Int) {
    let location = try resolve(path)
    guard location.arrayCount == nil, case .pool(let element) = location.type else {
      throw .notAPool(path: path.description, type: kindName(of: location))
    }
    return (location, element, poolCount(at: location))
  }
}

extension Arena {
  /// Adds or removes an element of the world whose reader made the edit. A full pool grows by the rules of the SDK's pools.
  /// - Returns: the edit as it was made: with the identity of an added element.
  /// - Throws: if there is no room; the world is then unchanged.
  public func apply(_ edit: PoolEdit, layout: Layout) throws(WorldError) -> PoolEdit {
    let reader = try reader(for: layout)
    let location = try reader.resolve(edit.pool)
    guard location.arrayCount == nil, case .pool(let element) = location.type,
      var storage = reader.storage(at: location)
    else { throw .notAPool(path: edit.pool.description, type: reader.kindName(of: location)) }
    let block = PoolBlock(elementSize: layout.structs[element].size, hasIdentities: reader.hasIdentities)
    switch edit.kind {
    case .add:
      if storage.count == storage.capacity {
        guard let larger = grow(storage, block) else {
          throw .poolFull(path: edit.pool.description, bytes: bytesUsed, reserved: bytesReserved)
        }
        storage = larger
      }
      insert(edit, into: &storage, block)
    case .remove: remove(edit.index, from: &storage, block)
    }
    unsafe base.storeBytes(of: storage, toByteOffset: location.offset, as: PoolStorage.self)
    guard edit.kind == .add, block.hasIdentities else { return edit }
    let identity = unsafe identities(storage, block)[edit.index]
    return PoolEdit(
      kind: .add, pool: edit.pool, index: edit.index, identity: identity, elementName: edit.elementName,
      bytes: edit.bytes, layoutHash: edit.layoutHash)
  }

  private func identities(_ storage: PoolStorage, _ block: PoolBlock) -> UnsafeMutablePointer<UInt32> {
    unsafe (base + Int(storage.offset) + block.identities(storage.capacity))
      .assumingMemoryBound(to: UInt32.self)
  }

  private func insert(_ edit: PoolEdit, into storage: inout PoolStorage, _ block: PoolBlock) {
    let (count, size) = (Int(storage.count), block.elementSize)
    let place = unsafe base + Int(storage.offset) + edit.index * size
    unsafe (place + size).copyMemory(from: place, byteCount: (count - edit.index) * size)
    for (offset, byte) in edit.bytes.enumerated() {
      unsafe place.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
    }
    if block.hasIdentities {
      let column = unsafe identities(storage, block)
      for index in stride(from: count, to: edit.index, by: -1) { unsafe column[index] = column[index - 1] }
      if edit.identity == 0 {
        unsafe column[edit.index] = UInt32(truncatingIfNeeded: header.unused.0)
        header.unused.0 += 1
      } else {
        unsafe column[edit.index] = edit.identity
      }
    }
    storage.count += 1
  }

  /// The bytes behind the last element are zero afterwards, as the contract requires.
  private func remove(_ index: Int, from storage: inout PoolStorage, _ block: PoolBlock) {
    let (last, size) = (Int(storage.count) - 1, block.elementSize)
    let place = unsafe base + Int(storage.offset) + index * size
    unsafe place.copyMemory(from: place + size, byteCount: (last - index) * size)
    unsafe (base + Int(storage.offset) + last * size)
      .initializeMemory(as: UInt8.self, repeating: 0, count: size)
    if block.hasIdentities {
      let column = unsafe identities(storage, block)
      for index in index..<last { unsafe column[index] = column[index + 1] }
      unsafe column[last] = 0
    }
    storage.count -= 1
  }

  /// As `Pool._grow` of the SDK: in place at the end of the world, otherwise in another block, at least twice as large.
  /// - Returns: nil if the arena has no room; nothing is changed then.
  private func grow(_ old: PoolStorage, _ block: PoolBlock) -> PoolStorage? {
    let wanted = [max(2 * Int(old.capacity), 16), Int(old.capacity) + 1]
    let used = roundedUp(bytesUsed, to: 16)
    let isLast =
      old.capacity > 0 && roundedUp(Int(old.offset) + block.size(old.capacity), to: 16) == used
    let start = isLast ? Int(old.offset) : used
    for capacity in wanted {
      guard let capacity = UInt32(exactly: capacity), start + block.size(capacity) <= bytesReserved else {
        continue
      }
      let new = PoolStorage(offset: UInt64(start), count: old.count, capacity: capacity)
      move(old, to: new, block)
      header.bytes_used = UInt64(start + block.size(capacity))
      return new
    }
    return nil
  }

  private func move(_ old: PoolStorage, to new: PoolStorage, _ block: PoolBlock) {
    guard old.capacity > 0 else { return }
    let (count, size) = (Int(old.count), block.elementSize)
    var numbers: [UInt32] = []
    if block.hasIdentities {
      let column = unsafe identities(old, block)
      for index in 0..<Int(old.capacity) {
        if index < count { unsafe numbers.append(column[index]) }
        unsafe column[index] = 0
      }
    }
    if new.offset != old.offset {
      let source = unsafe base + Int(old.offset)
      unsafe (base + Int(new.offset)).copyMemory(from: source, byteCount: count * size)
      unsafe source.initializeMemory(as: UInt8.self, repeating: 0, count: Int(old.capacity) * size)
    }
    guard block.hasIdentities else { return }
    let column = unsafe identities(new, block)
    for (index, number) in numbers.enumerated() { unsafe column[index] = number }
  }
}
