/// Changes the keys of one action in the text of `keys.yaml`. All other lines keep their text and line endings.
struct KeyBindingsEdit {
  /// "host" or "game".
  let section: String
  let action: String
  let keys: [Key]

  func applied(to text: String) -> String {
    guard !text.hasPrefix(byteOrderMark) else {
      return byteOrderMark + applied(to: String(text.withoutByteOrderMark))
    }
    var ends = LineEnds(of: text)
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    guard let start = lines.firstIndex(where: { Self.name(of: $0, indented: false) == section })
    else {
      return appendingSection(to: text, newline: ends.usual)
    }
    let end =
      lines[(start + 1)...].firstIndex { !$0.isEmpty && !$0.hasPrefix(" ") && !$0.hasPrefix("#") }
      ?? lines.count
    if let line = (start + 1..<end).first(where: {
      Self.name(of: lines[$0], indented: true) == action
    }) {
      let itemsEnd = Self.endOfItems(lines, after: line, before: end)
      lines[line] = replacingValue(in: lines[line])
      lines.removeSubrange(line + 1..<itemsEnd)
      ends.remove(line..<itemsEnd - 1)
    } else {
      // Directly after the last action of the section: a comment below it may belong to the next section.
      let last = (start..<end).last { Self.name(of: lines[$0], indented: true) != nil } ?? start
      let itemsEnd = Self.endOfItems(lines, after: last, before: end)
      if last == start { lines[start] = section + ":" }
      lines.insert("  \(action): \(value)", at: itemsEnd)
      ends.insert(at: itemsEnd)
    }
    return ends.join(lines)
  }

  private func appendingSection(to text: String, newline: String) -> String {
    let gap = text.isEmpty ? "" : text.last?.isNewline == true ? newline : newline + newline
    return "\(text)\(gap)\(section):\(newline)  \(action): \(value)\(newline)"
  }

  private func replacingValue(in line: String) -> String {
    guard let colon = line.firstIndex(of: ":") else { return line }
    let head = String(line[...colon]) + " " + value
    guard let comment = Self.comment(in: line, after: colon) else { return head }
    // The comment keeps its column if there is room.
    let column = line.distance(from: line.startIndex, to: comment)
    return head + String(repeating: " ", count: max(1, column - head.count)) + line[comment...]
  }

  /// The keys as YAML.
  var value: String {
    let names = keys.map { Self.quoted($0.fileName) }
    return names.count == 1 ? names[0] : "[" + names.joined(separator: ", ") + "]"
  }

  /// Quotes names that YAML would read as something else.
  private static func quoted(_ name: String) -> String {
    let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    if isPlain, name.first?.isLetter == true, name != "null", name != "y", name != "n" { return name }
    return "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// The key of a line `key: …`; nil for any other line.
  private static func name(of line: String, indented: Bool) -> String? {
    guard line.hasPrefix(" ") == indented, let colon = line.firstIndex(of: ":") else { return nil }
    let name = line[..<colon].drop { $0 == " " }
    guard let first = name.first, first != "#", first != "-" else { return nil }
    let bare = name.first == "\"" || name.first == "'" ? name.dropFirst().dropLast() : name
    return String(bare)
  }

  /// Index of the line after the `- key` items that follow line `line`.
  private static func endOfItems(_ lines: [String], after line: Int, before end: Int) -> Int {
    var next = line + 1
    while next < end, lines[next].drop(while: { $0 == " " }).hasPrefix("- ") { next += 1 }
    return next
  }

  /// The start of the comment: a `#` after a space and outside quotes.
  private static func comment(in line: String, after colon: String.Index) -> String.Index? {
    var quote: Character?
    var before: Character = ":"
    var index = line.index(after: colon)
    while index < line.endIndex {
      let character = line[index]
      if let open = quote {
        if character == open, before != "\\" { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "#", before == " " {
        return index
      }
      before = character
      index = line.index(after: index)
    }
    return nil
  }
}

extension KeyBindingsFile {
  /// The file's text with other keys for some commands and actions.
  /// - Throws: if the changed text would be read back as anything else, or if a key is already bound.
  public func changed(_ changes: KeyChanges, gameActions: [String]) throws(FileProblem) -> String {
    var changed = text
    for change in changes {
      changed = try edit(change, gameActions: gameActions).applied(to: changed)
    }
    let meant = try KeyBindingsFile(name: name, text: changed).bindings(gameActions: gameActions)
    // The text has no bindings yet if it is empty.
    let before = (try? bindings(gameActions: gameActions))?.entries ?? []
    let isChanged = Set(changes.map(\.target))
    let taken = Set(changes.flatMap(\.keys))
    let keepsOthers = before.filter { !isChanged.contains($0.target) }.allSatisfy { entry in
      entry.keys.allSatisfy { taken.contains($0) || meant[$0] == entry.target }
    }
    for change in changes {
      guard keepsOthers, meant.keys(for: change.target) == change.keys else {
        throw FileProblem(
          file: name, line: 0,
          message:
            "the keys of \(try edit(change, gameActions: gameActions).action) are written in a form that cannot be "
            + "changed here; edit the file")
      }
    }
    return changed
  }

  private func edit(_ change: KeyChange, gameActions: [String]) throws(FileProblem) -> KeyBindingsEdit {
    switch change.target {
    case .host(let command):
      return KeyBindingsEdit(section: "host", action: command.rawValue, keys: change.keys)
    case .game(let bit):
      guard gameActions.indices.contains(bit) else {
        throw FileProblem(file: name, line: 0, message: "the game has no action number \(bit)")
      }
      return KeyBindingsEdit(section: "game", action: gameActions[bit], keys: change.keys)
    }
  }
}
