import Engine

/// Draws two runs beside each other, tick by tick. Where one cannot be drawn, its half tells why.
public final class PicturePair: PictureSource {
  /// One half, and what it is called.
  public struct Side {
    let name: String
    let run: PictureRun

    public init(_ name: String, _ run: PictureRun) {
      self.name = name
      self.run = run
    }

    fileprivate func draw(_ position: Int, size: CellSize) -> CellBuffer {
      do { return try run.draw(position, size: size) } catch {
        return CellBuffer(size: size, insteadOfPicture: "\(error)")
      }
    }

    fileprivate func title(_ position: Int) -> String { "\(name)  tick \(position)" }
  }

  private let left: Side
  private let right: Side
  /// Those that both have.
  public let positions: ClosedRange<Int>

  /// - Returns: nil if the runs have no tick in common.
  public init?(_ left: Side, _ right: Side) {
    let (one, other) = (left.run.positions, right.run.positions)
    guard one.overlaps(other) else { return nil }
    positions = one.clamped(to: other)
    self.left = left
    self.right = right
  }

  /// The position of the first world that a report says is different; nil if all are the same. A report tells the tick that
  /// made it so, which is the one before.
  public func firstDifference(_ report: RecordingReport) -> Int? {
    guard report.result == .different else { return nil }
    let next = report.position.map { $0 + 1 } ?? positions.lowerBound
    return min(max(next, positions.lowerBound), positions.upperBound)
  }

  public var name: String { "\(left.run.name): \(left.name), \(right.name)" }

  /// Of the left run.
  public func seconds(at position: Int) -> Double { left.run.seconds(at: position) }

  public func draw(_ position: Int, size: CellSize) -> CellBuffer {
    CellBuffer(
      left: left.draw(position, size: size), left.title(position),
      right: right.draw(position, size: size), right.title(position))
  }
}
