import ArgumentParser
import Engine

extension PlayCommand {
  func validate() throws {
    if swapOptimised, !optimise {
      throw ValidationError("--swap-optimised needs an optimised image; leave out --no-optimise")
    }
    if let rate, !(1...1000).contains(rate) { throw ValidationError("--rate must be from 1 to 1000") }
    guard (1...1000).contains(fps) else { throw ValidationError("--fps must be from 1 to 1000") }
    guard callLimit == 0 || (0.01...3600).contains(callLimit) else {
      throw ValidationError("--call-limit must be from 0.01 to 3600 seconds, or 0")
    }
    if let size, CellSize(text: size) == nil {
      throw ValidationError("--size must be COLUMNSxROWS, such as 80x24")
    }
    _ = try terminalOptions()
    if let animation, !animation.lowercased().hasSuffix(".svg") {
      throw ValidationError("--animation writes SVG: name the file .svg, not \(animation)")
    }
    if let seconds = animationSeconds, !(0.5...120).contains(seconds) {
      throw ValidationError("--animation-seconds must be from 0.5 to 120")
    }
    if animationSeconds != nil, animation == nil {
      throw ValidationError("--animation-seconds needs --animation")
    }
    if let problem = screenshot.flatMap(Screenshot.problem) { throw ValidationError(problem) }
    if resume, from != nil { throw ValidationError("--resume and --from both name a world; give one") }
    if !headless {
      let headlessOnly = [
        ("--ticks", ticks != nil), ("--input", input != nil), ("--fast", fast), ("--print-frame", printFrame),
        ("--screenshot", screenshot != nil), ("--size", size != nil),
      ]
      if let option = headlessOnly.first(where: { $0.1 }) {
        throw ValidationError("\(option.0) needs --headless")
      }
    }
  }
}
