import ArgumentParser
import Foundation

/// `hotloop bench swap`: what a reload adds to the tick that it falls into.
struct SwapBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swap",
    abstract: "Swap a running game 1,000 times: what that adds to a tick, and how much memory it keeps.",
    discussion: """
      A game is built twice, and played at 60 ticks a second with a world of 64 KiB, of 1 MiB and of 64 MiB. Copies of the \
      two images are loaded and swapped in by turns. What a swap adds is the time of the safe point and of the step after \
      it, less the median of those without a swap; the floor beside it is the same figure of ticks without a swap, which is \
      how much the machine itself varies. The floor of the memory that a reload keeps is the size of the image's file.
      """)

  @Flag(help: "100 reloads of each world.")
  var quick = false

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  private static let cases = [("64 KiB", 64 << 10), ("1 MiB", 1 << 20), ("64 MiB", 64 << 20)]

  func run() throws {
    let workshop = try DriftWorkshop(from: ".")
    let images = try workshop.build()
    try DriftHost.enterThread()
    var report = BenchReport()
    for (name, size) in Self.cases {
      FileHandle.standardError.write(Data("measuring a world of \(name) …\n".utf8))
      let run = try SwapRun(
        worldSize: size, workshop: workshop, images: images, reloads: quick ? 100 : 1_000)
      report.figures += try run.measure().figures(name: name)
    }
    try report.deliver(json: json)
  }
}
