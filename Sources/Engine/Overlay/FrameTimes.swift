/// The cost of the last frames, for the HUD, the graph and the `frames` events.
public struct FrameTimes: Sendable {
  /// One frame. Times in nanoseconds.
  public struct Sample: Sendable, Equatable {
    /// Drawing of the game and of the overlay.
    public var compose: UInt64 = 0
    /// Of the last frame that the terminal had finished by then; it works on a thread of its own.
    public var encode: UInt64 = 0
    public var write: UInt64 = 0
    /// Frames dropped since the one before, because the terminal was still busy with an earlier one.
    public var skipped: UInt64 = 0

    public init() {}

    public var total: UInt64 { compose + encode + write }
  }

  /// Number of samples kept: four seconds at 60 frames/s.
  public static let capacity = 240

  /// Oldest first.
  public var samples: [Sample] { Array(ring[next...] + ring[..<next]) }
  public private(set) var last = Sample()
  /// Bytes and changed cells of the last frame, as the terminal reported them.
  public private(set) var lastBytes = 0
  public private(set) var lastCells = 0
  public private(set) var skippedTotal: UInt64 = 0
  /// False for a headless terminal: nothing is ever written to it.
  public private(set) var isWritten = false

  private var ring: [Sample] = []
  private var next = 0
  private var period = Period()

  public init() {}

  /// - Parameters:
  ///   - compose: how long this frame took to draw (ns).
  ///   - report: the terminal's report after it took the frame.
  public mutating func add(compose: UInt64, report: TerminalReport) {
    last.compose = compose
    last.encode = report.encodeTime
    last.write = report.writeTime
    last.skipped = report.framesSkipped - skippedTotal
    skippedTotal = report.framesSkipped
    isWritten = report.bytesWritten > 0
    lastBytes = report.frameBytes
    lastCells = report.cellsChanged
    period.add(last)
    if ring.count < Self.capacity {
      ring.append(last)
    } else {
      ring[next] = last
      next = (next + 1) % Self.capacity
    }
  }

  /// The content of a `frames` event, once a second while the terminal is written to; nil in between.
  public mutating func takeSummary(at now: UInt64, report: TerminalReport) -> HostEvent.FrameSummary? {
    guard now >= period.start + 1_000_000_000 else { return nil }
    defer { period = Period(start: now, report: report) }
    let bytes = report.bytesWritten - period.report.bytesWritten
    guard period.start > 0, bytes > 0 else { return nil }
    let frames = max(1, period.frames)
    var summary = HostEvent.FrameSummary()
    summary.shown = report.framesShown - period.report.framesShown
    summary.skipped = report.framesSkipped - period.report.framesSkipped
    summary.bytes = bytes
    summary.cells = report.cellsWritten - period.report.cellsWritten
    summary.compose = period.sum.compose / frames
    summary.encode = period.sum.encode / frames
    summary.write = period.sum.write / frames
    summary.worst = period.worst
    return summary
  }

  /// The time since the last summary.
  private struct Period {
    var start: UInt64 = 0
    var report = TerminalReport()
    var frames: UInt64 = 0
    var sum = Sample()
    var worst: UInt64 = 0

    mutating func add(_ sample: Sample) {
      frames += 1
      sum.compose += sample.compose
      sum.encode += sample.encode
      sum.write += sample.write
      worst = max(worst, sample.total)
    }
  }
}
