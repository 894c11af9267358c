import CommandOptions
import Engine
import HostSystem
import HotReload
import TerminalRenderer
import WorldState

/// Carries out control requests on the loop's thread, at a safe point.
struct ControlHandler: Sendable {
  let loop: LoopGateway<GameLoop>
  let game: LoopGateway<ReloadableGame>
  /// Continues the world of the last run, and returns its tick.
  private let lastWorld: @Sendable () throws(ControlError) -> UInt64
  /// Runs code in the game, or forgets what earlier code has declared.
  let evaluations: ReloadCoordinator
  let reloads: ReloadWaits
  /// The package, for its sources.
  let place: MomentPlace
  /// Open once the loop has ended: nothing can be carried out any more.
  private let ended = Latch()

  init(
    loop: LoopGateway<GameLoop>, game: LoopGateway<ReloadableGame>, evaluations: ReloadCoordinator,
    reloads: ReloadWaits, place: MomentPlace, lastWorld: @escaping @Sendable () throws(ControlError) -> UInt64
  ) {
    self.loop = loop
    self.game = game
    self.lastWorld = lastWorld
    self.evaluations = evaluations
    self.reloads = reloads
    self.place = place
  }

  /// The loop has ended.
  func end() { ended.open() }

  /// Seconds that a client waits for the loop.
  static let timeout = 5.0

  /// Carries out a request and waits for the loop, for at most `timeout`. Any thread but the loop's.
  /// - Returns: one line of JSON.
  func answer(_ request: ControlRequest) -> String {
    if ended.isOpen {
      return (request.command == .quit ? ["ok": true] : ControlError.ending.reply).line
    }
    do throws(ControlError) {
      try request.check()
      return request.command == .world ? try world(request) : try value(of: request).line
    } catch {
      return error.reply.line
    }
  }

  private func value(of request: ControlRequest) throws(ControlError) -> JSONValue {
    switch request.command {
    case .snapshot: return try saveWorld(to: try path(request))
    case .load: return try loadWorld(from: try path(request))
    case .answer: return try answer(request)
    case .tweak: return try tweak(request)
    case .time: return try time(request)
    case .record: return try record(request)
    case .share: return try share(to: try path(request))
    case .crash: return try crash(request)
    case .stopOnCrash: return try stopOnCrash(request)
    case .hold: return try hold(request)
    case .screenshot: return try saveScreenshot(request, to: try path(request))
    case .rollback, .forward, .rollbackWorld, .restart:
      return onGame { game throws(ControlError) in
        if let reason = game.move(request.command) { throw ControlError(reason) }
        return ["ok": true, "generation": .unsigned(game.generation), "tick": .unsigned(game.tick)]
      }
    case .press: return try press(request)
    case .kept: return try kept(request)
    case .eval: return try evaluate(request)
    case .reload where request.argument != nil: return try reloadAndWait()
    case .lastWorld: return ["ok": true, "tick": .unsigned(try lastWorld())]
    default: return onLoop { loop throws(ControlError) in try Self.carryOut(request, loop) }
    }
  }

  func onLoop(
    _ work: @escaping @Sendable (GameLoop) throws(ControlError) -> JSONValue
  ) -> JSONValue {
    Self.reply(from: loop, work)
  }

  func onGame(
    _ work: @escaping @Sendable (ReloadableGame) throws(ControlError) -> JSONValue
  ) -> JSONValue {
    Self.reply(from: game, work)
  }

  private static func reply<Target>(
    from gateway: LoopGateway<Target>,
    _ work: @escaping @Sendable (Target) throws(ControlError) -> JSONValue
  ) -> JSONValue {
    let reply = gateway.call(timeout: timeout) { target in
      do throws(ControlError) { return try work(target) } catch { return error.reply }
    }
    return reply ?? ControlError.loopTimeout.reply
  }

  private static func carryOut(_ request: ControlRequest, _ loop: GameLoop) throws(ControlError) -> JSONValue
  {
    switch request.command {
    case .status: return status(loop)
    case .problems: return ["ok": true, "problems": problems(loop)]
    // A client sets the state; a key toggles it.
    case .pause: loop.setPaused(true)
    case .step:
      let count = try request.stepCount
      if let obstacle = obstacle(to: loop) { throw ControlError("no tick ran: \(obstacle)") }
      loop.singleStep(count: count)
    case .quit: loop.requestExit("ctl quit")
    default: loop.perform(request.command)
    }
    return ["ok": true]
  }
}

extension ControlHandler {
  private func press(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    let press = try request.press
    return onLoop { loop throws(ControlError) in
      let actions = loop.game.actions.filter { !$0.isEmpty }
      guard actions.contains(press.action) else {
        let known = actions.isEmpty ? "has none" : "has \(actions.joined(separator: ", "))"
        throw ControlError("there is no action '\(press.action)'; this game \(known)")
      }
      guard loop.press(press.action, ticks: press.ticks) else {
        let reason = Self.obstacle(to: loop) ?? "a panel of the host has the keys"
        throw ControlError("nothing was pressed: \(reason)")
      }
      return ["ok": true, "tick": .unsigned(loop.game.tick)]
    }
  }

  /// Writes the file on the client's thread.
  private func saveScreenshot(_ request: ControlRequest, to path: String) throws(ControlError) -> JSONValue {
    let look: TerminalLook
    do throws(LookError) {
      look = try TerminalLook(color: request.color ?? "auto", glyphs: request.glyphs ?? "auto")
    } catch {
      throw ControlError(error.description)
    }
    guard let picture = loop.call(timeout: Self.timeout, { $0.lastPicture }) else { throw .loopTimeout }
    do {
      try Screenshot(picture: look.picture(picture)).write(to: path)
    } catch {
      throw ControlError("\(error)")
    }
    return ["ok": true, "path": .string(path)]
  }
}
