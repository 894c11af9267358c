import Engine
import GameBuilder
import HostSystem

/// Changes values of literals while the game runs. Called at safe points and between calls of the game.
extension ReloadableGame {
  public var tweaks: TweakList { tweaking.list }

  public func tweak(_ request: TweakRequest) -> TweakAnswer {
    switch request {
    case .open:
      tweaking.panels += 1
      // Whoever opens the panel again wants another attempt.
      tweaking.problem = nil
      return openTweaks()
    case .close:
      tweaking.panels = max(0, tweaking.panels - 1)
      return TweakAnswer()
    case .prepare: return openTweaks()
    default: break
    }
    if let refusal = openTweaks().refusal { return refusal }
    // They have not come into the running code yet.
    if case .revert(let id) = request, tweaking.isPending { return revertTweaks(id.map(absolute)) }
    guard tweaking.session != nil, tweaking.list.state == .ready else {
      return .refusal("the literals are being prepared; try again in a moment")
    }
    switch request {
    case .open, .close, .prepare: return TweakAnswer()
    case .step(let id, let step): return take(step, of: absolute(id))
    case .set(let id, let text): return set(absolute(id), to: text)
    case .undo:
      guard let change = tweaking.session?.undo() else { return TweakAnswer("nothing to undo") }
      return put(change)
    case .redo:
      guard let change = tweaking.session?.redo() else { return TweakAnswer("nothing to redo") }
      return put(change)
    case .revert(let id): return revertTweaks(id.map(absolute))
    case .write(let id):
      switch writeTweaks(id) {
      case .success: return TweakAnswer()
      case .failure(let refusal): return .refusal(refusal.description)
      }
    }
  }

  /// The literals of files that were saved last come first.
  func noteSaved(_ paths: [String]) {
    saveHold.noteSaved()
    tweaking.lastSaved = paths + tweaking.lastSaved.filter { !paths.contains($0) }
  }

  func absolute(_ id: TweakItem.ID) -> LiveLiteral.ID {
    LiveLiteral.ID(path: id.path.hasPrefix("/") ? id.path : packageRoot + "/" + id.path, index: id.index)
  }

  // MARK: The code in which values can be changed

  /// Makes sure that the running code is one whose values can be changed, as soon as it can be.
  private func openTweaks() -> TweakAnswer {
    guard let current = history.current, !store.state.isStopped else {
      return unavailable(history.current == nil ? "no game runs yet" : stoppedText)
    }
    guard history.newest?.number == current.number else {
      return unavailable(
        "generation \(current.number) was rolled back to; go forward to the newest one, which has the present files"
      )
    }
    if tweaking.session != nil, tweaking.number == current.number, current.image.live != nil {
      return TweakAnswer()
    }
    if let table = current.image.live {
      tweaking.session = TweakSession(table.source)
      tweaking.number = current.number
      publishTweaks()
      refreshTweaks()
      return TweakAnswer()
    }
    if tweaking.isWaiting { return TweakAnswer() }
    if let problem = tweaking.problem { return unavailable(problem) }
    if heldSaves != nil { return unavailable(heldText) }
    requestTweakable()
    refreshTweaks()
    return TweakAnswer()
  }

  private func unavailable(_ reason: String) -> TweakAnswer {
    tweaking.refresh(.unavailable(reason), root: packageRoot)
    return .refusal(reason)
  }

  private func requestTweakable() {
    if tweaking.isWaiting { return }
    tweaking.isWaiting = true
    onRequest(.makeTweakable)
  }

  /// There will be no such code.
  func refuseTweaks(_ reason: String) {
    tweaking.isWaiting = false
    takeBackReadOnce()
    if tweaking.isPending { endTweaks(.compiled) }
    if tweaking.session == nil { tweaking.problem = reason }
    refreshTweaks()
    events.emit(.tweaksUnavailable(reason: reason))
  }

  /// Swaps in code in which values can be changed. The world and the number of the generation stay.
  func adoptTweakable(_ next: Generation) {
    tweaking.isWaiting = false
    guard let current = history.current, current.number == next.number, !store.state.isStopped,
      current.sourceHash == next.sourceHash
    else { return }
    if swap(to: Proposal(generation: next, cause: .tweak)) != nil {
      takeBackReadOnce()
      if tweaking.isPending { endTweaks(.crash) }
      refreshTweaks()
      return
    }
    tweaking.previous = current
  }

  /// Before a newer generation, or another image of the running one, takes over: its code must not see an older value.
  func fillTweaks(of next: Generation) {
    guard let table = next.image.live, let session = tweaking.session, next.number >= tweaking.number else {
      return
    }
    let kept = table.source.kept(session.values, of: session.source)
    for (id, text) in kept where table.source.isReadEachTime(id) { table.store(text, in: id) }
  }

  /// Another generation, another image, or another world runs.
  func followTweaks() {
    tweaking.problem = nil
    guard let current = history.current else { return }
    if let session = tweaking.session {
      if current.number < tweaking.number {
        let isLost = history.all.contains { $0.number == tweaking.number && $0.isQuarantined }
        if isLost { endTweaks(.crash) }
      } else if let table = current.image.live {
        // An image that was left and runs again has the texts of its time.
        if current.number == tweaking.number { table.source = session.source }
        let dropped = tweaking.session?.adopt(table.source) ?? []
        if !dropped.isEmpty { report(dropped, tweaking.isPending ? .compiled : .saved) }
        tweaking.number = current.number
        tweaking.isPending = false
      } else if session.values.isEmpty {
        endTweaks(.compiled)
      } else {
        // The code has the values of the files until a copy of it comes whose values can be changed.
        tweaking.isPending = true
        requestTweakable()
      }
    } else if tweaking.isOpen, let table = current.image.live {
      tweaking.session = TweakSession(table.source)
      tweaking.number = current.number
    }
    publishTweaks()
    refreshTweaks()
    if tweaking.isOpen { _ = openTweaks() }
    refreshReadOnce()
  }

  /// The files have got the values.
  func noteWritten(_ generation: Generation, _ source: LiveSource) {
    guard let running = history.latest(of: generation), running.image === generation.image else { return }
    history.replace(with: generation)
    generation.image.live?.source = source
    writeJournal()
    let dropped = tweaking.session?.adopt(source) ?? []
    if !dropped.isEmpty { report(dropped, .saved) }
    publishTweaks()
    refreshTweaks()
  }

  private func endTweaks(_ cause: HostEvent.TweakEnd) {
    guard let session = tweaking.session else { return }
    let lost = session.values.map { id, value in
      TweakSession.Change(id: id, from: value, to: session.source.text(of: id) ?? "")
    }
    if !lost.isEmpty { report(lost, cause) }
    tweaking.session = nil
    tweaking.isPending = false
    tweaking.previous = nil
  }

  private func refreshTweaks() {
    let state: TweakList.State =
      if let problem = tweaking.problem {
        .unavailable(problem)
      } else if tweaking.isPending {
        .preparing("The save is compiled; values that are not written come with the next copy")
      } else if tweaking.session == nil || history.current?.number != tweaking.number {
        .preparing("The literals of the running source are being prepared")
      } else {
        .ready
      }
    tweaking.refresh(state, root: packageRoot)
  }

  /// For the thread that builds.
  private func publishTweaks() {
    guard let session = tweaking.session, let current = history.current,
      tweaking.isPending || current.number == tweaking.number && current.image.live != nil
    else {
      tweakedValues.present = nil
      return
    }
    tweakedValues.present = TweakedValues.Present(
      image: tweaking.isPending ? nil : current.image.path, source: session.source, values: session.values)
  }

  // MARK: Values

  private func take(_ step: TweakStep, of id: LiveLiteral.ID) -> TweakAnswer {
    guard let text = tweaking.session?.text(of: id), let item = tweaking.item(id) else { return gone }
    guard let next = tweaking.next(after: text, step, of: id) else {
      return .refusal(
        item.kind == .text ? "a text is typed: press = or \"" : "\(text) has no neighbour that can be written"
      )
    }
    return put(next, id)
  }

  private var gone: TweakAnswer { .refusal("this literal is not in the running source any more") }

  private func set(_ id: LiveLiteral.ID, to text: String) -> TweakAnswer {
    do throws(LiteralInput.Problem) {
      return put(try tweaking.value(text, of: id), id)
    } catch {
      return .refusal(error.description)
    }
  }

  private func put(_ text: String, _ id: LiveLiteral.ID) -> TweakAnswer {
    do throws(LiteralChange) {
      guard let change = try tweaking.session?.set(id, to: text, at: monotonicNow) else {
        return TweakAnswer()
      }
      return put(change)
    } catch {
      return .refusal(error.text)
    }
  }

  private func put(_ change: TweakSession.Change) -> TweakAnswer {
    apply([change])
    events.emit(.tweaked(tweaking.event(change), generation: generation))
    return TweakAnswer()
  }

  private func revertTweaks(_ id: LiveLiteral.ID?) -> TweakAnswer {
    let ids = id.map { [$0] } ?? tweaking.session.map { Array($0.values.keys) } ?? []
    let changes = tweaking.session?.revert(ids) ?? []
    apply(changes)
    if tweaking.isPending {
      publishTweaks()
      refreshTweaks()
    }
    if !changes.isEmpty { report(changes, .player) }
    return TweakAnswer(
      changes.isEmpty ? "" : "reverted \(changes.count) value\(changes.count == 1 ? "" : "s")")
  }

  /// Puts values into the table of the running code, or gets other code if they were read already.
  private func apply(_ changes: [TweakSession.Change]) {
    guard let table = history.current?.image.live else { return }
    for change in changes {
      if table.source.isReadEachTime(change.id) {
        table.store(change.to, in: change.id)
        tweaking.unread.note([change.id])
      }
      tweaking.note(change.id)
    }
    publishTweaks()
    refreshReadOnce()
  }

  private func report(_ changes: [TweakSession.Change], _ cause: HostEvent.TweakEnd) {
    events.emit(.tweaksReverted(changes.map(tweaking.event), cause: cause))
  }

  // MARK: Values that are read once

  /// Requests another copy if variables were initialised with other values than the present ones. One at a time: the latest values
  /// win.
  private func refreshReadOnce() {
    guard let table = history.current?.image.live, let session = tweaking.session,
      history.current?.number == tweaking.number, !session.readOnceDifferences(from: table).isEmpty
    else { return }
    requestTweakable()
  }

  /// The values that a copy was wanted for are those of the running code again.
  private func takeBackReadOnce() {
    guard let table = history.current?.image.live, let session = tweaking.session else { return }
    var changes: [TweakSession.Change] = []
    for id in session.readOnceDifferences(from: table) {
      guard let text = table.enteredText(of: id),
        let change = try? tweaking.session?.set(id, to: text, at: 0)
      else { continue }
      changes.append(change)
    }
    if changes.isEmpty { return }
    report(changes, .crash)
    publishTweaks()
  }

  // MARK: Crashes

  /// After a crash, with the world as it was before: takes back the values that may have caused it.
  /// - Returns: whether the tick can run again.
  func takesTweaksBack(
    after crash: CrashReport, in callback: Callback, of generation: Generation
  ) -> Bool {
    guard let table = generation.image.live, tweaking.number == generation.number,
      let changes = tweaking.session?.retreat(), !changes.isEmpty
    else { return false }
    _ = reportCrash(crash, in: callback, of: generation)
    for change in changes where table.source.isReadEachTime(change.id) {
      table.store(change.to, in: change.id)
    }
    tweaking.unread.forget(changes.map(\.id))
    report(changes, .crash)
    publishTweaks()
    refreshTweaks()
    guard tweaking.session?.readOnceDifferences(from: table).isEmpty == false else { return true }
    // Its variables have the value already: the code before continues.
    guard let previous = tweaking.previous, previous.number == generation.number else { return false }
    return returnsTo(previous, from: generation)
  }

  private func returnsTo(_ previous: Generation, from crashed: Generation) -> Bool {
    fillTweaks(of: previous)
    var transaction = ReloadTransaction(
      incoming: previous, outgoing: nil, source: .running(of: crashed, route: [previous]),
      notice: notice(.crash, from: 0, to: previous, after: crashed))
    guard let transfer = try? transaction.run(in: &store) else { return false }
    install(previous, transfer)
    return true
  }

  // MARK: Writing

  public struct TweakRefusal: Error, Sendable {
    public let description: String
  }

  /// Writes values into the files; the outcome comes later. The save is recognised: the running code is then that of the files.
  public func writeTweaks(
    _ id: TweakItem.ID? = nil
  ) -> Result<Deferred<TweakWriteOutcome>, TweakRefusal> {
    guard let session = tweaking.session, tweaking.list.state == .ready else {
      return .failure(TweakRefusal(description: "no values can be changed now"))
    }
    var values = session.values
    if let id { values = values.filter { $0.key == absolute(id) } }
    guard !values.isEmpty else { return .failure(TweakRefusal(description: "there is nothing to write")) }
    let tweaks = values.map { id, value in
      tweaking.event(.init(id: id, from: session.source.text(of: id) ?? "", to: value))
    }.sorted { ($0.path, $0.line) < ($1.path, $1.line) }
    let edits = session.source.edits(values)
    let outcome = Deferred<TweakWriteOutcome>()
    outcome.whenComplete { [events, generation] result in
      switch result {
      case .written: events.emit(.tweaksWritten(tweaks, generation: generation))
      case .refused(let reason): events.emit(.tweaksNotWritten(reason: reason))
      }
    }
    onRequest(.writeTweaks(edits, tweaks, outcome: outcome))
    return .success(outcome)
  }
}

extension TweakAnswer {
  fileprivate var refusal: TweakAnswer? { isRefusal ? self : nil }
}

extension TweakSession {
  /// The literals that variables were initialised with another text of than the present one.
  fileprivate func readOnceDifferences(from table: LiveTable) -> [LiveLiteral.ID] {
    Set(values.keys).union(table.entered.values.keys).filter { id in
      guard !source.isReadEachTime(id), let text = text(of: id) else { return false }
      return text != table.enteredText(of: id)
    }
  }
}
