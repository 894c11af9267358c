import CGameABI

/// The element of a pool, wherever the pool moves it.
public struct ElementIdentity: Hashable, Sendable {
  public var pool: WorldPath
  /// Not 0. See `PoolStorage` in game_abi.h.
  public var number: UInt32

  public init(pool: WorldPath, number: UInt32) {
    self.pool = pool
    self.number = number
  }
}

extension WorldReader {
  /// The identity of an element of the pool at a location; nil if it is no pool, or if the world has no identities.
  func identity(ofElement index: Int, at location: Location) -> UInt32? {
    guard location.arrayCount == nil, case .pool(let element) = location.type,
      let storage = storage(at: location), index < Int(storage.count), hasIdentities
    else { return nil }
    let column = PoolBlock(elementSize: layout.structs[element].size).identities(storage.capacity)
    let offset = Int(storage.offset) + column + 4 * index
    let number = unsafe (base + offset).loadUnaligned(as: UInt32.self)
    return number == 0 ? nil : number
  }

  /// The identity of the pool element at a path, or around what is at the path.
  func identity(at path: WorldPath) -> UInt32? { element(around: path)?.number }

  /// The pool element at a path, or around what is there; nil if there is none.
  public func element(around path: WorldPath) -> ElementIdentity? {
    for length in stride(from: path.steps.count, to: 0, by: -1) {
      guard case .element(let index) = path.steps[length - 1] else { continue }
      let pool = WorldPath(Array(path.steps[..<(length - 1)]))
      if let location = try? resolve(pool), let number = identity(ofElement: index, at: location) {
        return ElementIdentity(pool: pool, number: number)
      }
    }
    return nil
  }

  /// Where an element is now; nil if it is gone.
  /// - Parameter guess: where it was. It is looked for elsewhere only if it is not there.
  public func index(of element: ElementIdentity, guess: Int = 0) -> Int? {
    (try? pool(at: element.pool))?.index(ofIdentity: element.number, guess: guess)
  }

  /// A path whose element the pool may have moved; nil if the element is gone.
  public func path(_ path: WorldPath, following element: ElementIdentity?) -> WorldPath? {
    guard let element else { return path }
    let place = element.pool.steps.count
    guard path.starts(with: element.pool), place < path.steps.count,
      case .element(let guess) = path.steps[place], let index = index(of: element, guess: guess)
    else { return nil }
    var moved = path
    moved.steps[place] = .element(index)
    return moved
  }
}
