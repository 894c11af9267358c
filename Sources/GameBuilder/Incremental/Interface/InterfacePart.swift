/// One declaration of a Swift file or of a C header, as far as other files can see it.
struct InterfacePart: Equatable, Codable, Sendable {
  enum Scope: Equatable, Codable, Sendable {
    /// Any file may depend on it: an import, an operator, anything that cannot be parsed.
    case everything
    /// Files that look up one of these names may depend on it.
    case names(Set<String>)
    /// Files that look up one of these types, or a member of one, may depend on it.
    case types(Set<String>)

    var names: Set<String> {
      switch self {
      case .everything: []
      case .names(let names), .types(let names): names
      }
    }
  }

  let scope: Scope
  let hash: ContentHash
  /// The words in it, which name what it depends on in turn: the layout of a struct depends on the types of its fields.
  let mentions: Set<String>
  var language = Language.swift
  var role = Role.other
  /// Of a type: those of `mentions` that are not only in functions, which are members of their own (`Role.method`).
  var signature: Set<String>?
  /// The words in code that other files contain or that determines a type: initial values, and bodies that are part of the
  /// interface. They may name anything, those in `mentions` only types.
  var code: Set<String> = []
  /// Those of `code` that may be members of a C struct.
  var accesses: Set<String> = []
  /// Of a member of an extension: the words in the extended type's name.
  var extends: Set<String> = []
  /// Of a C struct: the words in it. Its layout depends on other C declarations of these names, and on nothing in Swift.
  var contents: Set<String> = []
  /// Of a C struct: the words in the declaration of each field. A file that looks up the field may depend on all of them.
  var members: [String: Set<String>] = [:]

  enum Language: Equatable, Codable, Sendable { case swift, c }

  enum Role: Equatable, Codable, Sendable {
    case other
    /// Another name of a type.
    case alias
    /// It makes types conform to what has these names, or inherit from it.
    case conformance(to: Set<String>)
    /// The fields of a C struct, of which nothing but its layout and its members depends.
    case layout
    /// A function in the braces of a type. It is also part of the type, and only tells what leads where.
    case method
    /// It cannot be parsed: it may depend on anything.
    case unread
  }

  /// Whether it declares a type, and not another name or a member of one.
  var declaresNominal: Bool {
    if case .types = scope, language == .swift { return extends.isEmpty }
    return false
  }

  /// The names by which other parts mention it.
  var declares: Set<String> { scope.names }

  /// The parts of a file. Every change of its interface changes one of them, or their number.
  static func parts(of source: [UInt8]) -> [InterfacePart] {
    guard let reader = InterfaceFingerprint.read(source) else {
      return [InterfacePart(scope: .everything, hash: ContentHash(of: source), mentions: [], role: .unread)]
    }
    return InterfacePartReader(reader).parts()
      ?? [
        InterfacePart(
          scope: .everything, hash: ContentHash(of: reader.interface), mentions: [], role: .unread)
      ]
  }
}
