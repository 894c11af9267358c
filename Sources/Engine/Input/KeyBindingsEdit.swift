/// Changes the keys of one action in the text of `keys.yaml`, and leaves every other character as it is.
struct KeyBindingsEdit {
  /// "host" or "game".
  let section: String
  let action: String
  let keys: [Key]

  func applied(to text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let start = lines.firstIndex(where: { KeyBindingsEdit.name(of: $0, indented: false) == section })
    else {
      return appendingSection(to: text)
    }
    let end =
      lines[(start + 1)...].firstIndex { !$0.isEmpty && !$0.hasPrefix(" ") && !$0.hasPrefix("#") }
      ?? lines.count
    if let line = (start + 1..<end).first(where: {
      KeyBindingsEdit.name(of: lines[$0], indented: true) == action
    }) {
      let itemsEnd = KeyBindingsEdit.endOfItems(lines, after: line, before: end)
      lines[line] = replacingValue(in: lines[line])
      lines.removeSubrange(line + 1..<itemsEnd)
    } else {
      // After the last action of the section: what follows it may be a comment that belongs to what comes then.
      let last = (start..<end).last { KeyBindingsEdit.name(of: lines[$0], indented: true) != nil } ?? start
      let itemsEnd = KeyBindingsEdit.endOfItems(lines, after: last, before: end)
      if last == start { lines[start] = section + ":" }
      lines.insert("  \(action): \(value)", at: itemsEnd)
    }
    return lines.joined(separator: "\n")
  }

  private func appendingSection(to text: String) -> String {
    let gap = text.isEmpty ? "" : text.hasSuffix("\n") ? "\n" : "\n\n"
    return text + gap + "\(section):\n  \(action): \(value)\n"
  }

  private func replacingValue(in line: String) -> String {
    guard let colon = line.firstIndex(of: ":") else { return line }
    let head = String(line[...colon]) + " " + value
    guard let comment = KeyBindingsEdit.comment(in: line, after: colon) else { return head }
    // The comment stays in its column where there is room.
    let column = line.distance(from: line.startIndex, to: comment)
    return head + String(repeating: " ", count: max(1, column - head.count)) + line[comment...]
  }

  /// The keys as YAML.
  var value: String {
    let names = keys.map { KeyBindingsEdit.quoted($0.description) }
    return names.count == 1 ? names[0] : "[" + names.joined(separator: ", ") + "]"
  }

  /// What YAML could take for something else stands in quotes.
  private static func quoted(_ name: String) -> String {
    let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    if isPlain, name.first?.isLetter == true, name != "null", name != "y", name != "n" { return name }
    return "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// The key of a line `key: …`; nil for comments, list items and all else.
  private static func name(of line: String, indented: Bool) -> String? {
    guard line.hasPrefix(" ") == indented, let colon = line.firstIndex(of: ":") else { return nil }
    let name = line[..<colon].drop { $0 == " " }
    guard let first = name.first, first != "#", first != "-" else { return nil }
    let bare = name.first == "\"" || name.first == "'" ? name.dropFirst().dropLast() : name
    return String(bare)
  }

  /// The line after a block of `- key` items that belongs to the action in line `line`.
  private static func endOfItems(_ lines: [String], after line: Int, before end: Int) -> Int {
    var next = line + 1
    while next < end, lines[next].drop(while: { $0 == " " }).hasPrefix("- ") { next += 1 }
    return next
  }

  /// Where the comment of a line begins: a `#` after a space and outside of quotes.
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
  /// The file's text with other keys for one action, checked to mean just that.
  public func changed(binding keys: [Key], to target: KeyBindings.Target, gameActions: [String])
    throws(FileProblem) -> String
  {
    let edit: KeyBindingsEdit
    switch target {
    case .host(let action): edit = KeyBindingsEdit(section: "host", action: action.rawValue, keys: keys)
    case .game(let bit):
      guard gameActions.indices.contains(bit) else {
        throw FileProblem(file: name, line: 0, message: "the game has no action of number \(bit)")
      }
      edit = KeyBindingsEdit(section: "game", action: gameActions[bit], keys: keys)
    }
    let changed = edit.applied(to: text)
    let meant = try KeyBindingsFile(name: name, text: changed).bindings(gameActions: gameActions)
    guard meant.entries.first(where: { $0.target == target })?.keys == keys else {
      throw FileProblem(
        file: name, line: 0,
        message:
          "the keys of \(edit.action) are written in a way that only a person can change: do it in the file")
    }
    return changed
  }
}
