import Engine
import TerminalRenderer

/// The pictures of the last seconds of a run, for one that moves.
struct RecentPictures {
  /// More would make the file large, and eyes do not miss them.
  private static let picturesPerSecond = 10.0

  private let seconds: Double
  /// The oldest first. `time` is in nanoseconds.
  private var frames: [(picture: CellBuffer, time: UInt64)] = []

  init(seconds: Double) { self.seconds = seconds }

  var isEmpty: Bool { frames.isEmpty }

  /// - Parameter time: of the picture (ns, the loop's clock).
  mutating func record(_ picture: CellBuffer, at time: UInt64) {
    // A picture replaces the last one until that one's time is over, so that the newest is always kept.
    if frames.count > 1, time &- frames[frames.count - 2].time < UInt64(1e9 / Self.picturesPerSecond) {
      frames[frames.count - 1] = (picture, time)
    } else {
      frames.append((picture, time))
    }
    // The picture that was on the screen when the last seconds began is kept.
    let excess = frames.dropFirst().prefix { time &- $0.time >= UInt64(seconds * 1e9) }.count
    frames.removeFirst(excess)
  }

  /// The pictures as a terminal shows them, with seconds since the last seconds began.
  func shown(in look: TerminalLook) -> [(picture: CellBuffer, time: Double)] {
    guard let first = frames.first, let last = frames.last else { return [] }
    let begin = max(first.time, last.time &- min(last.time, UInt64(seconds * 1e9)))
    return frames.map { (look.picture($0.picture), Double(max($0.time, begin) - begin) / 1e9) }
  }
}
