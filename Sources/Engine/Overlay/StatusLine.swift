/// The status line: build, pace, and the keys that a newcomer needs. Pure.
struct StatusLine {
  let hud: HUD
  /// The number of warnings of the compiler.
  let warnings: Int
  /// The number of values of literals that are not written.
  let tweaks: Int
  /// Functions that run and are not those of the source.
  let sent: [String]
  let frames: FrameTimes
  let keys: KeyHints

  init(_ overlay: Overlay, hud: HUD, keys: KeyHints) {
    self.hud = hud
    warnings = overlay.warnings
    tweaks = overlay.unwrittenTweaks
    sent = overlay.sentFunctions
    frames = overlay.frames
    self.keys = keys
  }

  /// What is to be known about the build and the run; may be empty.
  var state: String {
    let stops = hud.stopsOnCrash ? "stops at crashes" : ""
    let parts = [
      hud.build, delayText, holdText, warningText, sentText, tweakText, stops, hud.oldServices,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  func paint(on picture: inout CellBuffer) {
    let columns = picture.size.columns
    picture.fill(column: 0, row: 0, columns: columns, rows: 1, style: OverlayLook.bar)
    var left = " gen \(hud.generation)"
    if !hud.flavour.isEmpty { left += " " + hud.flavour }
    var column = picture.write(left + " ", column: 0, row: 0, style: OverlayLook.bar.bold)
    if hud.isPaused { column = picture.write(" PAUSED ", column: column, row: 0, style: OverlayLook.notice) }
    let state = state
    let build = state.isEmpty ? "" : " " + state + " "
    var room = columns - column
    // The keys first, then the state of the build, then as many numbers as fit.
    let hint = keys.status.isEmpty ? "" : "  " + keys.status + " "
    if hint.cellWidth <= room {
      picture.write(hint, column: columns - hint.cellWidth, row: 0, style: OverlayLook.bar.bold)
      room -= hint.cellWidth
    }
    picture.write(
      build.truncated(toCells: room), column: column, row: 0,
      style: hud.buildIsBad ? OverlayLook.badBar : OverlayLook.bar)
    let facts = facts(room: room - build.cellWidth)
    picture.write(facts, column: column + room - facts.cellWidth, row: 0, style: OverlayLook.bar)
  }

  private var delayText: String { hud.delayedReload?.line(keys) ?? "" }

  private var holdText: String {
    hud.heldSaves?.line(keys) ?? (hud.holdsSaves ? "holds saves" : "")
  }

  private var sentText: String {
    switch sent.count {
    case 0: ""
    case 1: "\(sent[0]) not in the source"
    default: "\(sent.count) functions not in the source"
    }
  }

  private var tweakText: String {
    tweaks == 0
      ? "" : "\(tweaks) tweak\(tweaks == 1 ? "" : "s")" + (keys.key(.tweak).map { " (\($0))" } ?? "")
  }

  /// The log has the warnings.
  private var warningText: String {
    if warnings == 0 { return "" }
    return "\(warnings) warning\(warnings == 1 ? "" : "s")" + (keys.key(.log).map { " (\($0))" } ?? "")
  }

  /// The longest form that fits; empty if none does.
  private func facts(room: Int) -> String {
    let (step, draw) = (milliseconds(hud.stepTime), milliseconds(hud.drawTime))
    let rate = "\(Int(hud.framesPerSecond.rounded())) fps"
    let losses =
      (hud.droppedTicks > 0 ? "  \(hud.droppedTicks) dropped" : "")
      + (frames.skippedTotal > 0 ? "  \(frames.skippedTotal) skipped" : "")
    let pace = "  \(step) ms step  \(draw) ms draw  \(rate)" + losses
    let forms = [
      pace + output, pace, "  step \(step) draw \(draw) ms  \(rate)" + losses, "  " + rate + losses,
      "  " + rate,
    ]
    return forms.first { $0.cellWidth <= room } ?? ""
  }

  /// The terminal output of the last frame.
  private var output: String {
    guard frames.isWritten else { return "" }
    let last = frames.last
    return "  \(frames.lastCells) cells  \(frames.lastBytes) B"
      + "  \(milliseconds(Double(last.encode + last.write) / 1e9)) ms out"
  }

  /// Formats as "0.21". Foundation's formatting is too slow for every frame.
  private func milliseconds(_ seconds: Double) -> String {
    let hundredths = Int((seconds * 100_000).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}
