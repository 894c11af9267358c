/// A part of an interface, with numbers for its names. See ``InterfacePart``.
struct IndexedPart: Sendable {
  /// Path of the file that it is a part of.
  let file: String
  let hash: ContentHash
  let isC: Bool
  /// Whether it declares a type, or a member of one that is found through it.
  let isType: Bool
  let isAlias: Bool
  /// Whether it cannot be parsed.
  let isUnread: Bool
  let declares: [Int]
  let mentions: [Int]
  /// The mentions that lead to types.
  let signature: [Int]
  let code: [Int]
  let accesses: [Int]
  let extends: [Int]
  let contents: [Int]
  /// Name of a field → the words in its declaration.
  let members: [Int: [Int]]

  init(_ part: InterfacePart, of file: String, _ names: inout NameTable) {
    self.file = file
    hash = part.hash
    isC = part.language == .c
    isType = if case .types = part.scope { true } else { false }
    isAlias = part.role == .alias
    isUnread = part.role == .unread
    declares = names.add(part.declares)
    mentions = names.add(part.mentions)
    signature = part.signature.map { names.add($0) } ?? mentions
    code = names.add(part.code)
    accesses = names.add(part.accesses)
    extends = names.add(part.extends)
    contents = names.add(part.contents)
    var members: [Int: [Int]] = [:]
    for (name, words) in part.members { members[names.add(name)] = names.add(words) }
    self.members = members
  }
}
