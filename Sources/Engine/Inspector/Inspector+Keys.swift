import WorldState

/// What keys mean while nothing is typed.
extension Inspector {
  /// - Parameter world: the one that is shown; nil if there is none.
  mutating func press(_ key: Key, world: WorldReader?) -> Outcome {
    if kept != nil { return pressOnKept(key) }
    guard let world else {
      return key == Key(.escape) ? .close : Self.isOfHost(key) ? .unused : .nothing
    }
    if mode != .browsing { return type(key, world) }
    clearMessage()
    if let scroll = Scroll(key) {
      move(scroll, world)
      return .nothing
    }
    switch key {
    case Key(.escape): return leave(world)
    case Key(.left), Key(.right): return goSideways(isRight: key == Key(.right), world)
    case Key(.enter): return enter(world)
    case Key(.character("k")): kept = InspectedKept()
    case Key(.tab): return .togglePause
    case Key(.character(".")): return .step
    case Key(.character("=")), Key(.character("e")): return edit(world)
    case Key(.character("u"), .control): return undo()
    case Key(.character("y"), .control): return redo()
    case Key(.character("/")): return beginFilter(world)
    case Key(.character("g")): return beginGoing()
    case Key(.character("s")): return sort(world)
    case Key(.character("f")): return follow(world, asks: false)
    case Key(.character("F")): return follow(world, asks: true)
    case Key(.character("w")): return pin(world)
    case Key(.character("W")): return .unpinAll
    case Key(.character("a")), Key(.insert): return add(world)
    case Key(.character("d")), Key(.delete): return remove(world)
    // Time runs backwards while the player looks at it.
    case Key(.backspace): return .unused
    default: return Self.isOfHost(key) ? .unused : .nothing
    }
    return .nothing
  }

  private mutating func pressOnKept(_ key: Key) -> Outcome {
    if let scroll = Scroll(key) {
      kept?.scroll(scroll)
      return .nothing
    }
    switch key {
    case Key(.escape), Key(.character("k")): kept = nil
    case Key(.tab): return .togglePause
    case Key(.character(".")): return .step
    case Key(.backspace): return .unused
    default: return Self.isOfHost(key) ? .unused : .nothing
    }
    return .nothing
  }

  /// Function keys and those with Ctrl work as without the panel.
  static func isOfHost(_ key: Key) -> Bool {
    if case .function = key.code { return true }
    return key.modifiers.contains(.control)
  }

  // MARK: Moving

  private mutating func move(_ scroll: Scroll, _ world: WorldReader) {
    changeTree { $0.scroll(scroll, in: world) }
    _ = changeTable { $0.scroll(scroll, in: world) }
  }

  mutating func wheel(_ steps: Int, world: WorldReader?) {
    if kept != nil {
      kept?.scroll(.lines(3 * steps))
    } else if let world, mode == .browsing {
      move(.lines(3 * steps), world)
    }
  }

  /// Selects what is in a line of the panel.
  mutating func select(line: Int, world: WorldReader?) {
    guard kept == nil, let world, mode == .browsing else { return }
    changeTree { $0.select(line: line, in: world) }
    _ = changeTable { $0.select(line: line, in: world) }
  }

  private mutating func goSideways(isRight: Bool, _ world: WorldReader) -> Outcome {
    changeTree { isRight ? $0.open(in: world) : $0.close(in: world) }
    _ = changeTable { $0.moveColumn(by: isRight ? 1 : -1) }
    return .nothing
  }

  /// Ends a filter, then goes back to the view before, then closes the panel.
  private mutating func leave(_ world: WorldReader) -> Outcome {
    if case .table(let table) = view, !table.filterText.isEmpty {
      _ = changeTable { $0.filter(by: "", in: world) }
      return .nothing
    }
    guard views.count > 1 else { return .close }
    views.removeLast()
    return .nothing
  }

  /// Enter: a value is edited, a pool becomes a table, one of its elements a tree.
  private mutating func enter(_ world: WorldReader) -> Outcome {
    switch view {
    case .table(let table):
      guard let element = table.element(in: world) else { return say("there is no element") }
      push(.tree(InspectedTree(root: element, element: world.element(around: element))))
    case .tree(let tree):
      guard let path = tree.selection else { return .nothing }
      if world.isPool(at: path) {
        push(.table(InspectedTable(pool: path)))
      } else if world.isGroup(at: path) == true {
        changeTree { $0.toggle() }
      } else {
        return edit(world)
      }
    }
    return .nothing
  }

  /// Shows something, whatever it is: an element of a pool in its table, anything else in the tree of the world.
  mutating func show(_ path: WorldPath, in world: WorldReader) {
    mode = .browsing
    if let owner = path.parent, case .element(let index) = path.steps.last, world.isPool(at: owner) {
      if case .table(let table) = view, table.pool == owner {
      } else {
        push(.table(InspectedTable(pool: owner)))
      }
      if let problem = changeTable({ $0.select(element: index, in: world) }) ?? nil {
        _ = say(problem, isBad: true)
      }
    } else {
      if case .tree(let tree) = view, tree.isWorld {} else { push(.tree(InspectedTree())) }
      changeTree { $0.reveal(path) }
    }
  }

  /// Shows what was clicked.
  /// - Parameters:
  ///   - thing: what the game says that it is.
  ///   - point: where it is, if the game does not say; nil if the game does not tell where its picture is either.
  mutating func find(_ thing: DrawnThing, near point: WorldPoint?, world: WorldReader?) {
    guard let world, mode == .browsing else { return }
    kept = nil
    switch thing {
    case .unknown: find(point, in: world)
    case .failed(let reason): _ = say("inspect of the game failed: \(reason)", isBad: true)
    case .path(let text):
      do throws(WorldError) {
        let path = try WorldPath(parsing: text)
        try world.check(path)
        show(path, in: world)
        _ = say("\(path) is drawn there")
      } catch {
        _ = say("inspect of the game returned a wrong path: \(error)", isBad: true)
      }
    }
  }

  /// Shows what is nearest to a place.
  private mutating func find(_ point: WorldPoint?, in world: WorldReader) {
    guard let point else {
      _ = say("the game does not tell where its picture is in the world", isBad: true)
      return
    }
    guard let found = world.nearest(to: point) else {
      _ = say(
        "nothing in this world has a position: fields x and y, or a struct position, pos, place or location with them",
        isBad: true)
      return
    }
    show(found.path, in: world)
    _ = say("\(found.path) is \(Self.rounded(found.distance)) from there")
  }

  private static func rounded(_ distance: Double) -> String {
    distance < 1e9 ? "\((distance * 10).rounded() / 10)" : "\(distance)"
  }

  private mutating func sort(_ world: WorldReader) -> Outcome {
    let text = changeTable { $0.sort(in: world) } ?? nil
    return say(text ?? "only a table can be sorted; Enter opens a pool as one")
  }

  // MARK: Elements

  private mutating func add(_ world: WorldReader) -> Outcome {
    guard let pool = pool(world) else {
      return say("elements can be added to pools; choose one", isBad: true)
    }
    return ask(.add(pool))
  }

  private mutating func remove(_ world: WorldReader) -> Outcome {
    let path: WorldPath? =
      switch view {
      case .table(let table): table.element(in: world)
      case .tree(let tree): tree.selected(in: world)
      }
    guard let path, let owner = path.parent, world.isPool(at: owner) else {
      return say("only elements of pools can be removed; choose one", isBad: true)
    }
    return ask(.remove(path))
  }

  /// The pool of the table, under the cursor, or of the element under the cursor.
  private func pool(_ world: WorldReader) -> WorldPath? {
    switch view {
    case .table(let table): return world.isPool(at: table.pool) ? table.pool : nil
    case .tree(let tree):
      guard let path = tree.selection else { return nil }
      return [path, path.parent].compactMap(\.self).first(where: world.isPool)
    }
  }

  // MARK: Watches

  private mutating func pin(_ world: WorldReader) -> Outcome {
    guard let path = selection(in: world), world.shownValue(at: path) != nil else {
      return say("only values can be watched; choose one", isBad: true)
    }
    return .pin(WatchedValue(path: path, element: world.element(around: path)))
  }
}
