extension ShownValue {
  /// To be read: on one line if it fits, otherwise indented. A text alone has no quotes.
  var text: String {
    if case .string(let text) = self { return text }
    return text(indentation: "")
  }

  private static let lineLength = 100
  /// Of a list that does not fit on one line.
  private static let maxLines = 100

  private func text(indentation: String) -> String {
    let line = line
    if indentation.count + line.count <= Self.lineLength { return line }
    let inner = indentation + "  "
    switch self {
    case .plain, .string: return line
    case .list(let elements, let count):
      let shown = elements.prefix(Self.maxLines)
      let lines = shown.enumerated().map { "\(inner)[\($0)] \($1.text(indentation: inner))" }
      return "[\n" + (lines + more(shown.count, count).map { inner + $0 }).joined(separator: "\n")
        + "\n\(indentation)]"
    case .dictionary(let pairs):
      let lines = pairs.prefix(Self.maxLines).map {
        "\(inner)\($0.key.line): \($0.value.text(indentation: inner))"
      }
      return "[\n"
        + (lines + more(lines.count, pairs.count).map { inner + $0 }).joined(separator: "\n")
        + "\n\(indentation)]"
    case .record(let type, let fields):
      let lines = fields.map { "\(inner)\(Self.label($0.name))\($0.value.text(indentation: inner))" }
      return type + "(\n" + lines.joined(separator: "\n") + "\n\(indentation))"
    }
  }

  private var line: String {
    switch self {
    case .plain(let text, _): text
    case .string(let text): JSONText.quoted(text)
    case .list(let elements, let count):
      "[" + (elements.map(\.line) + more(elements.count, count)).joined(separator: ", ") + "]"
    case .dictionary(let pairs):
      "[" + (pairs.isEmpty ? ":" : pairs.map { "\($0.key.line): \($0.value.line)" }.joined(separator: ", "))
        + "]"
    case .record(let type, let fields):
      type + "(" + fields.map { Self.label($0.name) + $0.value.line }.joined(separator: ", ") + ")"
    }
  }

  private static func label(_ name: String) -> String { name.isEmpty ? "" : name + ": " }

  private func more(_ shown: Int, _ count: Int) -> [String] {
    shown < count ? ["… and \(count - shown) more"] : []
  }

  /// On one line. Fields that are not shown are left out.
  var json: String {
    switch self {
    case .plain(_, let json): json
    case .string(let text): JSONText.quoted(text)
    case .list(let elements, _): "[" + elements.map(\.json).joined(separator: ",") + "]"
    case .dictionary(let pairs):
      "{" + pairs.map { JSONText.quoted($0.key.text) + ":" + $0.value.json }.joined(separator: ",") + "}"
    case .record(_, let fields) where fields.allSatisfy { $0.name.isEmpty }:
      "[" + fields.map(\.value.json).joined(separator: ",") + "]"
    case .record(_, let fields):
      "{" + fields.map { JSONText.quoted($0.name) + ":" + $0.value.json }.joined(separator: ",") + "}"
    }
  }
}

enum JSONText {
  /// A string of JSON (RFC 8259).
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
