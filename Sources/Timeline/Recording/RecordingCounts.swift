/// What a recording has so far, for entries that follow.
public struct RecordingCounts: Sendable {
  /// The end of the timeline.
  public private(set) var end = 0
  public private(set) var codes: UInt32 = 0
  public private(set) var files: UInt32 = 0
  /// The end of the future that was left.
  private var left = 0

  public init() {}

  public mutating func pass(_ entry: RecordingEntry) {
    switch entry {
    case .code: codes += 1
    case .file: files += 1
    case .keyframe(let keyframe): end = keyframe.position
    case .ticks(let position, let ticks): end = position + ticks.count
    case .branch(let position): (left, end) = (end, position)
    case .exchange: swap(&left, &end)
    case .run, .context, .mark, .crash, .explanation, .end: break
    }
  }
}

extension RecordingEntry {
  /// The same entry of a recording whose positions, codes and files begin with other numbers.
  public func moved(by offset: Int, codes: UInt32, files: UInt32) -> RecordingEntry {
    if offset == 0, codes == 0, files == 0 { return self }
    switch self {
    case .context(var context):
      context.code += codes
      for index in context.assets.indices { context.assets[index].content += files }
      for index in context.stored.indices { context.stored[index].content += files }
      return .context(context)
    case .keyframe(var keyframe):
      keyframe.position += offset
      return .keyframe(keyframe)
    case .ticks(let position, let ticks): return .ticks(position: position + offset, ticks)
    case .mark(var mark):
      mark.position += offset
      return .mark(mark)
    case .branch(let position): return .branch(position: position + offset)
    case .crash(var crash):
      crash.position += offset
      return .crash(crash)
    case .explanation(let position, let text): return .explanation(position: position + offset, text)
    case .run, .code, .file, .exchange, .end: return self
    }
  }
}
