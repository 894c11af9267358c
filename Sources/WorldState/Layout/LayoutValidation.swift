/// Checks the invariants that `Layout` promises.
struct LayoutValidation {
  let structs: [Layout.Struct]

  static let maxStructs = 4096
  static let maxFields = 65536
  static let maxNameLength = 255
  /// Of all enums together.
  static let maxConstants = 65536
  /// Bytes. Far above what a Swift struct can have; no sum of offsets overflows.
  static let maxStructSize = 1 << 24
  /// Maximum nesting of structs.
  static let maxDepth = 64
  /// Pools of one world; each element of an array of pools counts.
  static let maxPools = 4096

  func check() throws(LayoutError) {
    guard !structs.isEmpty else { throw .noStructs }
    guard structs.count <= Self.maxStructs else {
      throw .tooMany(what: "structs", found: structs.count, max: Self.maxStructs)
    }
    let fields = structs.reduce(0) { $0 + $1.fields.count }
    guard fields <= Self.maxFields else {
      throw .tooMany(what: "fields", found: fields, max: Self.maxFields)
    }
    var names: Set<String> = []
    for one in structs {
      try checkName(one.name, path: "struct \(one.name)")
      guard names.insert(one.name).inserted else { throw .duplicateStruct(name: one.name) }
      try checkFields(of: one)
    }
    try checkHeader()
    try checkNesting()
  }

  private func checkName(_ name: String, path: String) throws(LayoutError) {
    guard Self.isUsable(name) else { throw .badName(path: path) }
  }

  /// Whether a name could be one in C and can be part of a path.
  static func isUsable(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= maxNameLength
      && !name.utf8.contains { $0 <= 0x20 || $0 == 0x7F || ".[]".utf8.contains($0) }
  }

  private func checkFields(of owner: Layout.Struct) throws(LayoutError) {
    let alignment = owner.alignment
    guard (1...Self.maxStructSize).contains(owner.size), (1...4096).contains(alignment),
      alignment & (alignment - 1) == 0, owner.size % alignment == 0
    else { throw .badStructSize(name: owner.name, size: owner.size, alignment: alignment) }
    var names: Set<String> = []
    var end = 0
    var previous = ""
    for field in owner.fields {
      let path = "\(owner.name).\(field.name)"
      try checkName(field.name, path: path)
      guard names.insert(field.name).inserted else { throw .duplicateName(path: path) }
      try checkType(of: field, path: path)
      let size = try checkedSize(of: field, in: owner, path: path)
      guard field.offset >= end else { throw .overlap(path: path, other: "\(owner.name).\(previous)") }
      end = field.offset + size
      previous = field.name
    }
  }

  private func checkType(of field: Layout.Field, path: String) throws(LayoutError) {
    guard field.count >= 1, field.isArray || field.count == 1 else {
      throw .badCount(path: path, count: field.count)
    }
    switch field.type {
    case .scalar: break
    case .enumeration(let name, let storage):
      try checkName(name, path: path)
      guard storage.isInteger else { throw .badEnumStorage(path: path, kind: storage.rawValue) }
    case .structure(let index), .pool(let index):
      guard structs.indices.contains(index) else {
        throw .structOutOfRange(path: path, index: index, structs: structs.count)
      }
    }
  }

  /// Size of a field in bytes; throws if it extends beyond its struct.
  private func checkedSize(
    of field: Layout.Field, in owner: Layout.Struct, path: String
  ) throws(LayoutError) -> Int {
    let (size, overflow) = elementSize(field.type, in: structs).multipliedReportingOverflow(by: field.count)
    guard !overflow, field.offset >= 0, field.offset <= owner.size, size <= owner.size - field.offset else {
      throw .fieldOutsideStruct(
        path: path, offset: max(0, min(field.offset, Self.maxStructSize)),
        size: overflow ? Self.maxStructSize : max(0, min(size, Self.maxStructSize)), structSize: owner.size)
    }
    return size
  }

  private func checkHeader() throws(LayoutError) {
    guard let first = structs[0].fields.first, first.offset == 0, !first.isArray,
      case .structure(let index) = first.type,
      structs[index].name == Layout.headerName, structs[index].size == Layout.headerSize
    else { throw .headerMissing(world: structs[0].name) }
  }

  /// Checks that no struct contains itself or is nested too deep, and that pools are only in the world and its members.
  private func checkNesting() throws(LayoutError) {
    var states = [NestingState](repeating: .unseen, count: structs.count)
    var summaries = [NestingSummary](repeating: NestingSummary(), count: structs.count)
    for index in structs.indices { try visit(index, depth: 0, &states, &summaries) }
    guard summaries[0].pools <= Self.maxPools else {
      throw .tooMany(what: "pools", found: summaries[0].pools, max: Self.maxPools)
    }
  }

  private enum NestingState { case unseen, open, done }

  private struct NestingSummary {
    /// Number of pools in a value of the struct.
    var pools = 0
    /// Depth of nested structs.
    var height = 0
  }

  private func visit(
    _ index: Int, depth: Int, _ states: inout [NestingState], _ summaries: inout [NestingSummary]
  ) throws(LayoutError) {
    guard states[index] == .unseen else { return }
    states[index] = .open
    var summary = NestingSummary()
    for field in structs[index].fields {
      guard let inner = field.type.structIndex else { continue }
      let path = "\(structs[index].name).\(field.name)"
      guard states[inner] != .open else { throw .cycle(path: path) }
      // Includes the height of structs that were visited before: the recursion never exceeds the limit.
      guard depth + 1 + summaries[inner].height < Self.maxDepth else {
        throw .tooMany(
          what: "structs inside each other at \(path)", found: Self.maxDepth, max: Self.maxDepth - 1)
      }
      try visit(inner, depth: depth + 1, &states, &summaries)
      summary.height = max(summary.height, summaries[inner].height + 1)
      if case .pool = field.type {
        try checkPool(of: structs[inner], pools: summaries[inner].pools, path: path)
        summary.pools += field.count
      } else {
        let (inside, overflow) = summaries[inner].pools.multipliedReportingOverflow(by: field.count)
        summary.pools += overflow ? Self.maxPools + 1 : inside
      }
      guard summary.pools <= Self.maxPools else {
        throw .tooMany(what: "pools at \(path)", found: summary.pools, max: Self.maxPools)
      }
    }
    summaries[index] = summary
    states[index] = .done
  }

  private func checkPool(of element: Layout.Struct, pools: Int, path: String) throws(LayoutError) {
    guard pools == 0 else { throw .poolInsidePool(path: path) }
    guard element.alignment <= 16 else { throw .poolAlignment(path: path, alignment: element.alignment) }
  }
}

/// Checks the names of enums and constants.
func checkEnumerations(_ enumerations: [Layout.Enumeration]) throws(LayoutError) {
  let constants = enumerations.reduce(0) { $0 + $1.constants.count }
  guard constants <= LayoutValidation.maxConstants else {
    throw .tooMany(what: "constants", found: constants, max: LayoutValidation.maxConstants)
  }
  var names: Set<String> = []
  for one in enumerations {
    guard LayoutValidation.isUsable(one.name) else { throw .badName(path: "enum \(one.name)") }
    guard names.insert(one.name).inserted else { throw .duplicateName(path: "enum \(one.name)") }
    var constantNames: Set<String> = []
    for constant in one.constants {
      let path = "\(one.name).\(constant.name)"
      guard LayoutValidation.isUsable(constant.name) else { throw .badName(path: path) }
      guard constantNames.insert(constant.name).inserted else { throw .duplicateName(path: path) }
    }
  }
}
