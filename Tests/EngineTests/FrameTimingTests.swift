import Testing

@testable import Engine

@Suite("Frames in hundredths of a second")
struct FrameTimingTests {
  /// Pictures by the letter that they show.
  private func frames(_ pictures: [(letter: String, time: Double)]) -> [String] {
    let drawn = pictures.map { letter, time in
      var picture = CellBuffer(size: CellSize(columns: 1, rows: 1))
      picture.write(letter, column: 0, row: 0, style: CellAppearance(fore: 0xFFFFFF, back: 0))
      return (picture: picture, time: time)
    }
    return FrameTiming(drawn, pause: 2).frames.map { "\(pictures[$0.picture].letter)\($0.delay)" }
  }

  @Test("Each frame lasts until the next one, the last for the pause")
  func delays() {
    #expect(frames([("a", 0), ("b", 0.5), ("c", 0.75)]) == ["a50", "b25", "c200"])
    #expect(frames([("a", 0)]) == ["a200"])
  }

  @Test("What is rounded does not add up")
  func rounding() {
    let pictures = (0...60).map { (letter: $0.isMultiple(of: 2) ? "a" : "b", time: Double($0) / 30) }
    let delays = frames(pictures).compactMap { Int($0.dropFirst()) }
    #expect(delays.count == 61 && Set(delays.dropLast()) == [3, 4])
    #expect(delays.dropLast().reduce(0, +) == 200)
  }

  @Test("Equal pictures are one frame; the last one is shown as long as its pictures, and the pause")
  func equal() {
    let pictures = [("a", 0), ("a", 0.1), ("b", 0.2), ("b", 0.3), ("a", 0.4), ("a", 0.5)]
    #expect(frames(pictures) == ["a20", "b20", "a210"])
  }

  @Test("A picture that is replaced at once gives its time to the next one")
  func short() {
    #expect(frames([("a", 0), ("b", 0.1), ("c", 0.11), ("d", 0.2)]) == ["a10", "c10", "d200"])
    #expect(frames([("a", 0), ("b", 0.001)]) == ["b200"])
    // Without the short one, it is one picture.
    #expect(frames([("a", 0), ("b", 0.1), ("a", 0.11), ("c", 0.2)]) == ["a20", "c200"])
  }
}
