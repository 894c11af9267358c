import CommandOptions
import Engine
import TerminalRenderer

/// `--animation FILE`: keeps the pictures of the last seconds and writes them at the end. The loop's thread.
final class AnimationRecorder {
  private let path: String
  private let look: TerminalLook
  private var pictures: RecentPictures

  init(path: String, seconds: Double, look: TerminalLook) {
    self.path = path
    self.look = look
    pictures = RecentPictures(seconds: seconds)
  }

  /// - Parameter time: of the picture (ns, the loop's clock).
  func record(_ picture: CellBuffer, at time: UInt64) { pictures.record(picture, at: time) }

  /// Writes the file. Returns why it could not be written, if so.
  func finish() -> String? {
    if pictures.isEmpty { return "\(path): no frame was shown" }
    do {
      try OutputFile(path: path).write(AnimatedSVG(pictures.shown(in: look)).text)
      return nil
    } catch {
      return "\(error)"
    }
  }
}
