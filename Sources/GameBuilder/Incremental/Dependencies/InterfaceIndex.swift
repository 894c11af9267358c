/// The interfaces of all files of a module and of the C headers that it imports, by the names they declare.
struct InterfaceIndex: Equatable, Sendable {
  private(set) var parts: [(file: String, part: InterfacePart)] = []
  /// Name → indices of the parts that declare it, without layouts.
  private(set) var byName: [String: [Int]] = [:]
  /// Name of a field of a C struct → the words in its declarations.
  private(set) var fields: [String: Set<String>] = [:]
  /// Name of a C struct → indices of its layouts.
  private(set) var layouts: [String: [Int]] = [:]
  /// Name → indices of the functions in types.
  private(set) var methods: [String: [Int]] = [:]
  /// Name of a type → indices of its functions and of the members of its extensions.
  private(set) var members: [String: [Int]] = [:]
  /// The names of types, in contrast to other names of a type.
  private(set) var nominals: Set<String> = []
  /// Names under which types conform to other protocols, or inherit: each of their members may determine another type.
  private(set) var conforming: Set<String> = []
  /// Name under which a type conforms to a well-known protocol → the names of members that may determine another type.
  private(set) var witnesses: [String: Set<String>] = [:]
  /// Indices of the parts that declare types or their members.
  private var types: [Int] = []
  /// Indices of the parts that any file may depend on.
  private(set) var common: [Int] = []

  /// - Parameter files: sorted by path.
  init(_ files: [FileInterface]) {
    for file in files {
      for part in file.parts {
        let index = parts.count
        parts.append((file.path, part))
        for name in part.extends { members[name, default: []].append(index) }
        if part.role == .method {
          for name in part.declares { methods[name, default: []].append(index) }
          continue
        }
        if part.role == .layout {
          // Of several names, one is that of the type in Swift, and the others are aliases.
          if part.declares.count == 1 { nominals.formUnion(part.declares) }
          for name in part.declares { layouts[name, default: []].append(index) }
          continue
        }
        switch part.scope {
        case .everything: common.append(index)
        case .types: types.append(index)
        case .names: break
        }
        for name in part.declares { byName[name, default: []].append(index) }
        for (name, words) in part.members { fields[name, default: []].formUnion(words) }
        if part.declaresNominal { nominals.formUnion(part.declares) }
      }
    }
    for (_, part) in parts { addConformance(part) }
  }

  private mutating func addConformance(_ part: InterfacePart) {
    guard case .conformance(let protocols) = part.role else { return }
    for type in part.extends.isEmpty ? part.declares : part.extends {
      for name in protocols {
        if byName[name] == nil, let names = StandardTypes.requirements[name] {
          witnesses[type, default: []].formUnion(names)
        } else {
          conforming.insert(type)
        }
      }
    }
  }

  static func == (one: InterfaceIndex, other: InterfaceIndex) -> Bool {
    one.parts.elementsEqual(other.parts) { $0.file == $1.file && $0.part == $1.part }
  }

  /// A hash of the parts of other files that a file depends on; of all parts if its dependencies are not known.
  ///
  /// The compiler also depends on things that it does not look up by name, such as the fields of the type of a field. They
  /// are found by the words in declarations: from each part that was looked up to the parts that it mentions, and so on.
  func hash(visibleTo file: String, _ dependencies: FileDependencies?) -> ContentHash {
    let all = Set(parts.indices)
    let visible = hasUnreadHeader ? all : dependencies.map { visibleParts(to: file, $0) } ?? all
    var hash = ContentHash()
    for index in visible.sorted() where parts[index].file != file { hash.combine(parts[index].part.hash) }
    return hash
  }

  /// Whether what a C header declares is not known, and so not what it leads to.
  private var hasUnreadHeader: Bool {
    common.contains { parts[$0].part.role == .unread && parts[$0].part.language == .c }
  }

  private func visibleParts(to file: String, _ dependencies: FileDependencies) -> Set<Int> {
    var visible = Set(common)
    if dependencies.hasUnreadableTypes { visible.formUnion(types) }
    visible.formUnion(recordedTypes(dependencies))
    var names = Worklist(dependencies.names)
    var laidOut = Worklist()
    func follow(_ part: InterfacePart) {
      names.add(part.mentions)
      laidOut.add(part.contents)
    }
    for index in visible { follow(parts[index].part) }
    for entry in parts where entry.file == file { follow(entry.part) }
    while let name = names.next() {
      names.add(fields[name] ?? [])
      for index in byName[name] ?? [] where visible.insert(index).inserted { follow(parts[index].part) }
    }
    visible.formUnion(containedParts(&laidOut))
    return visible.union(LayoutSearch(self, of: file, dependencies).found)
  }

  /// A recorded type is one of the types of that name; functions and variables of the name were not looked up.
  private func recordedTypes(_ dependencies: FileDependencies) -> [Int] {
    dependencies.types.subtracting(dependencies.names).flatMap { name in
      (byName[name] ?? []).filter(isType)
    }
  }

  /// Whether a part declares a type, or a member of one that is found through it.
  func isType(_ index: Int) -> Bool {
    if case .types = parts[index].part.scope { true } else { false }
  }

  /// The C declarations that others contain.
  private func containedParts(_ names: inout Worklist) -> Set<Int> {
    var found: Set<Int> = []
    while let name = names.next() {
      for index in byName[name] ?? [] where parts[index].part.language == .c {
        guard found.insert(index).inserted else { continue }
        names.add(parts[index].part.mentions)
        names.add(parts[index].part.contents)
      }
    }
    return found
  }
}

/// Names to look up, each once.
struct Worklist {
  private var pending: [String]
  private var known: Set<String>

  init(_ names: Set<String> = []) {
    pending = Array(names)
    known = names
  }

  mutating func add(_ names: Set<String>) {
    for name in names where known.insert(name).inserted { pending.append(name) }
  }

  mutating func next() -> String? { pending.popLast() }
}
