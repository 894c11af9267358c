/// A duration, smoothed over about the last twenty samples.
struct SmoothedTime: Sendable {
  private(set) var seconds = 0.0

  mutating func add(_ nanoseconds: UInt64) {
    let sample = Double(nanoseconds) / 1e9
    seconds = seconds == 0 ? sample : seconds * 0.95 + sample * 0.05
  }
}

/// Frames per second, counted over half a second at a time.
struct FrameRate: Sendable {
  private(set) var framesPerSecond = 0.0
  private var start: UInt64 = 0
  private var frames = 0

  mutating func addFrame(at now: UInt64) {
    frames += 1
    let elapsed = now &- start
    guard elapsed >= 500_000_000 else { return }
    if start != 0 { framesPerSecond = Double(frames) * 1e9 / Double(elapsed) }
    start = now
    frames = 0
  }
}
