extension Pool {
  /// Sorts the elements. Elements of which neither is less than the other keep their order.
  ///
  /// Each element stays the one that it is: after an edit of the world, it gets back what is its own.
  @inlinable public mutating func sort(by isLess: (Element, Element) throws -> Bool) rethrows {
    var order = Array(indices)
    // The standard library's sort is stable in fact, but does not promise it.
    try order.sort { first, second in
      let (a, b) = (self[first], self[second])
      if try isLess(a, b) { return true }
      return try first < second && !isLess(b, a)
    }
    _arrange(&order)
  }

  /// Brings the elements into a random order: `world.cards.shuffle(using: &random)`, with the random numbers of the tick.
  @inlinable public mutating func shuffle<Random: RandomNumberGenerator>(using random: inout Random) {
    for index in indices.dropFirst().reversed() {
      swapAt(index, Int.random(in: 0...index, using: &random))
    }
  }

  /// Moves the element at `order[index]` to each index. Follows each cycle of the permutation once.
  @usableFromInline mutating func _arrange(_ order: inout [Int]) {
    for start in order.indices {
      var index = start
      while order[index] != start {
        let source = order[index]
        swapAt(index, source)
        order[index] = index
        index = source
      }
      order[index] = index
    }
  }
}
