import Timeline

/// The timeline at the bottom of the screen, and what its keys and the mouse do. Open while the player is not at "now". A value,
/// owned by the loop.
public struct TimePanel: Sendable {
  /// What a key asks for.
  public enum Outcome: Equatable, Sendable {
    /// The key means nothing here.
    case unused
    case nothing
    case ask(TimeRequest)
  }

  /// As of the last safe point.
  public internal(set) var status: TimeStatus {
    didSet { if status.mode != oldValue.mode || status.position != oldValue.position { note(nil) } }
  }
  /// The ends of the stretch to play again, as far as the player marked them.
  private var firstMark: Int?
  private var secondMark: Int?
  /// The answer to the last request, if it was refused.
  private(set) var problem: String?
  private var problemAge = 0
  private static let problemTicks = 240
  /// Whether the mouse drags the position.
  private var isDragging = false
  private var motion = HeldMotion()
  /// Whether the recorded ticks go on by themselves.
  private(set) var isPlaying: Bool

  /// - Parameter plays: whether a run that is watched goes on by itself: another panel may see to that.
  init(_ status: TimeStatus, plays: Bool = true) {
    self.status = status
    isPlaying = plays && status.isWatched
  }

  /// The stretch that the loop key plays: what is marked or, if nothing is, the last five seconds before the position.
  func stretch(ticksPerSecond: Int) -> Range<Int> {
    if let markedStretch { return markedStretch }
    if let mark = firstMark ?? secondMark, mark != status.position {
      return min(mark, status.position)..<max(mark, status.position)
    }
    let end =
      status.position > status.reachable.lowerBound ? status.position : status.reachable.upperBound
    return max(status.reachable.lowerBound, end - Self.loopSeconds * ticksPerSecond)..<end
  }

  /// What is between two marks; nil unless there are two.
  var markedStretch: Range<Int>? {
    guard let firstMark, let secondMark, firstMark != secondMark else { return nil }
    return min(firstMark, secondMark)..<max(firstMark, secondMark)
  }

  private static let loopSeconds = 5

  mutating func press(_ key: Key, _ phase: KeyPhase, ticksPerSecond: Int) -> Outcome {
    if let direction = Self.direction(of: key.code) {
      isPlaying = false
      if status.mode == .looping { return phase == .press ? .ask(.show(status.position)) : .nothing }
      let steps = motion.handle(
        phase, direction: direction * Self.speed(of: key.modifiers), ticksPerSecond: ticksPerSecond)
      return steps == 0 ? .nothing : show(status.position + steps)
    }
    if phase == .release { return .unused }
    motion.stop()
    if key.code == .character("p"), key.modifiers.isEmpty, status.mode == .viewing {
      if phase == .press { return togglePlaying() }
      return .nothing
    }
    switch key.code {
    case .character(","): return show(status.position - 1)
    case .character("."): return show(status.position + 1)
    case .home: return show(status.reachable.lowerBound)
    case .end: return show(status.reachable.upperBound)
    case .pageUp: return show(eventBefore ?? status.reachable.lowerBound)
    case .pageDown: return show(eventAfter ?? status.reachable.upperBound)
    case .character("["): firstMark = status.position
    case .character("]"): secondMark = status.position
    case .character("l"), .character("L"):
      guard key.modifiers.isEmpty else { return .unused }
      return .ask(
        status.mode == .looping ? .show(status.position) : .loop(stretch(ticksPerSecond: ticksPerSecond)))
    case .character("i"), .character("I"): return .ask(.takeSavesAtOnce(!status.loopTakesSavesAtOnce))
    case .tab: return .ask(.exchangeFutures)
    case .enter, .character(" "): return .ask(.playOn)
    case .escape: return .ask(.now)
    default: return .unused
    }
    return .nothing
  }

  /// A tick's time has passed: a key that is held moves on.
  mutating func passTick() -> Outcome {
    if problem != nil {
      problemAge += 1
      if problemAge > Self.problemTicks { note(nil) }
    }
    let steps = motion.passTick() + (isPlaying ? 1 : 0)
    return steps == 0 || status.mode == .looping ? .nothing : show(status.position + steps)
  }

  /// - Parameter position: the one under the mouse; nil if it is not over the timeline.
  mutating func mouse(position: Int?, isDown: Bool) -> Outcome {
    guard isDown else {
      isDragging = false
      return .nothing
    }
    if position != nil { isDragging = true }
    guard isDragging, let position else { return .nothing }
    return show(position)
  }

  mutating func note(_ problem: String?) {
    self.problem = problem
    problemAge = 0
    if problem != nil {
      motion.stop()
      isPlaying = false
    }
  }

  /// At the end, the recording begins again.
  private mutating func togglePlaying() -> Outcome {
    isPlaying.toggle()
    guard isPlaying, status.position == status.reachable.upperBound else { return .nothing }
    return show(status.reachable.lowerBound)
  }

  private mutating func show(_ position: Int) -> Outcome {
    let reached = min(max(position, status.reachable.lowerBound), status.reachable.upperBound)
    if reached != position {
      motion.stop()
      isPlaying = false
    }
    return reached == status.position && status.mode == .viewing ? .nothing : .ask(.show(reached))
  }

  private var eventBefore: Int? { status.marks.last { $0.position < status.position }?.position }
  private var eventAfter: Int? { status.marks.first { $0.position > status.position }?.position }

  private static func direction(of code: Key.Code) -> Int? {
    switch code {
    case .left, .backspace: -1
    case .right: 1
    default: nil
    }
  }

  private static func speed(of modifiers: Key.Modifiers) -> Int {
    modifiers.contains(.control) || modifiers.contains(.alt) ? 16 : modifiers.contains(.shift) ? 4 : 1
  }
}
