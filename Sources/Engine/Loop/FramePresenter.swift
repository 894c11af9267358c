/// Draws each frame: the game's picture with the overlay on top. Hands it to the terminal and keeps its times.
///
/// Confined to the loop's thread.
final class FramePresenter {
  let board: OverlayBoard
  var onFrame: (CellBuffer, UInt64) -> Void = { _, _ in }
  /// The last frame.
  private(set) var picture: CellBuffer

  private let game: any GameProvider
  private let terminal: any Terminal
  private let clock: any Clock
  private let events: EventBus
  private var pacer: FramePacer
  private var bell = BellPacer()
  private var frame: UInt64 = 0
  private var drawTime = SmoothedTime()
  private var rate = FrameRate()
  private var firstFrame = FirstFrame()
  /// Why the game was not asked for the last frame; nil if it was.
  private var small: SmallTerminal?
  private var trails = LoopTrails()
  /// What the game drew last, while a crash would stop the run: shown as long as it is stopped.
  private var lastDrawn: CellBuffer?

  init(
    game: any GameProvider, terminal: any Terminal, clock: any Clock, events: EventBus, board: OverlayBoard,
    framesPerSecond: Int
  ) {
    self.game = game
    self.terminal = terminal
    self.clock = clock
    self.events = events
    self.board = board
    pacer = FramePacer(framesPerSecond: framesPerSecond, now: clock.now())
    picture = CellBuffer(size: terminal.size)
  }

  func takeDue(afterTick: Bool) -> Bool { pacer.takeDue(at: clock.now(), afterTick: afterTick) }
  func wakeTime(nextTick: UInt64) -> UInt64 { pacer.wakeTime(nextTick: nextTick) }
  func forgetLateness() { pacer.restart(at: clock.now()) }

  /// Makes a frame due at once.
  func request() { pacer.request() }

  /// A new generation is shown at once, and its first frame is reported.
  func generationChanged() {
    pacer.request()
    firstFrame.generationChanged()
  }

  /// Rings the terminal's bell with the next frame.
  func ringBell() { bell.request() }

  func present(_ ticks: TickPacer, _ bindings: KeyBindings) {
    let start = clock.now()
    let isDrawn = drawGame(alpha: ticks.alpha(at: start), bindings)
    drawTime.add(clock.now() - start)
    paintOverlay(ticks, bindings, at: start)
    let composed = clock.now()
    frame += 1
    if bell.takeDue(at: start) { terminal.ringBell() }
    terminal.present(picture, frame: frame)
    onFrame(picture, start)
    account(compose: composed - start, at: composed)
    rate.addFrame(at: start)
    if isDrawn {
      firstFrame.presented(game.generation, frame: frame, at: composed)
    } else if let small, firstFrame.kept(game.generation) {
      events.emit(.firstFrameKept(generation: game.generation, reason: "\(small)"))
    }
  }

  /// - Returns: whether the game drew it.
  private func drawGame(alpha: Float, _ bindings: KeyBindings) -> Bool {
    if picture.size != terminal.size { picture.resize(to: terminal.size) } else { picture.clear() }
    let painter = OverlayPainter(board.overlay, bindings: bindings)
    let minimum = game.minSize
    small = SmallTerminal(board.overlay, game: game.name, minimum: minimum, size: picture.size)
    if let small {
      painter.paint(small, on: &picture)
      return false
    }
    let top = ScreenLayout(board.overlay, minimum: minimum, size: picture.size).top
    let isDrawn = game.draw(into: &picture, top: top, alpha: alpha)
    if isDrawn { trails.compose(&picture, game.time, generation: game.generation) }
    keepPicture(isDrawn)
    if !isDrawn, game.generation == 0 { painter.paintWaiting(on: &picture) }
    return isDrawn
  }

  private func keepPicture(_ isDrawn: Bool) {
    if isDrawn {
      // While the run is stopped, the game draws only earlier ticks.
      if game.tickStop == nil { lastDrawn = game.stopsOnCrash ? picture : nil }
    } else if game.tickStop != nil, let lastDrawn, lastDrawn.size == picture.size {
      picture = lastDrawn
    }
  }

  private func paintOverlay(_ ticks: TickPacer, _ bindings: KeyBindings, at now: UInt64) {
    board.overlay.expireToasts(now: now)
    updateHUD(ticks)
    board.overlay.readWorld(
      of: game, minimum: game.minSize, size: picture.size, tick: game.tick, now: now)
    OverlayPainter(board.overlay, bindings: bindings).paint(minimum: game.minSize, on: &picture)
  }

  private func updateHUD(_ ticks: TickPacer) {
    board.overlay.hud.generation = game.generation
    board.overlay.hud.tick = game.tick
    board.overlay.hud.ticksPerSecond = ticks.ticksPerSecond
    board.overlay.hud.isPaused = ticks.isPaused
    board.overlay.hud.stopsOnCrash = game.stopsOnCrash
    board.overlay.hud.holdsSaves = game.holdsSaves
    board.overlay.hud.heldSaves = game.heldSaves
    board.overlay.hud.oldServices = game.serviceStatuses.summary(besides: game.generation)
    board.overlay.hud.delayedReload = game.delayedReload
    board.overlay.hud.stepTime = ticks.stepTime.seconds
    board.overlay.hud.drawTime = drawTime.seconds
    board.overlay.hud.framesPerSecond = rate.framesPerSecond
    board.overlay.hud.droppedTicks = ticks.droppedTicks
    board.overlay.hud.frameBudget = pacer.period
  }

  private func account(compose: UInt64, at now: UInt64) {
    let report = terminal.report
    board.overlay.frames.add(compose: compose, report: report)
    if let summary = board.overlay.frames.takeSummary(at: now, report: report) {
      events.emit(.frames(summary))
    }
  }

  /// Reports the first frame of a generation once the terminal has all of it, or that it takes none.
  func reportFirstFrame() {
    guard firstFrame.isPending else { return }
    let report = terminal.report
    guard let generation = firstFrame.takeShown(upTo: report.lastFrame), generation == game.generation else {
      if let generation = firstFrame.takeStuck(at: clock.now()) {
        events.emit(.firstFrameKept(generation: generation, reason: "the terminal takes no output"))
      }
      return
    }
    events.emit(.firstFrame(generation: generation), time: report.lastFrameTime)
  }
}
