import ArgumentParser
import CommandOptions
import Engine

extension PlayCommand {
  func validate() throws {
    if swapOptimised, !optimise {
      throw ValidationError("--swap-optimised needs an optimised image; leave out --no-optimise")
    }
    if !(0...).contains(delayLimit) {
      throw ValidationError("--delay-limit is a number of seconds, 0 or more, not \(delayLimit)")
    }
    _ = try terminalOptions()
    if let animation, !animation.lowercased().hasSuffix(".svg") {
      throw ValidationError("--animation writes SVG: name the file .svg, not \(animation)")
    }
    if animationSeconds != nil, animation == nil {
      throw ValidationError("--animation-seconds needs --animation")
    }
    if record != nil, history == 0 {
      throw ValidationError("--record needs a recording in memory; leave out --history 0")
    }
    if let problem = screenshot.flatMap(Screenshot.problem) { throw ValidationError(problem) }
    if resume, from != nil { throw ValidationError("--resume and --from both name a world; give one") }
    try HeadlessOptions.require(
      headless,
      for: [
        ("--input", input != nil), ("--fast", fast),
        ("--screenshot", screenshot != nil),
      ])
  }
}
