import CommandOptions
import Engine
import Foundation
import HotReload
import TerminalRenderer
import Timeline

/// Writes what a recorded run looks like, or two of them beside each other.
struct ReplayPictures {
  struct Options {
    var size: CellSize
    var look: TerminalLook
    var screenshot: String?
    /// Of the screenshot; nil for the usual one.
    var position: Int?
    var cast: String?
    var animation: String?
    var gif: String?

    /// The names of the options that were given, and their files.
    var files: [(option: String, path: String)] {
      [("--screenshot", screenshot), ("--cast", cast), ("--animation", animation), ("--gif", gif)]
        .compactMap { option, path in path.map { (option, $0) } }
    }
  }

  /// Of a cast: more are not seen.
  private static let picturesPerSecond = 30.0
  private static let movingSeconds = 12.0

  private let options: Options
  private let encoder: GIFEncoder?

  /// Nothing is computed yet: what cannot be written is an error at once.
  init(_ options: Options) throws {
    self.options = options
    for (option, path) in options.files {
      try OutputFile(path: path).check(option)
      if RecordingReader.isRecording(path) {
        throw CommandError("\(path) is a recording; name another file for the pictures")
      }
    }
    encoder = try options.gif.map { _ in try GIFEncoder() }
  }

  /// - Parameter usual: the position of the screenshot if none was asked for; nil for the last one.
  func write(_ source: some PictureSource, usual: Int? = nil) throws {
    if let path = options.screenshot { try writeScreenshot(source, usual, to: path) }
    if options.cast != nil || options.animation != nil || options.gif != nil { try writeMoving(source) }
  }

  private func writeScreenshot(_ source: some PictureSource, _ usual: Int?, to path: String) throws {
    let positions = source.positions
    let position = options.position ?? usual ?? positions.upperBound
    guard positions.contains(position) else {
      throw CommandError(
        "the recording has ticks \(positions.lowerBound) to \(positions.upperBound), not \(position)")
    }
    let picture = options.look.picture(try source.draw(position, size: options.size))
    try Screenshot(picture: picture).write(to: path)
  }

  private func writeMoving(_ source: some PictureSource) throws {
    var recent = RecentPictures(seconds: Self.movingSeconds)
    var cast = options.cast.map { _ in CastText(title: "hotloop: " + source.name) }
    try forEachPicture(of: source) { picture, time in
      recent.record(picture, at: time)
      cast?.add(options.look.picture(picture), at: time)
    }
    if let path = options.cast, let cast { try OutputFile(path: path).write(cast.text) }
    if options.animation == nil, options.gif == nil { return }
    let pictures = recent.shown(in: options.look)
    if let path = options.animation { try OutputFile(path: path).write(AnimatedSVG(pictures).text) }
    if let path = options.gif, let encoder { try OutputFile(path: path).write(encoder.encode(pictures)) }
  }

  /// - Parameter body: gets the pictures of the whole run, with their times (ns).
  private func forEachPicture(
    of source: some PictureSource, _ body: (CellBuffer, UInt64) throws -> Void
  ) throws {
    let last = source.positions.upperBound
    var (time, next) = (0.0, 0.0)
    for position in source.positions {
      if time >= next || position == last {
        next = time + 1 / Self.picturesPerSecond
        try body(source.draw(position, size: options.size), UInt64(time * 1e9))
      }
      if position < last { time += source.seconds(at: position) }
    }
  }
}

/// The lines of a cast, from the first picture on.
private struct CastText {
  let title: String
  private var lines: [String] = []
  private var encoder: CastEncoder?

  init(title: String) { self.title = title }

  mutating func add(_ picture: CellBuffer, at time: UInt64) {
    let encoder = encoder ?? CastEncoder(size: picture.size, time: time)
    if self.encoder == nil { lines.append(encoder.header(title: title)) }
    self.encoder = encoder
    lines += encoder.lines(picture, at: time)
  }

  var text: String { lines.joined(separator: "\n") + "\n" }
}
