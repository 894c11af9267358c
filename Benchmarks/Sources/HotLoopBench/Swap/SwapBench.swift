import ArgumentParser
import Foundation

/// `hotloop bench swap`: what a reload adds to the tick in which it happens.
struct SwapBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swap",
    abstract: "Swap a running game 1,000 times: the time added to a tick, and the memory kept.",
    discussion: """
      A game is built twice, and played at 60 ticks a second with worlds of 64 KiB, 1 MiB and 64 MiB. Copies of the two \
      images are loaded and swapped in alternately. A swap adds the time of its safe point and of the next step, less \
      the median of ticks without a swap. The floor is the same figure of ticks without a swap: the variation of the \
      machine itself. The floor of the memory kept for each reload is the size of the image's file.
      """)

  @Flag(help: "100 reloads of each world.")
  var quick = false

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  private static let cases = DriftCases(
    sizes: [("64 KiB", 64 << 10), ("1 MiB", 1 << 20), ("64 MiB", 64 << 20)])

  func run() throws {
    try Self.cases.publish(json: json) { name, size, package, images in
      let run = try SwapRun(
        worldSize: size, package: package, images: images, reloads: quick ? 100 : 1_000)
      return try run.measure().figures(name: name)
    }
  }
}
