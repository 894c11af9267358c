import Engine
import GameBuilder
import HostSystem

/// The state of the tweaks. Confined to the loop's thread.
struct Tweaking {
  /// Nil until the player wants to change a value.
  var session: TweakSession?
  /// The generation whose values they are.
  var number: UInt64 = 0
  /// How many panels show them: that of the game and those of attached windows.
  var panels = 0
  var isOpen: Bool { panels > 0 }
  /// Whether a tweakable image was requested and did not come yet.
  var isWaiting = false
  /// Whether the values that are not written wait for it: a save was compiled, and they are not in force.
  var isPending = false
  /// Why there is none.
  var problem: String?
  /// What ran before the tweakable image.
  var previous: Generation?
  /// Those that changed and were not read since.
  var unread = UnreadLiterals()
  /// Relative paths: the last file that was saved comes first.
  var lastSaved: [String] = []
  /// Of the literal that was changed last.
  private var stepper: (id: LiveLiteral.ID, TweakStepper)?
  private(set) var list = TweakList()
  private var positions: [LiveLiteral.ID: Int] = [:]
  /// Those that can have a minus.
  private var signed: Set<LiveLiteral.ID> = []
  private var root = ""
  /// By path: what was read of a file, for the next time.
  private var known: [String: Known] = [:]

  private struct Known {
    let image: String
    let source: [UInt8]
    let items: [(LiveLiteral.ID, TweakItem, mayBeNegative: Bool)]
  }

  /// Lists all literals again: the files or the running code changed.
  mutating func refresh(_ state: TweakList.State, root: String) {
    self.root = root
    stepper = nil
    positions = [:]
    signed = []
    var items: [TweakItem] = []
    if let session, state.showsChanges {
      for path in session.source.files.sorted(by: isBefore) {
        for (id, item, mayBeNegative) in read(path, of: session.source) {
          var item = item
          item.text = session.text(of: id) ?? item.written
          // Their places may be others in the code that comes.
          if state != .ready, !item.isChanged { continue }
          item.hasNotRun = unread.overdue.contains(id)
          positions[id] = items.count
          if mayBeNegative { signed.insert(id) }
          items.append(item)
        }
      }
    }
    list = TweakList(items: items, state: state, revision: list.revision + 1)
  }

  private mutating func read(
    _ path: String, of source: LiveSource
  ) -> [(LiveLiteral.ID, TweakItem, mayBeNegative: Bool)] {
    if let known = known[path], known.image == source.image.path, known.source == source.source(of: path) {
      return known.items
    }
    let items = TweakListing.items(of: source, in: path, named: PathText.relative(path, to: root))
    known[path] = Known(image: source.image.path, source: source.source(of: path) ?? [], items: items)
    return items
  }

  private func isBefore(_ first: String, _ second: String) -> Bool {
    func rank(_ path: String) -> Int {
      lastSaved.firstIndex(of: PathText.relative(path, to: root)) ?? Int.max
    }
    return (rank(first), first) < (rank(second), second)
  }

  /// A literal has another value.
  mutating func note(_ id: LiveLiteral.ID) {
    guard let position = positions[id], let text = session?.text(of: id) else { return }
    list.items[position].text = text
    list.items[position].hasNotRun = unread.overdue.contains(id)
    list.revision += 1
  }

  /// Others are overdue.
  mutating func noteUnread() {
    for (id, position) in positions { list.items[position].hasNotRun = unread.overdue.contains(id) }
    list.revision += 1
  }

  /// The neighbour of a value; nil if there is none.
  mutating func next(after text: String, _ step: TweakStep, of id: LiveLiteral.ID) -> String? {
    guard let item = item(id), let source = session?.source, let type = source.type(of: id) else {
      return nil
    }
    if stepper?.id != id || stepper?.1.text != text {
      stepper = (
        id,
        TweakStepper(
          item, text, type, mayBeNegative: signed.contains(id), mayHaveFraction: source.mayHaveFraction(id))
      )
    }
    return stepper?.1.step(step)
  }

  /// What a typed text means as a literal.
  func value(_ typed: String, of id: LiveLiteral.ID) throws(LiteralInput.Problem) -> String {
    guard let item = item(id), let source = session?.source, let type = source.type(of: id) else {
      return typed
    }
    return try LiteralInput.accepts(
      typed, inPlaceOf: item.written, type: type, within: item.bounds, mayBeNegative: signed.contains(id),
      mayHaveFraction: source.mayHaveFraction(id))
  }

  func item(_ id: LiveLiteral.ID) -> TweakItem? { positions[id].map { list.items[$0] } }

  func event(_ change: TweakSession.Change) -> HostEvent.Tweak {
    let path = PathText.relative(change.id.path, to: root)
    if let item = item(change.id) {
      return HostEvent.Tweak(
        path: path, line: item.line, declaration: item.declaration, from: change.from, to: change.to)
    }
    // It is not listed while another generation runs.
    let place = session?.source.place(of: change.id)
    return HostEvent.Tweak(
      path: path, line: place?.line ?? 0, declaration: place?.declaration ?? "", from: change.from,
      to: change.to)
  }
}

extension TweakList.State {
  /// Whether the values that are not written are listed.
  fileprivate var showsChanges: Bool {
    switch self {
    case .ready, .preparing: true
    case .unavailable: false
    }
  }
}

/// What became of values that were to be written.
public enum TweakWriteOutcome: Sendable {
  case written([HostEvent.Tweak])
  /// Nothing is written.
  case refused(String)
}
