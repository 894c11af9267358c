/// The overlay of a run, shared by everything on the loop's thread that shows something.
public final class OverlayBoard {
  public var overlay = Overlay()
  public let clock: any Clock

  public init(clock: any Clock) { self.clock = clock }

  public func toast(_ text: String, _ kind: Overlay.Toast.Kind = .plain, seconds: Double = 4) {
    overlay.toast(text, kind, now: clock.now(), seconds: seconds)
  }
}
