import CGameABI
import Engine
import Timeline
import WorldState

/// Changes the running world by hand. Called at safe points.
///
/// The code derives its data again; nothing else of the world changes. The recording has the world as it is after the change.
extension ReloadableGame {
  public func change(_ request: WorldRequest) -> WorldAnswer {
    do throws(Refusal) {
      switch request {
      case .set(let path, let text):
        return .done(try setValue(path, to: text))
      case .add(let pool): return .done(.pool(try addElement(to: pool)))
      case .remove(let path): return .done(.pool(try removeElement(path)))
      case .revert(let change): return .done(try revert(change))
      }
    } catch {
      return .refusal(error.description, isLost: error.isLost)
    }
  }

  /// Changes a value.
  /// - Returns: what was changed.
  /// - Throws: why nothing was.
  public func edit(_ path: String, to text: String) throws(Refusal) -> WorldEdit {
    let current = try editable()
    let edit = try checked(current) { reader throws(WorldError) in try reader.edit(path, to: text) }
    try change(current, edit.path, before: edit.before, after: edit.after) { arena in arena.apply(edit) }
    return edit
  }

  /// Adds an element behind the last one of a pool, with the defaults that the game declares for its fields.
  public func addElement(to pool: WorldPath) throws(Refusal) -> PoolEdit {
    let current = try editable()
    let defaults = current.image.defaults
    return try apply(
      try checked(current) { reader throws(WorldError) in try reader.adding(to: pool, defaults: defaults) },
      current)
  }

  /// Removes an element of a pool.
  public func removeElement(_ path: WorldPath) throws(Refusal) -> PoolEdit {
    let current = try editable()
    return try apply(try checked(current) { reader throws(WorldError) in try reader.removing(path) }, current)
  }

  private func setValue(_ path: WorldPath, to text: String) throws(Refusal) -> WorldChange {
    let element = shownWorld?.element(around: path)
    let edit = try edit(path.description, to: text)
    return .value(path: path, before: edit.before, after: edit.after, element: element)
  }

  /// - Returns: the opposite change.
  private func revert(_ change: WorldChange) throws(Refusal) -> WorldChange {
    switch change {
    case .value(let path, let before, _, let element):
      guard let path = shownWorld?.path(path, following: element) else {
        throw Refusal(WorldError.elementGone(path: path.description))
      }
      return try setValue(path, to: before)
    case .pool(let edit):
      let current = try editable()
      return .pool(
        try apply(try checked(current) { reader throws(WorldError) in try reader.reverting(edit) }, current))
    }
  }

  // MARK: The way of every change

  public static let noWorld =
    "there is no world yet; the game is still being built, or its build failed"

  /// The generation whose world may be changed from outside.
  /// - Parameter purpose: what for, in a refusal.
  func editable(to purpose: String = "change the world") throws(Refusal) -> Generation {
    guard let current = history.current, !store.state.isEmpty else { throw Refusal(Self.noWorld) }
    if travel.view != nil {
      throw Refusal(
        "an earlier tick is shown; play on from there, or go back to now, before you \(purpose)")
    }
    return current
  }

  private func checked<Edit>(
    _ current: Generation, _ edit: (WorldReader) throws(WorldError) -> Edit
  ) throws(Refusal) -> Edit {
    do throws(WorldError) { return try edit(try store.world.reader(for: current.image.layout)) } catch {
      throw Refusal(error)
    }
  }

  private func apply(_ edit: PoolEdit, _ current: Generation) throws(Refusal) -> PoolEdit {
    var made = edit
    try change(current, edit.path.description, before: edit.before, after: edit.after) {
      arena throws(WorldError) in made = try arena.apply(edit, layout: current.image.layout)
    }
    return made
  }

  /// - Parameter body: changes the world, or throws and does not.
  private func change(
    _ current: Generation, _ path: String, before: String, after: String,
    _ body: (Arena) throws(WorldError) -> Void
  ) throws(Refusal) {
    dropDerivedData(of: current)
    var problem: WorldError?
    do throws(WorldError) { try body(store.world) } catch { problem = error }
    if problem == nil, travel.isNow { travel.mark(.world) }
    rebuildDerivedData(of: current)
    if let problem { throw Refusal(problem) }
    keepChange()
    events.emit(.worldEdited(path: path, before: before, after: after))
  }

  /// The world was changed beside its code: a host that continues the run, and the recording, have it as it is now.
  func keepChange() {
    store.noteWorld()
    if travel.isNow { travel.timeline?.cut() }
  }

  /// Why something that was asked for is not done.
  public struct Refusal: Error, CustomStringConvertible {
    public let description: String
    /// Whether it can never be done, because the element is gone.
    public let isLost: Bool

    init(_ description: String) { (self.description, isLost) = (description, false) }

    init(_ error: WorldError) {
      description = "\(error)"
      isLost = if case .elementGone = error { true } else { false }
    }
  }
}
