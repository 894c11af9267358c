/// The words that may stand before the keyword of a declaration.
enum DeclarationModifiers {
  /// Without `class`, which is a keyword of its own, too.
  static let words: Set = [
    "public", "private", "fileprivate", "internal", "package", "open", "final", "static", "mutating",
    "nonmutating", "nonisolated", "isolated", "indirect", "override", "borrowing", "consuming", "dynamic",
  ]
  static let ofMembers = words.union(["class"])
}
