import Engine
import GameBuilder
import HostSystem

/// Tells the player about changed literals that cannot show, because no code has read them since.
extension ReloadableGame {
  /// Whether code has read a literal since its value was changed or, if that did not happen, since the code was swapped in; nil if
  /// that is not known.
  public func hasRun(_ id: TweakItem.ID) -> Bool? {
    guard let table = history.current?.image.live else { return nil }
    let id = absolute(id)
    // The copy of the code that has the value may have yet to come.
    let isPending =
      !table.source.isReadEachTime(id) && tweaking.session?.text(of: id) != table.enteredText(of: id)
    return !isPending && table.wasRead(id)
  }

  /// What another image changes: the literals with other texts in its files, and those that variables were initialised with another
  /// value of.
  func changedLiterals(from old: Generation, to next: Generation) -> [LiveLiteral.ID] {
    guard let table = next.image.live, next.number >= old.number else { return [] }
    let source = table.entered.source
    guard let previous = old.image.live else {
      // Compiled code has the texts of its own source only.
      let original = source.original
      return old.sourceHash == source.image.sourceHash ? source.changes(since: original) : []
    }
    let tweaked = Set(table.entered.values.keys).union(previous.entered.values.keys).filter { id in
      !source.isReadEachTime(id) && table.enteredText(of: id) != previous.enteredText(of: id)
    }
    return source.changes(since: previous.source) + tweaked
  }

  /// Another image is about to be installed.
  /// - Parameters:
  ///   - changed: see `changedLiterals`.
  ///   - isSave: whether they are all that a save changed.
  func followUnread(_ changed: [LiveLiteral.ID], in next: Generation, isSave: Bool) {
    guard let source = next.image.live?.source, next.number >= generation else {
      tweaking.unread = UnreadLiterals(in: next.image.path)
      return
    }
    tweaking.unread = tweaking.unread.following(in: next.image.path) { source.slotIndex(of: $0) != nil }
    tweaking.unread.note(changed, isSave: isSave)
  }

  /// The game has drawn a frame.
  func checkUnread() {
    guard let table = history.current?.image.live else { return }
    let (isChanged, saved) = tweaking.unread.check(table.wasRead)
    if isChanged { tweaking.noteUnread() }
    if saved.isEmpty { return }
    let places = Set(
      saved.compactMap { id in
        table.source.line(of: id).map {
          HostEvent.Place(path: PathText.relative(id.path, to: packageRoot), line: $0)
        }
      })
    events.emit(
      .literalsNotRun(
        places.sorted { ($0.path, $0.line) < ($1.path, $1.line) }, generation: generation))
  }
}
