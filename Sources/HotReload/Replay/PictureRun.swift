import Engine
import Timeline
import WorldState

/// Computes a recording again and draws its ticks. One thread, which has entered the crash guard.
public final class PictureRun {
  /// Why a tick is not drawn.
  public struct Failure: Error, CustomStringConvertible { public let description: String }

  private let recording: LoadedRecording
  private let run: ReplayRun

  public init(_ recording: LoadedRecording) throws(ArenaError) {
    self.recording = recording
    run = try ReplayRun(recording)
  }

  /// The positions that can be drawn.
  public var positions: ClosedRange<Int> { recording.timeline.start...recording.timeline.end }

  public var gameName: String { recording.runs.last?.game ?? "" }

  /// Seconds of the tick at a position.
  public func seconds(at position: Int) -> Double { recording.timeline.tick(at: position).dt }

  /// Positions in order are fast: each tick is computed once.
  public func draw(_ position: Int, size: CellSize) throws -> CellBuffer {
    do throws(ReplayRun.Failure) {
      try run.reach(position)
    } catch {
      throw Failure(description: "tick \(run.position) of the recording cannot be computed: \(error.reason)")
    }
    var picture = CellBuffer(size: size)
    if case .crashed(let report) = run.draw(into: &picture) {
      throw Failure(description: "tick \(position) of the recording cannot be drawn: \(report.headline)")
    }
    return picture
  }
}
