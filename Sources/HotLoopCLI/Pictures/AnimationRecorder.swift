import Engine
import Foundation
import TerminalRenderer

/// `--animation FILE`: keeps the pictures of the last seconds and writes them at the end. The loop's thread.
final class AnimationRecorder {
  /// More would make the file large, and eyes do not miss them.
  private static let picturesPerSecond = 10.0

  private let path: String
  private let seconds: Double
  private let look: TerminalLook
  /// The oldest first. `time` is in nanoseconds.
  private var frames: [(picture: CellBuffer, time: UInt64)] = []

  init(path: String, seconds: Double, look: TerminalLook) {
    self.path = path
    self.seconds = seconds
    self.look = look
  }

  /// - Parameter time: of the picture (ns, the loop's clock).
  func record(_ picture: CellBuffer, at time: UInt64) {
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

  /// Writes the file. Returns why it could not be written, if so.
  func finish() -> String? {
    guard let first = frames.first, let last = frames.last else { return "\(path): no frame was shown" }
    let begin = max(first.time, last.time &- min(last.time, UInt64(seconds * 1e9)))
    var animation = AnimatedSVG(first: look.picture(first.picture))
    for frame in frames.dropFirst() {
      animation.add(look.picture(frame.picture), at: Double(frame.time - begin) / 1e9)
    }
    do {
      try PictureFile(path: path).write(animation.text)
      return nil
    } catch {
      return "\(error)"
    }
  }
}
