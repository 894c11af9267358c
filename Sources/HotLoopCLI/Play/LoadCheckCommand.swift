import ArgumentParser
import HotReload

/// `hotloop load-check`, which the host starts for itself: loads an image, and dies in the host's place if need be.
struct LoadCheckCommand: ParsableCommand {
  static let name = "load-check"

  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Load the image whose path is given on standard input.", shouldDisplay: false
  )

  func run() { LoadCheckProgram.run() }
}
