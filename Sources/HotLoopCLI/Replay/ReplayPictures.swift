import Engine
import Foundation
import HotReload
import TerminalRenderer
import Timeline

/// Writes what a recorded run looks like.
struct ReplayPictures {
  struct Options {
    var size: CellSize
    var look: TerminalLook
    var screenshot: String?
    /// Of the screenshot; nil for the last one.
    var position: Int?
    var cast: String?
    var animation: String?
  }

  /// Of a cast: more are not seen.
  private static let picturesPerSecond = 30.0
  private static let animationSeconds = 12.0

  private let options: Options

  init(_ options: Options) { self.options = options }

  func write(_ run: PictureRun) throws {
    for path in [options.screenshot, options.cast, options.animation].compactMap(\.self) {
      try PictureFile(path: path).check("replay")
      if RecordingReader.isRecording(path) {
        throw CommandError("\(path) is a recording; name another file for the pictures")
      }
    }
    if let path = options.screenshot {
      let position = options.position ?? run.positions.upperBound
      guard run.positions.contains(position) else {
        throw CommandError(
          "the recording has ticks \(run.positions.lowerBound) to \(run.positions.upperBound), not \(position)"
        )
      }
      let picture = options.look.picture(try run.draw(position, size: options.size))
      try Screenshot(picture: picture).write(to: path)
    }
    if options.cast != nil || options.animation != nil { try writeMoving(run) }
  }

  private func writeMoving(_ run: PictureRun) throws {
    var lines: [String] = []
    let encoder = CastEncoder(size: options.size, time: 0)
    let animation = options.animation.map {
      AnimationRecorder(path: $0, seconds: Self.animationSeconds, look: options.look)
    }
    if options.cast != nil { lines.append(encoder.header(title: "hotloop: " + run.gameName)) }
    var (time, next) = (0.0, 0.0)
    for position in run.positions {
      if time >= next || position == run.positions.upperBound {
        next = time + 1 / Self.picturesPerSecond
        let picture = try run.draw(position, size: options.size)
        let nanoseconds = UInt64(time * 1e9)
        animation?.record(picture, at: nanoseconds)
        if options.cast != nil { lines += encoder.lines(options.look.picture(picture), at: nanoseconds) }
      }
      if position < run.positions.upperBound { time += run.seconds(at: position) }
    }
    if let path = options.cast { try PictureFile(path: path).write(lines.joined(separator: "\n") + "\n") }
    if let problem = animation?.finish() { throw CommandError(problem) }
  }
}
