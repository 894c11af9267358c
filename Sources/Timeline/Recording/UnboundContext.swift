/// What a recording says of the context of its ticks, without the code and the files that it stands for.
public final class UnboundContext: TickContext {
  public let recorded: RecordedContext
  public let byteCount = 512
  init(_ recorded: RecordedContext) { self.recorded = recorded }
}

extension RecordedTimeline where Context == UnboundContext {
  /// The parameters are those of ``init(_:maxBytes:worldBytes:context:)``.
  public convenience init?(unbound path: String, maxBytes: Int, worldBytes: Int) {
    self.init(path, maxBytes: maxBytes, worldBytes: worldBytes) { recorded, _ in UnboundContext(recorded) }
  }
}
