import CGameABI

/// Writes pictures with times as an SVG image that moves by itself, in a loop (SMIL). It needs no script, so that pages may
/// show it as an image.
///
/// Each picture after the first is a group of the cells that changed, which covers what is below it and stays to the end of
/// the loop. A viewer without animation shows the first picture.
public struct AnimatedSVG {
  /// How long the last picture is shown (s).
  public static let pause = 2.0

  private let first: CellBuffer
  private var last: CellBuffer
  /// The changed cells of each later picture, and its time.
  private var groups: [(time: Double, elements: String)] = []

  /// - Parameter first: the picture at time 0. It determines the size.
  public init(first: CellBuffer) {
    self.first = first
    last = first
  }

  /// - Parameter pictures: at least one, with seconds since the first.
  public init(_ pictures: [(picture: CellBuffer, time: Double)]) {
    self.init(first: pictures[0].picture)
    for (picture, time) in pictures.dropFirst() { add(picture, at: time) }
  }

  /// Adds the next picture. Cells outside the first picture's size are left out.
  ///
  /// - Parameter time: seconds since the first picture; it increases from picture to picture.
  public mutating func add(_ picture: CellBuffer, at time: Double) {
    var next = CellBuffer(size: first.size)
    var changed = Array(repeating: false, count: first.cells.count)
    for row in 0..<first.size.rows {
      for column in 0..<first.size.columns {
        next[column, row] = picture[column, row]
        if next[column, row] != last[column, row] { changed[row * first.size.columns + column] = true }
      }
    }
    if !changed.contains(true) { return }
    // Both halves of a wide character, before or now, are drawn together.
    for index in changed.indices.dropFirst()
    where last.cells[index].glyph == 0 || next.cells[index].glyph == 0 {
      let either = changed[index] || changed[index - 1]
      changed[index] = either
      changed[index - 1] = either
    }
    groups.append((time, SVGCells(picture: next, isIncluded: { changed[$0] }).elements))
    last = next
  }

  /// The image.
  public var text: String {
    let paper = SVGCells(picture: first).mostFrequentColor
    let duration = (groups.last?.time ?? 0) + Self.pause
    return SVGCells.opening(first.size, paper: paper) + SVGCells(picture: first, paper: paper).elements
      + groups.map { group($0.elements, at: $0.time, of: duration) }.joined() + "</svg>\n"
  }

  private func group(_ elements: String, at time: Double, of duration: Double) -> String {
    "<g visibility=\"hidden\"><animate attributeName=\"visibility\" values=\"hidden;visible\" calcMode=\"discrete\" "
      + "keyTimes=\"0;\(Self.decimal(time / duration, 5))\" dur=\"\(Self.decimal(duration, 3))s\" "
      + "repeatCount=\"indefinite\"/>\n\(elements)</g>\n"
  }

  private static func decimal(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }
}
