import Engine
import JSONSchema
import Testing

/// The checks of schemas that other tests rely on.
@Suite("JSON schemas")
struct JSONSchemaTests {
  private static let schema = JSONSchema([
    "type": "object", "additionalProperties": false, "required": ["name"],
    "properties": [
      "name": ["type": "string"], "size": ["type": ["integer", "null"], "minimum": 0],
      "kind": ["enum": ["a", "b"]],
      "parts": ["type": "array", "items": ["$ref": "#/$defs/part"]],
      "form": ["oneOf": [["const": 1], ["type": "string"]]],
      "counts": ["additionalProperties": ["type": "integer"]],
    ],
    "$defs": ["part": ["type": "boolean"]],
  ])

  @Test(
    "What it describes is accepted",
    arguments: [
      #"{"name": "x"}"#, #"{"name": "x", "size": 0}"#, #"{"name": "x", "size": null, "kind": "b"}"#,
      #"{"name": "x", "parts": [true, false], "form": 1}"#,
      #"{"name": "x", "form": "s", "counts": {"a": 1}}"#,
    ])
  func accepts(text: String) throws { try Self.schema.check(text) }

  @Test(
    "Anything else is refused, with its place",
    arguments: [
      ("[]", "$ must be"), ("{", "not JSON"), ("{}", #"$ must have "name""#),
      (#"{"name": 1}"#, #"$.name must be "string""#),
      (#"{"name": "x", "more": 1}"#, "undocumented member more"),
      (#"{"name": "x", "size": -1}"#, "$.size must be at least 0"),
      (#"{"name": "x", "size": 1.5}"#, "$.size"),
      (#"{"name": "x", "kind": "c"}"#, "$.kind must be one of"),
      (#"{"name": "x", "parts": [true, 1]}"#, "$.parts[1]"),
      (#"{"name": "x", "form": 2}"#, "$.form is none of its forms"),
      (#"{"name": "x", "counts": {"a": "1"}}"#, "$.counts.a"),
    ])
  func refuses(text: String, reason: String) {
    let error = #expect(throws: SchemaError.self) { try Self.schema.check(text) }
    #expect(error?.description.contains(reason) == true, "\(text): \(error?.description ?? "")")
  }

  @Test("A word that would be ignored is an error")
  func unknownWord() {
    #expect(throws: SchemaError.self) { try JSONSchema(["pattern": "a"]).check("1") }
  }
}
