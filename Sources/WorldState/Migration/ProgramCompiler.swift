/// Compiles pairs of matched structs to element programs. Pools are not included: their elements lie outside the struct.
struct ProgramCompiler {
  let matching: FieldMatching
  let defaults: DefaultTable
  /// The field of each conversion that can clamp, by its `counter`.
  private(set) var clampingFields: [String] = []
  /// The notes of the constants of enums, by their counter.
  private(set) var constantNotes: [Int: ConstantNote] = [:]
  private var compiled: [[Int]: ElementProgram] = [:]

  init(matching: FieldMatching, defaults: DefaultTable) {
    self.matching = matching
    self.defaults = defaults
  }

  mutating func program(_ oldIndex: Int, _ newIndex: Int) -> ElementProgram {
    if let done = compiled[[oldIndex, newIndex]] { return done }
    let old = matching.from.structs[oldIndex]
    let new = matching.to.structs[newIndex]
    let oldIndices = Dictionary(uniqueKeysWithValues: old.fields.enumerated().map { ($1.name, $0) })
    var copies = CopyRun(old: old, new: new, program: ElementProgram(fromSize: old.size, toSize: new.size))
    var position = 0
    for pair in matching.pairs(oldIndex, newIndex) {
      switch pair {
      case .removed: continue
      case .added(let field): fill(field, of: new, from: 0, &copies.program)
      case .both(let a, let b):
        add(a, b, at: (oldIndices[a.name] ?? 0, position), of: new, &copies)
      }
      position += 1
    }
    copies.finish()
    compiled[[oldIndex, newIndex]] = copies.program
    return copies.program
  }

  /// The conversion of one field alone. Both are at offset 0.
  mutating func program(
    of a: Layout.Field, in old: Layout.Struct, to b: Layout.Field, in new: Layout.Struct
  ) -> ElementProgram {
    let (fromSize, toSize) = (matching.from.size(of: a), matching.to.size(of: b))
    var (source, target) = (old, new)
    (source.fields, source.size) = ([a], fromSize)
    (target.fields, target.size) = ([b], toSize)
    var copies = CopyRun(
      old: source, new: target, program: ElementProgram(fromSize: fromSize, toSize: toSize))
    add(a, b, at: (0, 0), of: target, &copies)
    copies.finish()
    return copies.program
  }

  private mutating func add(
    _ a: Layout.Field, _ b: Layout.Field, at indices: (Int, Int), of owner: Layout.Struct,
    _ copies: inout CopyRun
  ) {
    let count = min(a.count, b.count)
    switch FieldRule(a.type, b.type, matching.constants) {
    case .copy(let size): copies.add(a, b, at: indices, length: count * size, isWhole: a.count == b.count)
    case .convert(let from, let to):
      let conversion = Conversion(from: from, to: to, counter: counter(from, to, "\(owner.name).\(b.name)"))
      copies.program.append(.convert(from: a.offset, to: b.offset, count: count, conversion))
    case .constants(let map):
      let counted = counted(map, "\(owner.name).\(b.name)")
      copies.program.append(.constants(from: a.offset, to: b.offset, count: count, counted))
    case .structure(let i, let j):
      let inner = program(i, j)
      if inner.isWholeCopy {
        copies.add(a, b, at: indices, length: count * inner.toSize, isWhole: a.count == b.count)
      } else {
        copies.program.append(inner, from: a.offset, to: b.offset, count: count)
      }
    case .pool: return
    case .replace:
      fill(b, of: owner, from: 0, &copies.program)
      return
    }
    if b.count > count { fill(b, of: owner, from: count, &copies.program) }
  }

  /// Fills the elements of a field from `first` on with the game's default.
  private func fill(
    _ field: Layout.Field, of owner: Layout.Struct, from first: Int, _ program: inout ElementProgram
  ) {
    guard let pattern = defaults.pattern(of: field, in: owner) else { return }
    let element = matching.to.size(of: field.type)
    // Skip the part of a whole-field pattern that belongs to the carried elements.
    let rest = pattern.count > element ? Array(pattern[(first * element)...]) : pattern
    let length = (field.count - first) * element
    program.append(.fill(to: field.offset + first * element, length: length, pattern: rest))
  }

  /// The map with a counter for each of its notes.
  private mutating func counted(_ map: ConstantMap, _ path: String) -> ConstantMap {
    var map = map
    map.firstCounter = clampingFields.count
    for note in map.notes {
      constantNotes[clampingFields.count] = note
      clampingFields.append(path)
    }
    return map
  }

  private mutating func counter(_ from: Scalar, _ to: Scalar, _ path: String) -> Int? {
    guard Conversion.canClamp(from, to) else { return nil }
    clampingFields.append(path)
    return clampingFields.count - 1
  }
}

/// Merges the copies of fields that are adjacent, at the same distance, in both structs, including the padding between
/// them, and after them if both structs end in the same way.
private struct CopyRun {
  let old: Layout.Struct
  let new: Layout.Struct
  var program: ElementProgram
  private var from = 0
  private var to = 0
  private var length = 0
  /// Indices of the last field in the old and in the new struct.
  private var last = (-1, -1)
  /// Whether the last field was copied with all its elements.
  private var lastIsWhole = false

  init(old: Layout.Struct, new: Layout.Struct, program: ElementProgram) {
    self.old = old
    self.new = new
    self.program = program
  }

  mutating func add(
    _ a: Layout.Field, _ b: Layout.Field, at indices: (Int, Int), length added: Int, isWhole: Bool
  ) {
    let follows = length > 0 && lastIsWhole && indices == (last.0 + 1, last.1 + 1)
    if follows, a.offset - from == b.offset - to {
      length = b.offset - to + added
    } else {
      flush()
      (from, to, length) = (a.offset, b.offset, added)
    }
    last = indices
    lastIsWhole = isWhole
  }

  mutating func finish() {
    let endsBoth = last == (old.fields.count - 1, new.fields.count - 1)
    if length > 0, endsBoth, lastIsWhole, old.size - from == new.size - to { length = new.size - to }
    flush()
  }

  private mutating func flush() {
    if length > 0 { program.append(.copy(from: from, to: to, length: length)) }
    length = 0
  }
}
