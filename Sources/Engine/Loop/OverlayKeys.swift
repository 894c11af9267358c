/// The keys that an open help, log or panel takes before they are looked up among the bindings: Esc closes help and log, and
/// others scroll what does not fit, as the mouse wheel does.
struct OverlayKeys {
  let game: any GameProvider
  let size: CellSize
  let bindings: KeyBindings

  static let wheelLines = 3

  /// - Returns: whether the key was used.
  func use(_ key: Key, on overlay: inout Overlay) -> Bool {
    if key == Key(.escape) { return close(&overlay) }
    guard let scroll = Scroll(key) else { return false }
    // The help stops the ticks. Next to the others the game goes on, and may need the arrows.
    if case .lines = scroll, !overlay.showsHelp { return false }
    return use(scroll, on: &overlay)
  }

  /// - Returns: whether something could be scrolled.
  func useWheel(_ steps: Int, on overlay: inout Overlay) -> Bool {
    use(.lines(steps * Self.wheelLines), on: &overlay)
  }

  /// Scrolls what is in front and is cut.
  private func use(_ scroll: Scroll, on overlay: inout Overlay) -> Bool {
    let painter = OverlayPainter(overlay, bindings: bindings)
    if let window = painter.helpBox(size: size)?.window {
      overlay.helpFirst = scroll.moved(window)
      return true
    }
    let layout = ScreenLayout(overlay, minimum: game.minSize, size: size)
    if let window = painter.panelBox(layout, size: size)?.window, window.isCut {
      overlay.panelFirst = scroll.moved(window)
      return true
    }
    guard let window = painter.logBox(layout, size: size)?.window, window.isCut else { return false }
    let first = scroll.moved(window)
    overlay.logFirst = first == window.maxFirst ? nil : first
    return true
  }

  private func close(_ overlay: inout Overlay) -> Bool {
    if overlay.showsHelp {
      overlay.showsHelp = false
    } else if overlay.showsLog {
      overlay.showsLog = false
    } else {
      return false
    }
    return true
  }
}
