/// The interfaces of all files of a module, by what they declare.
struct InterfaceIndex: Equatable, Sendable {
  private var parts: [(file: String, part: InterfacePart)] = []
  private var byName: [String: [Int]] = [:]
  private var types: [Int] = []
  /// Parts that mean something to every file.
  private var common: [Int] = []

  /// - Parameter files: sorted.
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

  /// A hash of what a file that asked for `dependencies` can see of the others; of everything, if that is not known.
  ///
  /// What the compiler lays out without asking by name, as the fields of a type's fields, is found by the words in the
  /// declarations: from each that was asked for to those that it mentions.
  func surroundings(of file: String, _ dependencies: FileDependencies?) -> ContentHash {
    var seen: Set<Int>
    if let dependencies {
      seen = reach(from: dependencies, in: file)
    } else {
      seen = Set(parts.indices)
    }
    var hash = ContentHash()
    for index in seen.sorted() where parts[index].file != file { hash.combine(parts[index].part.hash) }
    return hash
  }

  private func reach(from dependencies: FileDependencies, in file: String) -> Set<Int> {
    var seen = Set(common)
    if dependencies.hasUnreadable { seen.formUnion(types) }
    var known = dependencies.names
    var pending = Array(dependencies.names)
    // A type that was looked into is one of the types of that name; a function of that name was not asked for.
    for name in dependencies.types where known.contains(name) == false {
      for index in byName[name] ?? [] {
        if case .types = parts[index].part.scope { seen.insert(index) }
      }
    }
    for index in seen { append(parts[index].part, to: &pending, &known) }
    for (index, entry) in parts.enumerated() where entry.file == file {
      append(parts[index].part, to: &pending, &known)
    }
    while let name = pending.popLast() {
      for index in byName[name] ?? [] where seen.insert(index).inserted {
        append(parts[index].part, to: &pending, &known)
      }
    }
    return seen
  }

  private func append(_ part: InterfacePart, to pending: inout [String], _ known: inout Set<String>) {
    for word in part.mentions where known.insert(word).inserted { pending.append(word) }
  }
}
