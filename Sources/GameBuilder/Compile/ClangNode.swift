/// A node of clang's syntax tree, with what structs, their fields and enums need.
struct ClangNode: Decodable, Sendable {
  struct TypeName: Decodable, Sendable {
    let qualType: String?
    let desugaredQualType: String?

    /// Without typedefs.
    var resolved: String { desugaredQualType ?? qualType ?? "" }
  }

  struct Reference: Decodable, Sendable { let id: String }

  /// A number of a literal, as text; other literals have other values.
  struct Value: Decodable, Sendable {
    let text: String?

    init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
  }

  let id: String?
  let kind: String?
  let name: String?
  let isBitfield: Bool?
  let completeDefinition: Bool?
  let tagUsed: String?
  let type: TypeName?
  let fixedUnderlyingType: TypeName?
  let ownedTagDecl: Reference?
  let value: Value?
  let inner: [ClangNode]?

  var children: [ClangNode] { inner ?? [] }

  /// Whether a struct is declared with its fields.
  var isDefinition: Bool { completeDefinition == true }

  func has(attribute: String) -> Bool { children.contains { $0.kind == attribute } }

  /// The value of the first constant expression in this node.
  var constant: Int64? {
    if kind == "ConstantExpr", let text = value?.text {
      return Int64(text) ?? UInt64(text).map { Int64(bitPattern: $0) }
    }
    return children.lazy.compactMap(\.constant).first
  }
}

/// The declarations of a header and of everything that it includes.
struct ClangHeader: Sendable {
  let declarations: [ClangNode]
  /// `typedef struct { … } Name;` names a struct, and likewise an enum, that has no name itself. By the id of the struct.
  private let typedefNames: [String: String]
  /// What a typedef stands for.
  private let typedefs: [String: String]

  init(_ root: ClangNode) {
    declarations = root.children
    var names: [String: String] = [:]
    var types: [String: String] = [:]
    for one in declarations where one.kind == "TypedefDecl" {
      guard let name = one.name else { continue }
      types[name] = one.type?.qualType ?? ""
      if let tag = one.children.first?.ownedTagDecl { names[tag.id] = name }
    }
    typedefNames = names
    typedefs = types
  }

  /// The name of a struct or an enum; nil if it has none.
  func name(of node: ClangNode) -> String? {
    if let name = node.name, !name.isEmpty { return name }
    return node.id.flatMap { typedefNames[$0] }
  }

  func declares(_ name: String) -> Bool { typedefs[name] != nil }

  /// Whether a type is `name`, or a typedef of it.
  func stands(_ type: String, for name: String) -> Bool {
    var type = type
    for _ in 0..<16 {
      if type == name { return true }
      guard let next = typedefs[type], next != type else { return false }
      type = next
    }
    return false
  }

  /// A type without its typedefs, as far as the header declares them.
  func resolved(_ type: String) -> String {
    var type = type
    for _ in 0..<16 {
      guard let next = typedefs[type], next != type else { break }
      type = next
    }
    return type
  }
}

/// The members of a struct, with the names that the structs inside it have for Swift.
struct ClangMembers {
  struct Member {
    let node: ClangNode
    /// The struct, union or enum without a name that is declared with the field.
    let declaration: ClangNode?
  }

  let members: [Member]

  /// - Parameter record: the declaration of a struct. An unnamed type is declared before the fields that have it.
  init(_ record: ClangNode) {
    var last: ClangNode?
    var members: [Member] = []
    for node in record.children {
      switch node.kind {
      case "RecordDecl", "EnumDecl": last = node.name == nil ? node : nil
      case "FieldDecl":
        let isUnnamed =
          node.type?.qualType?.contains("(unnamed ") == true
          || node.type?.qualType?.contains("(anonymous ") == true
        members.append(Member(node: node, declaration: isUnnamed ? last : nil))
      default: break
      }
    }
    self.members = members
  }

  /// The name that Swift gives to an unnamed struct.
  static func name(ofStructIn owner: String, field: String) -> String { "\(owner).__Unnamed_struct_\(field)" }
}
