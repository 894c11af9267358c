/// The panel of a tick that could not be finished, and what its keys do. A value, owned by the loop.
public struct StopPanel: Sendable {
  /// What a key asks for.
  enum Outcome: Equatable {
    /// The key means nothing here.
    case unused
    case nothing
    case ask(TickStopRequest)
  }

  /// As of the last safe point.
  public internal(set) var stop: TickStop
  /// The index of the selected frame; that of the innermost one with a line at first.
  var selection: Int { min(chosen ?? firstWithSource, max(0, stop.frames.count - 1)) }
  /// The first line in view.
  var first = 0
  /// Whether only the banner is shown, so that the game's last picture can be seen.
  private(set) var isHidden = false
  /// Why the last request was refused.
  var problem: String?
  private var chosen: Int?
  /// Whether there is a picture of the game below it.
  let canBeHidden: Bool

  init(_ stop: TickStop, canBeHidden: Bool = true) {
    self.stop = stop
    self.canBeHidden = canBeHidden
  }

  private var firstWithSource: Int { stop.frames.firstIndex { !$0.source.isEmpty } ?? 0 }

  mutating func press(_ key: Key) -> Outcome {
    if key == Key(.escape) {
      guard canBeHidden else { return .unused }
      isHidden.toggle()
      return .nothing
    }
    guard key.modifiers.isEmpty else { return .unused }
    switch key.code {
    case .enter: return .ask(.retry)
    case .character("s"), .character("S"): return .ask(.skip)
    case .character("b"), .character("B"): return .ask(.previous)
    default: break
    }
    if isHidden { return .unused }
    switch key.code {
    case .up: select(selection - 1)
    case .down: select(selection + 1)
    default: return .unused
    }
    return .nothing
  }

  private mutating func select(_ index: Int) {
    chosen = min(max(0, index), max(0, stop.frames.count - 1))
    // The stack is at the top.
    first = 0
  }
}
