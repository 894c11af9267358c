public import GameSDK
import WorldState

/// The world of a run. Pools are arrays of their elements:
///
///     run.world.lives = 1
///     #expect(run.world.creatures.filter { $0.kind == .wisp }.count == 3)
@dynamicMemberLookup public struct WorldView<World> {
  let arena: Arena

  /// A field.
  public subscript<Value>(dynamicMember field: WritableKeyPath<World, Value>) -> Value {
    get { arena.world(World.self) { $0[keyPath: field] } }
    nonmutating set { arena.world(World.self) { $0[keyPath: field] = newValue } }
  }

  /// Copies of the elements of a pool.
  public subscript<P: Pool>(dynamicMember pool: WritableKeyPath<World, P>) -> [P.Element] {
    get { arena.world(World.self) { Array($0[keyPath: pool].elements) } }
    nonmutating set {
      arena.world(World.self) { world in
        world[keyPath: pool].removeAll()
        for element in newValue { world[keyPath: pool].append(element) }
      }
    }
  }
}

extension GameRun {
  /// The world between two ticks.
  public var world: WorldView<G.World> { WorldView(arena: arena) }

  /// Reads or changes the world between two ticks, as a callback does: pools and random numbers can be used. The run must not
  /// be used meanwhile.
  @discardableResult
  public func change<R>(_ body: (inout G.World) throws -> R) rethrows -> R {
    try arena.world(G.World.self, body)
  }
}

extension Arena {
  fileprivate func world<World, R>(
    _ type: World.Type, _ body: (inout World) throws -> R
  ) rethrows -> R {
    try unsafe LinkedGame.access(headerPointer) {
      // It begins with the struct that the game declares as its world.
      let world = unsafe UnsafeMutableRawPointer(headerPointer).assumingMemoryBound(to: World.self)
      return try unsafe body(&world.pointee)
    }
  }
}
