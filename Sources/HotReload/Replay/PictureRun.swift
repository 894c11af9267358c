import Engine
import Timeline
import WorldState

/// What pictures of recorded ticks are drawn from. One thread, which has entered the crash guard.
public protocol PictureSource: AnyObject {
  /// The positions that can be drawn.
  var positions: ClosedRange<Int> { get }
  /// For the title of a cast.
  var name: String { get }
  /// Seconds of the tick at a position.
  func seconds(at position: Int) -> Double
  /// Positions in order are fast: each tick is computed once.
  /// - Parameter size: of the game's screen.
  func draw(_ position: Int, size: CellSize) throws -> CellBuffer
}

/// Computes a recording again and draws its ticks.
public final class PictureRun: PictureSource {
  /// Why a tick is not drawn.
  public struct Failure: Error, CustomStringConvertible { public let description: String }

  private let recording: LoadedRecording
  private let run: ReplayRun
  private let freshSeed: UInt64?
  /// The tick whose computing failed, and what becomes of it: those after it in its stretch cannot be computed either.
  private var failure: (tick: Int, stretch: Range<Int>?, reason: Failure)?

  /// - Parameter isFresh: whether `start` makes the first world anew, if it made the recorded one.
  public init(_ recording: LoadedRecording, isFresh: Bool = false) throws(ArenaError) {
    self.recording = recording
    run = try ReplayRun(recording)
    freshSeed = isFresh ? recording.freshSeed : nil
  }

  public var positions: ClosedRange<Int> { recording.timeline.start...recording.timeline.end }

  public var name: String { recording.runs.last?.game ?? "" }

  public func seconds(at position: Int) -> Double { recording.timeline.tick(at: position).dt }

  public func draw(_ position: Int, size: CellSize) throws -> CellBuffer {
    let stretch = recording.stretch(of: position)
    if let failure, failure.stretch == stretch, position > failure.tick { throw failure.reason }
    do throws(ReplayRun.Failure) {
      try run.reach(position, fresh: freshSeed)
    } catch {
      let reason = Failure(
        description: "tick \(run.position) of the recording cannot be computed: \(error.reason)")
      failure = (min(run.position, position - 1), stretch, reason)
      throw reason
    }
    var picture = CellBuffer(size: size)
    if case .crashed(let report) = run.draw(into: &picture) {
      throw Failure(description: "tick \(position) of the recording cannot be drawn: \(report.headline)")
    }
    return picture
  }
}
