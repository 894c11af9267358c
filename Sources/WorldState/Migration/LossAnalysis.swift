/// The parts of an old struct that a migration to the new one and back would not restore.
struct Losses: Hashable, Sendable {
  /// By ascending offset, without overlap.
  var units: [Unit] = []
  /// Total size in bytes.
  var size: Int { units.reduce(0) { $0 + $1.length } }

  /// One number, or a run of bytes that the migration back leaves zero.
  struct Unit: Hashable, Sendable {
    var offset: Int
    var length: Int
    /// Whether the migration back writes a value here, which shows whether the new code changed it.
    var isWritten: Bool
  }
}

/// The losses of a whole plan.
struct LossTable: Sendable {
  var world: Losses
  /// By index of the old pool.
  var pools: [Losses]

  init(
    from: Layout, to: Layout, renames: [DeclaredRename], program: ElementProgram, fromPools: [PoolSite],
    toPools: [PoolSite], moves: [MigrationPlan.PoolMove]
  ) {
    let matching = FieldMatching(from: to, to: from, renames: DeclaredRename.inverted(renames))
    // The defaults of the old game are not known here; they do not matter for which bytes are lost.
    guard let noDefaults = try? DefaultTable([], for: from) else {
      preconditionFailure("no defaults to refuse")
    }
    var compiler = ProgramCompiler(matching: matching, defaults: noDefaults)
    let analysis = LossAnalysis(layout: from)
    let storages = fromPools.map { $0.storage..<($0.storage + Layout.poolSize) }
    world = analysis.losses(
      of: 0, there: program, back: compiler.program(0, 0), apart: [0..<Layout.headerSize] + storages)
    pools = fromPools.map { site in
      let size = from.structs[site.element].size
      return Losses(units: [Losses.Unit(offset: 0, length: size, isWritten: false)])
    }
    var known: [[Int]: Losses] = [:]
    for (site, move) in zip(toPools, moves) {
      guard let source = move.source else { continue }
      let pair = [fromPools[source].element, site.element]
      let losses =
        known[pair]
        ?? analysis.losses(
          of: pair[0], there: move.program, back: compiler.program(pair[1], pair[0]), apart: [])
      known[pair] = losses
      pools[source] = losses
    }
  }
}

/// Follows each byte of a struct through the program to the new struct and the program back.
struct LossAnalysis {
  let layout: Layout

  func losses(
    of structIndex: Int, there: ElementProgram, back: ElementProgram, apart: [Range<Int>]
  ) -> Losses {
    if there.isWholeCopy, back.isWholeCopy { return Losses() }
    var trail = ByteTrail(oldSize: there.fromSize, newSize: there.toSize)
    trail.follow(there: there, from: 0, to: 0)
    trail.follow(back: back, from: 0, to: 0)
    for range in apart { for offset in range { trail.states[offset] = .kept } }
    var starts = [Bool](repeating: false, count: there.fromSize + 1)
    markNumbers(of: structIndex, base: 0, &starts)
    return Losses(units: units(of: trail.states, starts: starts))
  }

  private func units(of states: [ByteTrail.State], starts: [Bool]) -> [Losses.Unit] {
    var units: [Losses.Unit] = []
    for (offset, state) in states.enumerated() where state != .kept {
      let isWritten = state == .written
      if let last = units.last, last.offset + last.length == offset, last.isWritten == isWritten,
        !isWritten || !starts[offset]
      {
        units[units.count - 1].length += 1
      } else {
        units.append(Losses.Unit(offset: offset, length: 1, isWritten: isWritten))
      }
    }
    return units
  }

  /// Marks the offset of every number in a struct.
  private func markNumbers(of structIndex: Int, base: Int, _ starts: inout [Bool]) {
    for field in layout.structs[structIndex].fields {
      let size = layout.size(of: field.type)
      for index in 0..<field.count {
        let offset = base + field.offset + index * size
        starts[offset] = true
        if case .structure(let inner) = field.type { markNumbers(of: inner, base: offset, &starts) }
      }
    }
  }
}

/// What the two programs do with each byte of the old struct.
private struct ByteTrail {
  enum State { case zero, written, kept }

  /// By offset in the old struct: what the program back leaves there.
  var states: [State]
  /// By offset in the new struct: the offset of the old byte that was copied there, or -1.
  private var origins: [Int32]
  private var conversions: [Int: (from: Int, Conversion)] = [:]

  init(oldSize: Int, newSize: Int) {
    states = Array(repeating: .zero, count: oldSize)
    origins = Array(repeating: -1, count: newSize)
  }

  mutating func follow(there program: ElementProgram, from a: Int, to b: Int) {
    for step in program.steps {
      switch step.shifted(from: a, to: b) {
      case .copy(let from, let to, let length):
        for index in 0..<length { origins[to + index] = Int32(from + index) }
      case .convert(let from, let to, let count, let conversion):
        guard Conversion.isExact(conversion.from, conversion.to) else { continue }
        for index in 0..<count {
          conversions[to + index * conversion.to.size] = (from + index * conversion.from.size, conversion)
        }
      case .each(let from, let to, let count, let inner):
        for index in 0..<count {
          follow(there: inner, from: from + index * inner.fromSize, to: to + index * inner.toSize)
        }
      case .fill: continue
      }
    }
  }

  mutating func follow(back program: ElementProgram, from a: Int, to b: Int) {
    for step in program.steps {
      switch step.shifted(from: a, to: b) {
      case .copy(let from, let to, let length):
        for index in 0..<length {
          states[to + index] = origins[from + index] == Int32(to + index) ? .kept : .written
        }
      case .convert(let from, let to, let count, let conversion):
        for index in 0..<count {
          mark(conversion, from: from + index * conversion.from.size, to: to + index * conversion.to.size)
        }
      case .each(let from, let to, let count, let inner):
        for index in 0..<count {
          follow(back: inner, from: from + index * inner.fromSize, to: to + index * inner.toSize)
        }
      case .fill(let to, let length, _):
        for index in 0..<length { states[to + index] = .written }
      }
    }
  }

  private mutating func mark(_ conversion: Conversion, from: Int, to: Int) {
    var isKept = false
    if let (origin, there) = conversions[from] {
      isKept = origin == to && there.from == conversion.to && there.to == conversion.from
    }
    for index in 0..<conversion.to.size { states[to + index] = isKept ? .kept : .written }
  }
}
