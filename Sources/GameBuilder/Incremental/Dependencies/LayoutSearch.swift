/// Finds the C structs on whose fields the object of a file may depend.
///
/// A file uses the fields of a struct only if an expression in it has a type that contains the struct. Such a type comes from
/// a declaration that the file looks up: from the words in it, from what the types of these names contain, and from the code
/// that determines a type which is not written. So this search follows only types and code, where that for all other parts follows
/// all words: `func step(_ index: Int, body: Body)` leads to `Int` and `Body`, and not to everything that
/// is named `index` or `body`.
struct LayoutSearch {
  private let index: InterfaceIndex
  /// Indices of the layouts, and of other C declarations that they contain.
  private(set) var found: Set<Int> = []
  private var followed: Set<Int> = []
  /// Names that may be those of anything.
  private var code = Worklist()
  /// Names that may be those of anything in C.
  private var cNames = Worklist()
  /// Names that may be those of fields.
  private var accesses = Worklist()
  private var types = Worklist()
  /// C types that are part of a value.
  private var contents: Worklist

  init(_ index: InterfaceIndex, of file: String, _ dependencies: FileDependencies) {
    self.index = index
    contents = Worklist(dependencies.types.union(dependencies.names))
    if dependencies.hasUnreadableTypes
      || index.common.contains(where: { index.parts[$0].part.role == .unread })
    {
      found = Set(index.layouts.values.joined())
      return
    }
    for part in index.common { follow(part) }
    // A C struct that was laid out may be used in no other way.
    for name in dependencies.types {
      for part in index.byName[name] ?? []
      where index.isType(part) && index.parts[part].part.language == .swift {
        follow(part)
      }
    }
    types.add(dependencies.topLevelNames)
    for name in dependencies.names {
      let types = dependencies.memberTypes[name] ?? []
      for part in declarations(name) where index.isType(part) || mayBeMember(part, of: types) { follow(part) }
      for type in types {
        for layout in index.layouts[type] ?? [] {
          self.types.add(index.parts[layout].part.members[name] ?? [])
        }
      }
    }
    // Whose other name this is is not known.
    for name in index.conforming.union(index.witnesses.keys).subtracting(index.nominals) {
      followWitnesses(of: name)
    }
    // What its declarations look up is recorded for another file if the compiler needed it there before.
    for part in index.parts.indices where index.parts[part].file == file { follow(part) }
    while step() {}
  }

  private func declarations(_ name: String) -> [Int] {
    (index.byName[name] ?? []) + (index.methods[name] ?? [])
  }

  private mutating func follow(_ number: Int) {
    guard followed.insert(number).inserted else { return }
    let part = index.parts[number].part
    types.add(part.signature ?? part.mentions)
    code.add(part.code)
    accesses.add(part.accesses)
    if part.language == .c {
      types.add(part.declares)
      cNames.add(part.mentions)
    }
  }

  /// Follows the members of extensions that may determine associated types.
  private mutating func followWitnesses(of type: String) {
    let isOpen = index.conforming.contains(type)
    let names = index.witnesses[type] ?? []
    for part in index.members[type] ?? [] {
      let declared = index.parts[part].part.declares
      if isOpen || !declared.isDisjoint(with: names) { follow(part) }
    }
  }

  /// Returns false if there is nothing left to look up.
  private mutating func step() -> Bool {
    if let name = code.next() {
      types.add([name])
      for part in declarations(name) { follow(part) }
    } else if let name = cNames.next() {
      for part in index.byName[name] ?? [] where index.parts[part].part.language == .c { follow(part) }
    } else if let name = accesses.next() {
      // The type of a field is the type of an expression.
      types.add(index.fields[name] ?? [])
      for layout in index.layouts.values.joined() where index.parts[layout].part.members[name] != nil {
        add(layout)
      }
    } else if let name = types.next() {
      contents.add([name])
      for part in index.byName[name] ?? [] where index.isType(part) || index.parts[part].part.role == .alias {
        follow(part)
      }
      followWitnesses(of: name)
    } else if let name = contents.next() {
      for layout in index.layouts[name] ?? [] { add(layout) }
      for part in index.byName[name] ?? [] where index.parts[part].part.language == .c {
        found.insert(part)
        contents.add(index.parts[part].part.mentions)
      }
    } else {
      return false
    }
    return true
  }

  private mutating func add(_ layout: Int) {
    if found.insert(layout).inserted { contents.add(index.parts[layout].part.contents) }
  }

  /// Whether a lookup in some types can find a part, which may be a member of an extension.
  private func mayBeMember(_ number: Int, of types: Set<String>) -> Bool {
    let extended = index.parts[number].part.extends
    // An extension may be that of another name of the type, or of a type that mangled names abbreviate.
    return !extended.isSubset(of: index.nominals) || extended.isEmpty || !extended.isDisjoint(with: types)
      || !extended.isDisjoint(with: StandardTypes.unnamed)
  }
}
