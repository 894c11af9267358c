/// The interfaces of all files of a module and of the C headers that it imports, by the names they declare. Names are numbers;
/// see ``NameTable``.
struct InterfaceIndex: Sendable {
  let names: NameTable
  let parts: [IndexedPart]
  /// Name → indices of the parts that declare it, without layouts and methods.
  private(set) var byName: [[Int]]
  /// Name of a field of a C struct → the words in its declarations.
  private(set) var fields: [[Int]]
  /// Name of a C struct → indices of its layouts.
  private(set) var layouts: [[Int]]
  /// Name of a field → indices of the layouts that have it.
  private(set) var layoutsByField: [[Int]]
  /// Name → indices of the functions in types.
  private(set) var methods: [[Int]]
  /// Name of a type → indices of its functions and of the members of its extensions.
  private(set) var members: [[Int]]
  /// The names of types, in contrast to other names of a type.
  private(set) var nominals: NumberSet
  /// The names of types that mangled names abbreviate.
  let unnamed: NumberSet
  /// Names under which types conform to other protocols, or inherit: each of their members may determine another type.
  private(set) var conforming: NumberSet
  /// Name under which a type conforms to a well-known protocol → the names of members that may determine another type.
  private(set) var witnesses: [Int: NumberSet] = [:]
  /// Indices of the parts that declare types or their members.
  private var types: [Int] = []
  /// Indices of the parts that any file may depend on.
  private(set) var common: [Int] = []

  /// - Parameter files: sorted by path.
  init(_ files: [FileInterface]) {
    var table = NameTable()
    let sources = files.flatMap(\.parts)
    parts = files.flatMap { file in file.parts.map { IndexedPart($0, of: file.path, &table) } }
    names = table
    let none = [[Int]](repeating: [], count: table.count)
    (byName, fields, layouts, layoutsByField, methods, members) = (none, none, none, none, none, none)
    (nominals, conforming) = (NumberSet(below: table.count), NumberSet(below: table.count))
    unnamed = NumberSet(table[StandardTypes.unnamed], below: table.count)
    for (index, part) in sources.enumerated() { add(index, part) }
    for (index, part) in sources.enumerated() {
      if case .conformance(let protocols) = part.role { addConformance(index, to: protocols) }
    }
  }

  private mutating func add(_ index: Int, _ part: InterfacePart) {
    let entry = parts[index]
    for name in entry.extends { members[name].append(index) }
    switch part.role {
    case .method:
      for name in entry.declares { methods[name].append(index) }
      return
    case .layout:
      // Of several names, one is that of the type in Swift, and the others are aliases.
      if entry.declares.count == 1 { nominals.insert(entry.declares) }
      for name in entry.declares { layouts[name].append(index) }
      for name in entry.members.keys { layoutsByField[name].append(index) }
      return
    case .other, .alias, .conformance, .unread: break
    }
    switch part.scope {
    case .everything: common.append(index)
    case .types: types.append(index)
    case .names: break
    }
    for name in entry.declares { byName[name].append(index) }
    for (name, words) in entry.members { fields[name] += words }
    if part.declaresNominal { nominals.insert(entry.declares) }
  }

  private mutating func addConformance(_ index: Int, to protocols: Set<String>) {
    let entry = parts[index]
    for type in entry.extends.isEmpty ? entry.declares : entry.extends {
      for name in protocols {
        let isDeclared = names[name].map { !byName[$0].isEmpty } ?? false
        if !isDeclared, let requirements = StandardTypes.requirements[name] {
          witnesses[type, default: NumberSet(below: names.count)].insert(names[requirements])
        } else {
          conforming.insert(type)
        }
      }
    }
  }

  /// A hash of the parts of other files that a file depends on; of all parts if its dependencies are not known.
  ///
  /// The compiler also depends on things that it does not look up by name, such as the fields of the type of a field. They
  /// are found by the words in declarations: from each part that was looked up to the parts that it mentions, and so on.
  func hash(visibleTo file: String, _ dependencies: FileDependencies?) -> ContentHash {
    var visible = Array(parts.indices)
    if let dependencies, !hasUnreadHeader { visible = visibleParts(to: file, dependencies).numbers }
    var hash = ContentHash()
    for index in visible where parts[index].file != file { hash.combine(parts[index].hash) }
    return hash
  }

  /// Whether what a C header declares is not known, and so not what it leads to.
  private var hasUnreadHeader: Bool {
    common.contains { parts[$0].isUnread && parts[$0].isC }
  }

  private func visibleParts(to file: String, _ dependencies: FileDependencies) -> NumberSet {
    var visible = NumberSet(common, below: parts.count)
    if dependencies.hasUnreadableTypes { visible.insert(types) }
    visible.insert(recordedTypes(dependencies))
    var pending = Worklist(names[dependencies.names], below: names.count)
    var contained = Worklist(below: names.count)
    func follow(_ index: Int) {
      pending.add(parts[index].mentions)
      contained.add(parts[index].contents)
    }
    for index in visible.numbers { follow(index) }
    for index in parts.indices where parts[index].file == file { follow(index) }
    while let name = pending.next() {
      pending.add(fields[name])
      for index in byName[name] where visible.insert(index) { follow(index) }
    }
    addContained(&contained, to: &visible)
    visible.formUnion(LayoutSearch(self, of: file, dependencies).found)
    return visible
  }

  /// A recorded type is one of the types of that name; functions and variables of the name were not looked up.
  private func recordedTypes(_ dependencies: FileDependencies) -> [Int] {
    names[dependencies.types.subtracting(dependencies.names)].flatMap { name in
      byName[name].filter { parts[$0].isType }
    }
  }

  /// Adds the C declarations that others contain.
  private func addContained(_ pending: inout Worklist, to visible: inout NumberSet) {
    while let name = pending.next() {
      for index in byName[name] where parts[index].isC {
        visible.insert(index)
        pending.add(parts[index].mentions)
        pending.add(parts[index].contents)
      }
    }
  }
}
