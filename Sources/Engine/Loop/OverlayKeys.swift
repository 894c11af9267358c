/// The keys that an open help, log or panel takes before they are looked up among the bindings: Esc closes help and log, and
/// others scroll what does not fit.
struct OverlayKeys {
  let game: any GameProvider
  let size: CellSize

  /// - Returns: whether the key was used.
  func use(_ key: Key, of bindings: KeyBindings, on overlay: inout Overlay) -> Bool {
    if key == Key(.escape) { return close(&overlay) }
    guard let scroll = ScrollKey(key) else { return false }
    let painter = OverlayPainter(overlay, bindings: bindings)
    // The help stops the ticks. Next to the others the game goes on, and may need the arrows.
    if let help = painter.helpBox(size: size) {
      overlay.helpFirst = scroll.moved(help.window)
      return true
    }
    guard scroll != .up, scroll != .down else { return false }
    let layout = ScreenLayout(overlay, minimum: game.minSize, size: size)
    // A panel covers the log.
    if let window = painter.panelBox(layout, size: size)?.window, window.isCut {
      overlay.panelFirst = scroll.moved(window)
      return true
    }
    guard let window = painter.logBox(size: size)?.window, window.isCut else { return false }
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
