import WorldState

/// What keys mean while a value, a condition or a place is typed.
extension Inspector {
  /// Begins to type a value in place of the one under the cursor.
  mutating func edit(_ world: WorldReader) -> Outcome {
    guard let path = selection(in: world), let text = world.shownValue(at: path) else {
      return say("this is no single value; open it, and choose one", isBad: true)
    }
    mode = .editing(path, world.element(around: path), TextField(text))
    return .nothing
  }

  mutating func beginFilter(_ world: WorldReader) -> Outcome {
    if case .tree(let tree) = view {
      guard let path = tree.selection, world.isPool(at: path) else {
        return say("a filter is for the elements of a pool; choose one", isBad: true)
      }
      push(.table(InspectedTable(pool: path)))
    }
    if case .table(let table) = view { mode = .filtering(TextField(table.filterText)) }
    return .nothing
  }

  mutating func beginGoing() -> Outcome {
    mode = .going(TextField())
    return .nothing
  }

  mutating func type(_ key: Key, _ world: WorldReader) -> Outcome {
    if key == Key(.escape) {
      mode = .browsing
      clearMessage()
      return .nothing
    }
    switch mode {
    case .browsing: return .nothing
    case .following(let following): return choose(key, following, world)
    case .editing(let path, let element, var field):
      if key == Key(.enter) { return submit(path, element, field, world) }
      if key == Key(.tab) { return completeValue(at: path, element, field, world) }
      guard field.press(key) else { return unusedWhileTyping(key) }
      mode = .editing(path, element, field)
    case .filtering(var field):
      if key == Key(.enter) { return submitFilter(field, world) }
      if key == Key(.tab) { return completeField(field, world) }
      guard field.press(key) else { return unusedWhileTyping(key) }
      mode = .filtering(field)
    case .going(var field):
      if key == Key(.enter) { return go(field.text, world) }
      if key == Key(.tab) { return completePath(field, world) }
      guard field.press(key) else { return unusedWhileTyping(key) }
      mode = .going(field)
    }
    return .nothing
  }

  private func unusedWhileTyping(_ key: Key) -> Outcome { Self.isOfHost(key) ? .unused : .nothing }

  // MARK: Enter

  private mutating func submit(
    _ path: WorldPath, _ element: ElementIdentity?, _ field: TextField, _ world: WorldReader
  ) -> Outcome {
    guard let path = world.path(path, following: element) else {
      return say("the element is not there any more; Esc leaves the value", isBad: true)
    }
    return ask(.set(path, field.text))
  }

  private mutating func submitFilter(_ field: TextField, _ world: WorldReader) -> Outcome {
    if let problem = changeTable({ $0.filter(by: field.text, in: world) }) ?? nil {
      return say(problem, isBad: true)
    }
    mode = .browsing
    clearMessage()
    return .nothing
  }

  private mutating func go(_ text: String, _ world: WorldReader) -> Outcome {
    if case .table = view, let index = Int(text) {
      if let problem = changeTable({ $0.select(element: index, in: world) }) ?? nil {
        return say(problem, isBad: true)
      }
      mode = .browsing
      return .nothing
    }
    do throws(WorldError) {
      let path = try WorldPath(parsing: text)
      try world.check(path)
      clearMessage()
      show(path, in: world)
      return .nothing
    } catch {
      return say("\(error)", isBad: true)
    }
  }

  // MARK: Tab

  private mutating func completeValue(
    at path: WorldPath, _ element: ElementIdentity?, _ field: TextField, _ world: WorldReader
  ) -> Outcome {
    var field = field
    let names = world.constantNames(at: path)
    let words =
      names.isEmpty && ["true", "false"].contains(world.shownValue(at: path)) ? ["true", "false"] : names
    guard !words.isEmpty else { return say("only constants of enums, true and false are completed") }
    // Of flags, the last one.
    let word = field.head.split(separator: "|", omittingEmptySubsequences: false).last ?? ""
    let typed = String(word.drop { $0 == " " })
    // A whole constant becomes the next one.
    if let position = words.firstIndex(of: typed) {
      field.replace(last: typed.count, by: words[(position + 1) % words.count])
      _ = say(words.joined(separator: "  "))
    } else {
      tell(field.complete(typed, among: words), of: words)
    }
    mode = .editing(path, element, field)
    return .nothing
  }

  private mutating func completeField(_ field: TextField, _ world: WorldReader) -> Outcome {
    guard case .table(let table) = view, let reader = try? world.pool(at: table.pool) else { return .nothing }
    var field = field
    let head = field.head
    let word = String(
      head.suffix(head.reversed().prefix { $0.isLetter || $0.isNumber || "_.[]".contains($0) }.count))
    var words = reader.columns.map(\.name) + ["index"]
    for column in reader.columns { words += column.enumeration?.constants.map(\.name) ?? [] }
    tell(field.complete(word, among: words), of: words)
    mode = .filtering(field)
    return .nothing
  }

  private mutating func completePath(_ field: TextField, _ world: WorldReader) -> Outcome {
    var field = field
    let head = field.head
    let word = String(head.suffix(head.reversed().prefix { $0 != "." }.count))
    let owner = head.dropLast(word.count).dropLast()
    let names = world.fieldNames(at: owner)
    tell(field.complete(word, among: names), of: names)
    mode = .going(field)
    return .nothing
  }

  /// Shows the words that were meant, if it is not only one; all of them if none fits.
  private mutating func tell(_ fitting: [String], of words: [String]) {
    let shown = fitting.isEmpty ? words : fitting.count > 1 ? fitting : []
    if shown.isEmpty {
      clearMessage()
    } else {
      _ = say(shown.joined(separator: "  "), isBad: fitting.isEmpty)
    }
  }
}
