/// The one overlay of a run, shared by those on the loop's thread who have something to show.
public final class OverlayBoard {
  public var overlay = Overlay()
  public let clock: any Clock

  public init(clock: any Clock) { self.clock = clock }

  public func post(_ text: String, _ kind: Overlay.Notice.Kind = .plain, seconds: Double = 4) {
    overlay.post(text, kind, now: clock.now(), seconds: seconds)
  }
}
