/// The overlay of a run, shared by all code that shows something. Confined to the loop's thread.
public final class OverlayBoard {
  public var overlay = Overlay()
  public let clock: any Clock
  /// The keys that messages name. The loop keeps them up to date.
  var hints = KeyBindings.builtIn.hints

  public init(clock: any Clock) { self.clock = clock }

  public func toast(_ text: String, _ kind: Overlay.Toast.Kind = .plain, seconds: Double = 4) {
    overlay.toast(text, kind, now: clock.now(), seconds: seconds)
  }
}
