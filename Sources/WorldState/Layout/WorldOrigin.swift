/// Where a saved or recorded world comes from: tells whether a game can take it over.
///
/// A migration keeps what two layouts have in common, and would make an empty world of that of another game.
public struct WorldOrigin: Sendable {
  /// The name of the game; nil if the file does not tell.
  public var game: String?
  /// Of the world, or of the worlds of a recording.
  public var layouts: [Layout]

  public init(game: String? = nil, layouts: [Layout]) {
    self.game = game
    self.layouts = layouts
  }

  /// Of a game with another name, at least one value in two must be there: it was renamed. Of one whose name is not known, one in ten.
  private static let (leastOfOtherName, leastOfUnknown) = (2, 10)

  /// - Parameters:
  ///   - name: of the game that is to take it over.
  ///   - layout: of that game's world.
  /// - Returns: nil if it can, otherwise why not, to follow the name of the file.
  public func foreignness(to name: String, _ layout: Layout) -> String? {
    if layouts.contains(where: { $0.hash == layout.hash }) { return nil }
    let kinships = layouts.map { $0.kinship(with: layout) }
    guard let closest = kinships.max(by: { $0.common * $1.least < $1.common * $0.least }) else { return nil }
    let isForeign =
      switch game {
      // All its fields may have other names now.
      case name: closest.common == 0 && closest.least > 0 && !closest.sharesStruct
      case nil: closest.common * Self.leastOfUnknown < closest.least
      default: closest.common * Self.leastOfOtherName < closest.least
      }
    guard isForeign else { return nil }
    // It comes from a file.
    let shown = game.flatMap { $0.unicodeScalars.allSatisfy { $0.properties.isIDContinue } ? $0 : nil }
    let what = game == name ? "another world" : "another game" + (shown.map { ", \($0)" } ?? "")
    let values =
      switch closest.common {
      case 0: "no value"
      case 1: "only one value"
      default: "only \(closest.common) values"
      }
    return "this is of \(what): \(values) of its world can be taken over by \(name)"
  }
}
