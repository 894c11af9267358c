import CommandOptions
import Engine
import Foundation
import HostSystem

/// Makes GIF images of pictures with times, by programs that each do one step well: librsvg draws a picture with the fonts of
/// the system, ImageMagick chooses its 256 colours, and gifsicle joins them and keeps only what changes.
struct GIFEncoder: Sendable {
  /// Pictures for which ImageMagick is started once: its start takes longer than its work on one, and it keeps them all in
  /// memory.
  private static let partSize = 8

  private let rsvg: String
  private let magick: String
  private let gifsicle: String

  /// Finds the programs.
  init() throws {
    let missing = GIFProgram.missing()
    guard missing.isEmpty else {
      let names = missing.map(\.names[0]).joined(separator: ", ")
      throw CommandError(
        "--gif needs programs that are not in PATH: \(names); \(GIFProgram.advice(on: missing))")
    }
    let paths = GIFProgram.all.compactMap { $0.path() }
    (rsvg, magick, gifsicle) = (paths[0], paths[1], paths[2])
  }

  /// The image, which begins again for ever.
  /// - Parameter pictures: at least one, with seconds since the first.
  func encode(_ pictures: [(picture: CellBuffer, time: Double)]) throws -> [UInt8] {
    let frames = FrameTiming(pictures, pause: AnimatedSVG.pause).frames
    let images = frames.map { pictures[$0.picture].picture.svg }
    let delays = frames.map(\.delay)
    return try blocking { [self] in
      try await Interruption.ending {
        try await ScratchFolder.with("hotloop-gif") { try await encode(images, delays, in: $0) }
      }
    }
  }

  private func encode(_ images: [String], _ delays: [Int], in folder: String) async throws -> [UInt8] {
    let distinct = Array(Set(images))
    let parts = stride(from: 0, to: distinct.count, by: Self.partSize).map {
      (name: "\($0)", images: Array(distinct[$0..<min($0 + Self.partSize, distinct.count)]))
    }
    let stills = try await concurrently(parts) { try await self.stills($0.images, $0.name, in: folder) }
    let files = Dictionary(uniqueKeysWithValues: zip(distinct, stills.joined()))
    let frames = zip(images, delays).flatMap { image, delay in ["--delay=\(delay)", files[image] ?? ""] }
    try await run(
      gifsicle, ["-O3", "--no-warnings", "--loopcount=forever", "--output=all.gif"] + frames, in: folder)
    return try DiskFile.read(folder + "/all.gif")
  }

  /// - Parameter part: the begin of the names of the files.
  /// - Returns: the names of GIFs of one picture each.
  private func stills(_ images: [String], _ part: String, in folder: String) async throws -> [String] {
    let names = images.indices.map { "\(part)-\($0)" }
    for (name, image) in zip(names, images) {
      try DiskFile.write(Array(image.utf8), to: "\(folder)/\(name).svg")
      try await run(rsvg, ["--output", "\(name).png", "\(name).svg"], in: folder)
    }
    // Each has its own palette. Dithering would change from frame to frame, and makes large files.
    try await run(magick, names.map { $0 + ".png" } + ["+dither", "+adjoin", part + "-%d.gif"], in: folder)
    return names.map { $0 + ".gif" }
  }

  private func run(_ program: String, _ arguments: [String], in folder: String) async throws {
    let tool = RunningTool(program, arguments, in: folder)
    let result: ToolResult
    do { result = try await tool.result() } catch {
      // It writes to the folder as long as it runs.
      await tool.end()
      throw error
    }
    if result.succeeded { return }
    let line = result.text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "\(result.end)"
    let name = URL(fileURLWithPath: program).lastPathComponent
    throw CommandError("the GIF cannot be made: \(name): \(line)")
  }
}

/// A program that GIFs are made with.
struct GIFProgram {
  /// In the order in which they are looked for.
  let names: [String]
  /// Of Debian.
  let package: String

  static let all = [
    GIFProgram(names: ["rsvg-convert"], package: "librsvg2-bin"),
    // The second is its older name.
    GIFProgram(names: ["magick", "convert"], package: "imagemagick"),
    GIFProgram(names: ["gifsicle"], package: "gifsicle"),
  ]

  static func missing() -> [GIFProgram] { all.filter { $0.path() == nil } }

  /// How to get programs.
  static func advice(on programs: [GIFProgram]) -> String {
    "install them, on Debian: apt-get install " + programs.map(\.package).joined(separator: " ")
  }

  func path() -> String? {
    let search = ProgramSearch()
    return names.lazy.compactMap(search.find).first
  }
}
