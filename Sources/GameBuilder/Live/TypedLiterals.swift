import Foundation

/// A literal as the compiler sees it.
struct TypedLiteral: Codable, Equatable {
  /// When its value is read.
  enum Role: String, Codable {
    /// Each time the code around it runs.
    case body
    /// Once for each value that it initialises: part of the initial value of a property, or of a global or static variable.
    case initialValue
    /// It is the whole initial value of a global, or of a property of a type, static or not.
    case wholeGlobal, wholeMember
  }

  let type: LiteralType
  let role: Role
}

/// The literals of a file whose values may change without compiling, by their byte offsets (with the sign).
/// Read from the typed syntax tree, `swift-frontend -dump-ast -dump-ast-format json`.
struct TypedLiterals: Codable, Equatable {
  var byOffset: [Int: TypedLiteral]

  init(_ byOffset: [Int: TypedLiteral]) { self.byOffset = byOffset }

  /// Nil if it is not the dump of one file.
  init?(dump: [UInt8]) {
    guard let tree = try? JSONSerialization.jsonObject(with: Data(dump)) as? [String: Any],
      tree["_kind"] as? String == "source_file"
    else { return nil }
    var reader = Reader()
    reader.visit(tree, Reader.Surroundings())
    byOffset = reader.found.compactMapValues { $0 }
  }

  private struct Reader {
    /// Nil for a literal that must not have a slot.
    var found: [Int: TypedLiteral?] = [:]

    struct Surroundings {
      var isExcluded = false
      var isInBody = false
      /// Whether a declaration of a type is around it.
      var isMember = false
      /// Kinds of the nodes around it, the innermost last, without arguments and the like.
      var parent = ""
      var isPatternEntry = false
      /// Of a `switch` and the like.
      var isPattern = false
    }

    /// Beneath these, the value of a literal decides more than the value of an expression.
    private static let excluding: Set<String> = [
      "enum_element_decl", "interpolated_string_literal_expr", "tap_expr",
      "macro_expansion_expr", "macro_expansion_decl", "custom_attr", "key_path_expr", "regex_literal_expr",
      "object_literal_expr",
    ]
    /// A constant condition decides which code is unreachable, and so which variables must be initialised.
    private static let conditions: Set<String> = [
      "while_stmt", "repeat_while_stmt", "if_stmt", "guard_stmt", "stmt_condition",
    ]
    private static let literals: Set<String> = [
      "integer_literal_expr", "float_literal_expr", "boolean_literal_expr", "string_literal_expr",
    ]
    private static let bodies: Set<String> = [
      "func_decl", "accessor_decl", "constructor_decl", "destructor_decl", "subscript_decl",
    ]
    private static let types: Set<String> = [
      "struct_decl", "enum_decl", "class_decl", "protocol_decl", "extension_decl",
    ]

    mutating func visit(_ node: [String: Any], _ surroundings: Surroundings) {
      let kind = node["_kind"] as? String ?? ""
      var inner = surroundings
      if Self.excluding.contains(kind) || isResultBuilder(node, kind) { inner.isExcluded = true }
      if Self.literals.contains(kind) {
        // Patterns of numbers and texts are compared when the code runs; those of booleans are counted by the compiler.
        if kind == "boolean_literal_expr", inner.isPattern || Self.conditions.contains(inner.parent) {
          inner.isExcluded = true
        }
        note(node, inner)
      }
      if kind == "pattern_expr" { inner.isPattern = true }
      if Self.types.contains(kind) { (inner.isMember, inner.isInBody) = (true, false) }
      // The accessor of a lazy property is implicit, and repeats its initial value.
      if Self.bodies.contains(kind) { inner.isInBody = node["implicit"] as? Bool != true }
      if kind.hasSuffix("_expr") || kind.hasSuffix("_stmt") || kind.hasSuffix("_decl") { inner.parent = kind }
      if !kind.isEmpty { inner.isPatternEntry = kind == "pattern_entry" }
      for case (_, let value) in node { visit(any: value, inner) }
    }

    private mutating func visit(any value: Any, _ surroundings: Surroundings) {
      if let node = value as? [String: Any] {
        visit(node, surroundings)
      } else if let list = value as? [Any] {
        for value in list { visit(any: value, surroundings) }
      }
    }

    /// A tree lists some literals twice.
    private mutating func note(_ node: [String: Any], _ surroundings: Surroundings) {
      guard node["implicit"] as? Bool != true, let range = node["range"] as? [String: Any],
        let start = range["start"] as? Int
      else { return }
      var literal: TypedLiteral?
      if !surroundings.isExcluded, let type = (node["type"] as? String).flatMap(LiteralType.init(mangled:)) {
        // Of other types with an initialiser of their own, it is not known what that makes of the literal.
        let isBuiltin = node["initializer"] == nil && node["builtin_initializer"] != nil
        if isBuiltin || type.hasOwnInitialiser {
          literal = TypedLiteral(type: type, role: role(surroundings))
        }
      }
      guard let known = found[start], known != literal else {
        found[start] = .some(literal)
        return
      }
      if let type = literal?.type, type == known?.type {
        found[start] = TypedLiteral(type: type, role: .initialValue)
      } else {
        found[start] = .some(nil)
      }
    }

    private func role(_ surroundings: Surroundings) -> TypedLiteral.Role {
      if surroundings.isInBody { return .body }
      guard surroundings.isPatternEntry else { return .initialValue }
      return surroundings.isMember ? .wholeMember : .wholeGlobal
    }

    /// Whether a node is a call or a variable that a result builder made.
    private func isResultBuilder(_ node: [String: Any], _ kind: String) -> Bool {
      if kind == "pattern_binding_decl", node["implicit"] as? Bool == true {
        return names(of: node).contains { $0.hasPrefix("$__builder") }
      }
      guard kind == "call_expr", let function = node["fn"] as? [String: Any] else { return false }
      return names(in: function).contains { $0.hasPrefix("build") }
    }

    /// The names of the variables of a pattern binding.
    private func names(of binding: [String: Any]) -> [String] {
      let entries = binding["pattern_entries"] as? [[String: Any]] ?? []
      return entries.compactMap { entry in
        var pattern = entry["pattern"] as? [String: Any]
        while let inner = pattern?["sub_pattern"] as? [String: Any] { pattern = inner }
        let name = (pattern?["name"] as? [String: Any])?["base_name"] as? [String: Any]
        return name?["name"] as? String
      }
    }

    private func names(in node: [String: Any]) -> [String] {
      var names: [String] = []
      if let name = node["base_name"] as? String { names.append(name) }
      for key in ["decl", "fn"] {
        if let inner = node[key] as? [String: Any] { names += self.names(in: inner) }
      }
      return names
    }
  }
}
