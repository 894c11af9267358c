/// Pictures with times as frames of a moving image that counts in hundredths of a second, as GIF does.
public struct FrameTiming: Equatable, Sendable {
  public struct Frame: Equatable, Sendable {
    /// The index of the picture that is shown.
    public var picture: Int
    /// For how long (1/100 s).
    public var delay: Int
  }

  /// Viewers take shorter delays for a mistake, and show the frame for a tenth of a second.
  private static let minDelay = 2

  /// Each is shown for at least `minDelay`, and shows another picture than the one before it.
  public let frames: [Frame]

  /// - Parameters:
  ///   - pictures: at least one, with seconds since the first, in ascending order.
  ///   - pause: how long the last one is shown (s).
  public init(_ pictures: [(picture: CellBuffer, time: Double)], pause: Double) {
    // By the begin of each frame, so that what is rounded does not add up.
    var begins: [(picture: Int, begin: Int)] = []
    func shows(_ picture: CellBuffer) -> Bool {
      begins.last.map { pictures[$0.picture].picture.cells == picture.cells } == true
    }
    for (index, (picture, time)) in pictures.enumerated() {
      var begin = Self.hundredths(time)
      if let last = begins.last, begin - last.begin < Self.minDelay {
        begins.removeLast()
        begin = last.begin
      }
      if !shows(picture) { begins.append((index, begin)) }
    }
    let ends = begins.dropFirst().map(\.begin)
    let end = Self.hundredths(pictures.last?.time ?? 0) + Self.hundredths(pause)
    frames = zip(begins, ends + [end]).map { Frame(picture: $0.picture, delay: $1 - $0.begin) }
  }

  private static func hundredths(_ seconds: Double) -> Int { Int((seconds * 100).rounded()) }
}
