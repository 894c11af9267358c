/// A keyframe and the ticks that follow it, taken out of a timeline.
public struct EarlierStretch<Context: TickContext> {
  /// Whether its world does not come from the tick before.
  let isCut: Bool
  let ticks: [RecordedTick]
  /// Ascending; the first one is at the position of the keyframe.
  public let contexts: [(position: Int, context: Context)]
  private(set) var marks: [TimelineMark]

  /// Whether it is only a world.
  public var isEmpty: Bool { ticks.isEmpty }

  /// Notes what happened behind its last tick.
  public mutating func markEnd(_ kind: TimelineMark.Kind) {
    marks.append(TimelineMark(position: (contexts.first?.position ?? 0) + ticks.count, kind: kind))
  }

  /// The same stretch with other contexts.
  public func map<Other>(_ context: (Context) -> Other) -> EarlierStretch<Other> {
    EarlierStretch<Other>(
      isCut: isCut, ticks: ticks, contexts: contexts.map { ($0.position, context($0.context)) }, marks: marks)
  }
}
