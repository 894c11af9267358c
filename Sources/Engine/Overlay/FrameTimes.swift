/// What the last frames cost: for the status line, for the graph, and for the `frames` events. A value of the loop.
public struct FrameTimes: Sendable {
  /// One frame. Times in nanoseconds.
  public struct Sample: Sendable, Equatable {
    /// The game's drawing, and the overlays'.
    public var compose: UInt64 = 0
    /// Of the last frame that the terminal took by then: it works on a thread of its own.
    public var encode: UInt64 = 0
    public var write: UInt64 = 0
    /// Frames that were given up since the one before, because the terminal had not taken an earlier one yet.
    public var skipped: UInt64 = 0

    public init() {}

    public var total: UInt64 { compose + encode + write }
  }

  /// So many frames are kept: four seconds of them.
  public static let capacity = 240

  /// Oldest first.
  public var samples: [Sample] { Array(ring[next...] + ring[..<next]) }
  public private(set) var last = Sample()
  /// Bytes and changed cells of the last frame, as the terminal reported them.
  public private(set) var lastBytes = 0
  public private(set) var lastCells = 0
  public private(set) var skippedInAll: UInt64 = 0
  /// False for a terminal that is not there: nothing is ever written to it.
  public private(set) var isWritten = false

  private var ring: [Sample] = []
  private var next = 0
  private var period = Period()

  public init() {}

  /// - Parameters:
  ///   - compose: how long this frame took to draw (ns).
  ///   - report: the terminal's, after the frame was handed over.
  public mutating func add(compose: UInt64, report: TerminalReport) {
    last.compose = compose
    last.encode = report.encodeTime
    last.write = report.writeTime
    last.skipped = report.framesSkipped - skippedInAll
    skippedInAll = report.framesSkipped
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

  /// The fields of a `frames` event, once a second while the terminal is written to; nil in between.
  public mutating func takeSummary(at now: UInt64, report: TerminalReport) -> [String: JSONValue]? {
    guard now >= period.start + 1_000_000_000 else { return nil }
    defer { period = Period(start: now, report: report) }
    let bytes = report.bytesWritten - period.report.bytesWritten
    guard period.start > 0, bytes > 0 else { return nil }
    let frames = max(1, period.frames)
    return [
      "shown": .unsigned(report.framesShown - period.report.framesShown),
      "skipped": .unsigned(report.framesSkipped - period.report.framesSkipped),
      "bytes": .unsigned(bytes),
      "cells": .unsigned(report.cellsWritten - period.report.cellsWritten),
      "compose_us": .unsigned(period.sum.compose / frames / 1000),
      "encode_us": .unsigned(period.sum.encode / frames / 1000),
      "write_us": .unsigned(period.sum.write / frames / 1000),
      "worst_us": .unsigned(period.worst / 1000),
    ]
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
