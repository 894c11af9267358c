import Engine
import Glibc
import HostSystem
import HotLoopProduct
import Synchronization

/// The time from a key in the tweak panel to the first byte of what the game draws with the new value.
///
/// The host plays on a pseudoterminal. The game shows a literal as a character that occurs nowhere else on the screen.
struct TweakKeys {
  /// The path in the package, and the source, of a game's text of one character in braille.
  static let file = "Game/Braille.swift"
  static let source = """
    enum Marker {
      static let number: Int = 1
      static var text: String { Unicode.Scalar(UInt32(0x2800 + number % 64)).map { String($0) } ?? "" }
    }

    """
  /// The first two bytes in UTF-8 of all these characters.
  private static let markerBytes: [UInt8] = [0xE2, 0xA0]

  let presses: Int

  func measure(in files: ReloadPackage, with program: String) throws -> LiveTimes {
    let arrival = ArrivalTime()
    let screen = try unsafe DrainedTerminal(size: CellSize(columns: 80, rows: 24)) { bytes in
      if unsafe Self.containMarker(bytes) { arrival.note() }
    }
    defer { screen.end() }
    let host = try ChildHost(program: program, package: files.root, appliesLive: true, terminal: screen)
    defer { host.end() }
    try host.wait(for: "live-literals")
    // The panel swaps in code whose literals can change.
    screen.type("\u{5}")
    try host.wait(for: "swapped")
    // The filter. The number is the first literal of its file.
    screen.type("braille")
    var times = LiveTimes("key-to-bytes")
    var random = SystemRandomNumberGenerator()
    // The first press also waits for the panel.
    for press in 0...presses {
      // People do not press in step with the ticks, so presses come at random points between two of them.
      usleep(50_000 + UInt32.random(in: 0..<17_000, using: &random))
      arrival.expect()
      let pressed = MonotonicClock.now()
      screen.type(Self.rightKey)
      guard let shown = arrival.wait(milliseconds: 5000) else {
        throw ProgramError("a key of the tweak panel changed nothing that the game draws within 5 seconds")
      }
      if press > 0 { times.add(from: pressed, to: shown) }
    }
    return times
  }

  /// As terminals of the type xterm send it to programs on the whole screen.
  private static let rightKey = "\u{1B}OC"

  private static func containMarker(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.indices.dropLast().contains { index in
      unsafe bytes[index] == markerBytes[0] && bytes[index + 1] == markerBytes[1]
    }
  }
}
