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
  private(set) var found: NumberSet
  private var followed: NumberSet
  /// Names that may be those of anything.
  private var code: Worklist
  /// Names that may be those of anything in C.
  private var cNames: Worklist
  /// Names that may be those of fields.
  private var accesses: Worklist
  private var types: Worklist
  /// C types that are part of a value.
  private var contents: Worklist

  init(_ index: InterfaceIndex, of file: String, _ dependencies: FileDependencies) {
    self.index = index
    let (parts, names) = (index.parts.count, index.names.count)
    (found, followed) = (NumberSet(below: parts), NumberSet(below: parts))
    (code, cNames) = (Worklist(below: names), Worklist(below: names))
    (accesses, types) = (Worklist(below: names), Worklist(below: names))
    contents = Worklist(index.names[dependencies.types.union(dependencies.names)], below: names)
    if dependencies.hasUnreadableTypes
      || index.common.contains(where: { index.parts[$0].isUnread })
    {
      for layouts in index.layouts { found.insert(layouts) }
      return
    }
    for part in index.common { follow(part) }
    // A C struct that was laid out may be used in no other way.
    for name in index.names[dependencies.types] {
      for part in index.byName[name] where index.parts[part].isType && !index.parts[part].isC { follow(part) }
    }
    types.add(index.names[dependencies.topLevelNames])
    for text in dependencies.names {
      guard let name = index.names[text] else { continue }
      followMember(name, of: index.names[dependencies.memberTypes[text] ?? []])
    }
    // Whose other name this is is not known.
    for name in 0..<names where isOtherName(name) { followWitnesses(of: name) }
    // What its declarations look up is recorded for another file if the compiler needed it there before.
    for part in index.parts.indices where index.parts[part].file == file { follow(part) }
    while step() {}
  }

  /// Follows what a lookup of a name finds.
  /// - Parameter types: in which it was looked up as a member.
  private mutating func followMember(_ name: Int, of types: [Int]) {
    for list in [index.byName[name], index.methods[name]] {
      for part in list where index.parts[part].isType || mayBeMember(part, of: types) { follow(part) }
    }
    for type in types {
      for layout in index.layouts[type] { self.types.add(index.parts[layout].members[name] ?? []) }
    }
  }

  private func isOtherName(_ name: Int) -> Bool {
    !index.nominals.contains(name) && (index.conforming.contains(name) || index.witnesses[name] != nil)
  }

  private mutating func follow(_ number: Int) {
    guard followed.insert(number) else { return }
    types.add(index.parts[number].signature)
    code.add(index.parts[number].code)
    accesses.add(index.parts[number].accesses)
    if index.parts[number].isC {
      types.add(index.parts[number].declares)
      cNames.add(index.parts[number].mentions)
    }
  }

  /// Follows the members of extensions that may determine associated types.
  private mutating func followWitnesses(of type: Int) {
    let isOpen = index.conforming.contains(type)
    let names = index.witnesses[type]
    for part in index.members[type] {
      if isOpen || names?.containsAny(of: index.parts[part].declares) == true { follow(part) }
    }
  }

  /// Returns false if there is nothing left to look up.
  private mutating func step() -> Bool {
    if let name = code.next() {
      types.add(name)
      for part in index.byName[name] { follow(part) }
      for part in index.methods[name] { follow(part) }
    } else if let name = cNames.next() {
      for part in index.byName[name] where index.parts[part].isC { follow(part) }
    } else if let name = accesses.next() {
      // The type of a field is the type of an expression.
      types.add(index.fields[name])
      for layout in index.layoutsByField[name] { add(layout) }
    } else if let name = types.next() {
      contents.add(name)
      for part in index.byName[name] where index.parts[part].isType || index.parts[part].isAlias {
        follow(part)
      }
      followWitnesses(of: name)
    } else if let name = contents.next() {
      for layout in index.layouts[name] { add(layout) }
      for part in index.byName[name] where index.parts[part].isC {
        found.insert(part)
        contents.add(index.parts[part].mentions)
      }
    } else {
      return false
    }
    return true
  }

  private mutating func add(_ layout: Int) {
    if found.insert(layout) { contents.add(index.parts[layout].contents) }
  }

  /// Whether a lookup in some types can find a part, which may be a member of an extension.
  private func mayBeMember(_ number: Int, of types: [Int]) -> Bool {
    let extended = index.parts[number].extends
    // An extension may be that of another name of the type, or of a type that mangled names abbreviate.
    return extended.isEmpty || !index.nominals.containsAll(of: extended)
      || extended.contains(where: types.contains) || index.unnamed.containsAny(of: extended)
  }
}
