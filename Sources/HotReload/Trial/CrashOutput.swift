import HostSystem

/// The output of a process that crashed: the game's last lines, and the frames that Swift's backtracer found.
enum CrashOutput {
  /// Makes a crashing Swift process print a backtrace in the form that ``summary(of:image:)`` reads.
  static let environment =
    "SWIFT_BACKTRACE=enable=yes,color=no,interactive=no,images=none,registers=none,threads=crashed,limit=16"

  private static let maxLines = 3

  /// The last lines that the game printed, and the innermost frames in the image with their source locations.
  static func summary(of text: String, image: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline)
    let own = lines.prefix { !beginsTrace($0) }.suffix(maxLines).map(String.init)
    let mark = " in \(PathText.name(of: image)) at "
    let frames = lines.lazy.compactMap { line -> String? in
      let parts = line.split(separator: mark)
      // Such as `1 [ra]  0x00007f44ebeadb5f hotloopGame + 110 in 17-….so at /…/Game/Beacon.swift:59:60`.
      guard parts.count == 2, !parts[1].contains("<compiler-generated>"),
        let address = parts[0].split(separator: " ").first(where: { $0.hasPrefix("0x") })
      else { return nil }
      let function = parts[0][address.endIndex...].split(separator: " + ").first ?? ""
      return "in \(function.drop { $0 == " " }), \(parts[1])"
    }
    return (own + frames.prefix(maxLines)).joined(separator: "\n")
  }

  /// Where it finds no `swift-backtrace`, as in a release archive, the runtime prints a trace of its own under that heading.
  private static func beginsTrace(_ line: Substring) -> Bool {
    line.hasPrefix("*** ") || line == "Current stack trace:"
  }
}
