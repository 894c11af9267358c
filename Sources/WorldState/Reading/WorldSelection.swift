/// What is read of a world: all that a path leads to, or some elements of an array or a pool: `creatures[100..<200]`.
struct WorldSelection {
  let path: WorldPath
  /// Nil for everything.
  let range: Range<Int>?

  init(parsing text: String) throws(WorldError) {
    guard text.hasSuffix("]"), let open = text.lastIndex(of: "["),
      let separator = text[open...].firstRange(of: "..<")
    else {
      path = try WorldPath(parsing: text)
      range = nil
      return
    }
    guard let first = Int(text[text.index(after: open)..<separator.lowerBound]),
      let end = Int(text[separator.upperBound...].dropLast()), first >= 0, first <= end
    else {
      throw .malformedPath(
        path: text, reason: "a range has two indices, the smaller one first, such as [100..<200]")
    }
    path = try WorldPath(parsing: String(text[..<open]))
    range = first..<end
  }
}
