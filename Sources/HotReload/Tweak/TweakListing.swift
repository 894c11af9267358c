import Engine
import GameBuilder
import HostSystem

/// Makes what the panel shows of the literals of a file.
enum TweakListing {
  static func items(
    of source: LiveSource, in path: String, named relative: String
  ) -> [(LiveLiteral.ID, TweakItem, mayBeNegative: Bool)] {
    guard let bytes = source.source(of: path) else { return [] }
    let name = String(PathText.name(of: path))
    let places = LiteralPlace.places(in: bytes, file: name) ?? []
    return source.liveLiterals(in: path).compactMap { literal in
      guard places.indices.contains(literal.id.index) else { return nil }
      let place = places[literal.id.index]
      func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range].filter { $0 != 13 }, as: UTF8.self).replacing("\t", with: " ")
      }
      let start = literal.range.lowerBound - place.column + 1
      let end = bytes[literal.range.upperBound...].firstIndex(of: 10) ?? bytes.count
      let before = text(start..<literal.range.lowerBound)
      // Colours have none.
      let bounds = literal.kind == .color ? nil : place.bounds
      let problem = place.boundsProblem ?? (bounds == nil ? place.bounds.map { .color($0) } : nil)
      let item = TweakItem(
        id: TweakItem.ID(path: relative, index: literal.id.index), line: place.line, column: place.column,
        declaration: place.declaration == name ? "" : place.declaration,
        kind: kind(literal, hasBounds: bounds != nil),
        type: literal.type.rawValue, text: literal.text, written: literal.text,
        before: String(before.drop { $0 == " " }), after: text(literal.range.upperBound..<end),
        bounds: bounds?.range, boundsProblem: problem?.description, isReadOnce: !literal.isReadEachTime)
      return (literal.id, item, place.mayBeNegative)
    }
  }

  private static func kind(_ literal: LiveLiteral, hasBounds: Bool) -> TweakItem.Kind {
    switch literal.kind {
    case .integer where !hasBounds && LiteralColor(literal.text) != nil: .color
    case .integer, .float: .number
    case .boolean: .boolean
    case .text: .text
    case .color: .color
    }
  }
}
