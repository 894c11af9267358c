/// How much two layouts have in common, by which a world of another game is told from an older or newer one of the same game.
public struct LayoutKinship: Sendable, Equatable {
  /// The values that both worlds have at the same path, without those of the header; an array counts once, and so does a field of a
  /// pool's elements.
  public var common: Int
  /// Those of the layout that has fewer.
  public var least: Int
  /// Whether a struct of one name, besides the worlds themselves, has a field of one name in both.
  public var sharesStruct: Bool
}

extension Layout {
  /// Renames are not taken into account.
  public func kinship(with other: Layout) -> LayoutKinship {
    func count(_ one: Layout, _ two: Layout) -> Int {
      var counter = CommonValues(one: one, two: two)
      return counter.count(0, 0)
    }
    let sharesStruct = structs.dropFirst().contains { mine in
      mine.name != Self.headerName
        && other.structs.dropFirst().contains { theirs in
          theirs.name == mine.name && theirs.fields.contains { mine.field(named: $0.name) != nil }
        }
    }
    return LayoutKinship(
      common: count(self, other), least: min(count(self, self), count(other, other)),
      sharesStruct: sharesStruct)
  }
}

/// Counts the values that two layouts have at the same path.
private struct CommonValues {
  let one: Layout
  let two: Layout
  /// A pair that is being counted counts nothing: an element can hold a pool of its own kind.
  private var known: [[Int]: Int] = [:]

  init(one: Layout, two: Layout) {
    self.one = one
    self.two = two
  }

  mutating func count(_ first: Int, _ second: Int) -> Int {
    if let count = known[[first, second]] { return count }
    known[[first, second]] = 0
    var sum = 0
    for field in one.structs[first].fields {
      guard let match = two.structs[second].field(named: field.name) else { continue }
      switch (field.type, match.type) {
      case (.structure(let a), .structure(let b)), (.pool(let a), .pool(let b)):
        if one.structs[a].name != Layout.headerName { sum += count(a, b) }
      case (.scalar, .scalar), (.enumeration, .enumeration), (.scalar, .enumeration), (.enumeration, .scalar):
        sum += 1
      default: break
      }
    }
    known[[first, second]] = sum
    return sum
  }
}
