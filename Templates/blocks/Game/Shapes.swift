import GameSDK

/// The shapes of assets/shapes.txt: drawn with `#`, with an empty line between two of them.
struct Shapes {
  /// A shape and what it looks like after each quarter turn to the right.
  struct Shape {
    /// The filled squares, by the number of turns.
    let turned: [[(x: Int, y: Int)]]
    /// The squares of its sides: turns are within a square.
    let size: Int

    init(lines: [[Character]]) {
      size = max(lines.count, lines.map(\.count).max() ?? 0)
      var cells = lines.enumerated().flatMap { y, line in
        line.enumerated().filter { $0.element == "#" }.map { (x: $0.offset, y: y) }
      }
      var turned: [[(x: Int, y: Int)]] = []
      for _ in 0..<4 {
        turned.append(cells)
        cells = cells.map { [size] cell in (x: size - 1 - cell.y, y: cell.x) }
      }
      self.turned = turned
    }
  }

  private let all: [Shape]

  /// Before the file was read.
  static let square = Shapes(all: [Shape(lines: [["#", "#"], ["#", "#"]])])

  private init(all: [Shape]) { self.all = all }

  init(text: String) throws {
    var shapes: [Shape] = []
    var lines: [[Character]] = []
    for (index, line) in (text + "\n\n").split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.allSatisfy(\.isWhitespace) {
        if lines.contains(where: { $0.contains("#") }) { shapes.append(Shape(lines: lines)) }
        lines = []
        continue
      }
      if let wrong = line.first(where: { !"#.".contains($0) }) {
        throw AssetError(line: index + 1, "not # or .: \(wrong)")
      }
      lines.append(Array(line))
      if lines.count > 4 || line.count > 4 {
        throw AssetError(line: index + 1, "a shape has at most 4 rows of 4 squares")
      }
    }
    guard !shapes.isEmpty else { throw AssetError("no shape") }
    all = shapes
  }

  var count: Int { all.count }

  /// The file may have got fewer shapes since a piece was made.
  subscript(number: Int32) -> Shape { all[Int(number) % all.count] }
}
