/// The interfaces of all files of a module, by the names they declare.
struct InterfaceIndex: Equatable, Sendable {
  private var parts: [(file: String, part: InterfacePart)] = []
  /// Name → indices of the parts that declare it.
  private var byName: [String: [Int]] = [:]
  /// Indices of the parts that declare types or their members.
  private var types: [Int] = []
  /// Indices of the parts that any file may depend on.
  private var common: [Int] = []

  /// - Parameter files: sorted by path.
  init(_ files: [(path: String, parts: [InterfacePart])]) {
    for file in files {
      for part in file.parts {
        let index = parts.count
        parts.append((file.path, part))
        switch part.scope {
        case .everything: common.append(index)
        case .types: types.append(index)
        case .names: break
        }
        for name in part.declares { byName[name, default: []].append(index) }
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
    let visible = dependencies.map { visibleParts(to: file, $0) } ?? Set(parts.indices)
    var hash = ContentHash()
    for index in visible.sorted() where parts[index].file != file { hash.combine(parts[index].part.hash) }
    return hash
  }

  private func visibleParts(to file: String, _ dependencies: FileDependencies) -> Set<Int> {
    var visible = Set(common)
    if dependencies.hasUnreadableTypes { visible.formUnion(types) }
    // A recorded type is one of the types of that name; functions and variables of the name were not looked up.
    for name in dependencies.types.subtracting(dependencies.names) {
      for index in byName[name] ?? [] {
        if case .types = parts[index].part.scope { visible.insert(index) }
      }
    }
    var names = Worklist(dependencies.names)
    for index in visible { names.add(parts[index].part.mentions) }
    for entry in parts where entry.file == file { names.add(entry.part.mentions) }
    while let name = names.next() {
      for index in byName[name] ?? [] where visible.insert(index).inserted {
        names.add(parts[index].part.mentions)
      }
    }
    return visible
  }

  /// Names to look up, each once.
  private struct Worklist {
    private var pending: [String]
    private var known: Set<String>

    init(_ names: Set<String>) {
      pending = Array(names)
      known = names
    }

    mutating func add(_ names: Set<String>) {
      for name in names where known.insert(name).inserted { pending.append(name) }
    }

    mutating func next() -> String? { pending.popLast() }
  }
}
