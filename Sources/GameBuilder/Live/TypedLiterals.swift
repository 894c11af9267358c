import Foundation

/// The types that the compiler gave to the literals of a file, as far as their values may change without compiling.
/// Read from the typed syntax tree, `swift-frontend -dump-ast -dump-ast-format json`.
struct TypedLiterals: Codable, Sendable {
  /// Byte offset of a literal, with its sign → its type.
  let types: [Int: LiteralType]

  init(types: [Int: LiteralType]) { self.types = types }

  /// Nil if it is not the dump of one file.
  init?(dump: [UInt8]) {
    guard let tree = try? JSONSerialization.jsonObject(with: Data(dump)) as? [String: Any],
      tree["_kind"] as? String == "source_file"
    else { return nil }
    var reader = Reader()
    reader.visit(tree, isExcluded: false, parent: "")
    types = reader.found.compactMapValues { $0 }
  }

  private struct Reader {
    /// Nil for a literal that must not have a slot.
    var found: [Int: LiteralType?] = [:]

    /// Beneath these, the value of a literal decides more than the value of an expression.
    private static let excluding: Set<String> = [
      "pattern_expr", "enum_element_decl", "interpolated_string_literal_expr", "tap_expr",
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

    mutating func visit(_ node: [String: Any], isExcluded: Bool, parent: String) {
      let kind = node["_kind"] as? String ?? ""
      var isExcluded = isExcluded || Self.excluding.contains(kind) || isResultBuilder(node, kind)
      if Self.literals.contains(kind) {
        if kind == "boolean_literal_expr", Self.conditions.contains(parent) { isExcluded = true }
        note(node, isExcluded: isExcluded)
      }
      let next = kind.hasSuffix("_expr") || kind.hasSuffix("_stmt") || kind.hasSuffix("_decl") ? kind : parent
      for case (_, let value) in node { visit(any: value, isExcluded: isExcluded, parent: next) }
    }

    private mutating func visit(any value: Any, isExcluded: Bool, parent: String) {
      if let node = value as? [String: Any] {
        visit(node, isExcluded: isExcluded, parent: parent)
      } else if let list = value as? [Any] {
        for value in list { visit(any: value, isExcluded: isExcluded, parent: parent) }
      }
    }

    /// A tree lists some literals twice.
    private mutating func note(_ node: [String: Any], isExcluded: Bool) {
      guard node["implicit"] as? Bool != true, let range = node["range"] as? [String: Any],
        let start = range["start"] as? Int
      else { return }
      // A type with an initialiser of its own has no slot.
      let isBuiltin = node["initializer"] == nil && node["builtin_initializer"] != nil
      let type = (node["type"] as? String).flatMap(LiteralType.init(mangled:))
      let usable = isExcluded || !isBuiltin ? nil : type
      if let known = found[start] {
        if known != usable { found[start] = .some(nil) }
      } else {
        found[start] = .some(usable)
      }
    }

    /// Whether a node is a call or a variable that a result builder made.
    private func isResultBuilder(_ node: [String: Any], _ kind: String) -> Bool {
      if kind == "pattern_binding_decl", node["implicit"] as? Bool == true { return true }
      guard kind == "call_expr", let function = node["fn"] as? [String: Any] else { return false }
      return names(in: function).contains { $0.hasPrefix("build") }
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
