public import Engine
import Foundation

/// A schema of `docs/schemas`, and whether a value is what it describes.
///
/// It knows the words of JSON Schema that these files use. Any other word is an error: it would be ignored otherwise.
public struct JSONSchema: Sendable {
  private let root: JSONValue
  private let schema: JSONValue

  // Another package has a link to this folder.
  private static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("docs/schemas")

  /// - Parameter name: of the file, without its suffix.
  public init(_ name: String) throws {
    let file = Self.folder.appendingPathComponent(name + ".json")
    guard let root = JSONValue(parsing: try String(contentsOf: file, encoding: .utf8)) else {
      throw SchemaError(path: file.path, reason: "is not JSON")
    }
    self.init(root)
  }

  public init(_ schema: JSONValue) { self.init(root: schema, schema: schema) }

  private init(root: JSONValue, schema: JSONValue) {
    self.root = root
    self.schema = schema
  }

  /// One of the schema's `$defs`.
  public func definition(_ name: String) throws -> JSONSchema {
    JSONSchema(root: root, schema: try definition(.string("#/$defs/" + name), "$"))
  }

  /// The values that a member has in the forms of the schema.
  public func constants(of member: String) -> [String] {
    (schema["oneOf"]?.array ?? []).compactMap { $0["properties"]?[member]?["const"]?.string }
  }

  /// Throws a `SchemaError` that says where the value differs.
  public func check(_ value: JSONValue) throws { try check(value, schema, "$") }

  /// - Parameter text: one JSON text.
  public func check(_ text: some StringProtocol) throws {
    guard let value = JSONValue(parsing: text) else {
      throw SchemaError(path: "$", reason: "not JSON: \(text.prefix(200))")
    }
    try check(value)
  }

  private func check(_ value: JSONValue, _ schema: JSONValue, _ path: String) throws {
    guard case .object(let words) = schema else {
      throw SchemaError(path: path, reason: "its schema is no object")
    }
    func demand(_ isRight: Bool, _ reason: @autoclosure () -> String) throws {
      if !isRight { throw SchemaError(path: path, reason: reason() + ", but is \(value.line.prefix(200))") }
    }
    // First: what the other words say would be a consequence.
    if let content = words["type"] {
      let types = content.array ?? [content]
      try demand(types.contains { $0.string.map(value.isOfType) == true }, "must be \(content.line)")
    }
    for (word, content) in words {
      switch word {
      // "properties" and the one after it: see `checkMembers`.
      case "$schema", "$defs", "title", "description", "type", "properties", "additionalProperties": break
      case "$ref": try check(value, try definition(content, path), path)
      case "const": try demand(value == content, "must be \(content.line)")
      case "enum": try demand(content.array?.contains(value) == true, "must be one of \(content.line)")
      case "minimum":
        try demand(
          (value.number ?? .infinity) >= (content.number ?? .infinity), "must be at least \(content.line)")
      case "required":
        for name in content.array ?? [] {
          try demand(value[name.string ?? ""] != nil, "must have \(name.line)")
        }
      case "items":
        for (index, item) in (value.array ?? []).enumerated() {
          try check(item, content, "\(path)[\(index)]")
        }
      case "oneOf": try checkOne(of: content.array ?? [], value, path)
      default: throw SchemaError(path: path, reason: "its schema has the unknown word \(word)")
      }
    }
    try checkMembers(value, words, path)
  }

  private func checkMembers(_ value: JSONValue, _ words: [String: JSONValue], _ path: String) throws {
    guard case .object(let members) = value else { return }
    for (name, member) in members {
      if let schema = words["properties"]?[name] {
        try check(member, schema, "\(path).\(name)")
      } else if words["additionalProperties"] == false {
        throw SchemaError(path: path, reason: "has the undocumented member \(name)")
      } else if let schema = words["additionalProperties"] {
        try check(member, schema, "\(path).\(name)")
      }
    }
  }

  private func checkOne(of choices: [JSONValue], _ value: JSONValue, _ path: String) throws {
    var errors: [any Error] = []
    for choice in choices {
      do { try check(value, choice, path) } catch { errors.append(error) }
    }
    if choices.count - errors.count == 1 { return }
    if choices.count > errors.count { throw SchemaError(path: path, reason: "is more than one of its forms") }
    throw SchemaError(
      path: path, reason: "is none of its forms: " + errors.map { "\($0)" }.joined(separator: "; "))
  }

  private func definition(_ reference: JSONValue, _ path: String) throws -> JSONValue {
    let prefix = "#/$defs/"
    guard let text = reference.string, text.hasPrefix(prefix),
      let schema = root["$defs"]?[String(text.dropFirst(prefix.count))]
    else {
      throw SchemaError(path: path, reason: "its schema refers to \(reference.line), which is not there")
    }
    return schema
  }
}

/// Where a value is not what its schema says, or what is wrong with the schema.
public struct SchemaError: Error, CustomStringConvertible {
  /// Such as `$.problems[0].line`.
  public let path: String
  public let reason: String
  public var description: String { "\(path) \(reason)" }
}

extension JSONValue {
  fileprivate var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  fileprivate func isOfType(_ name: String) -> Bool {
    switch self {
    case .null: name == "null"
    case .bool: name == "boolean"
    case .integer, .unsigned: name == "integer" || name == "number"
    case .number: name == "number"
    case .string: name == "string"
    case .array: name == "array"
    case .object: name == "object"
    }
  }
}
