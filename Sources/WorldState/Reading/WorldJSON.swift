extension WorldReader {
  /// The whole world as one JSON object: structs as objects, arrays and pools as arrays, enums as their numbers.
  /// - Parameter indented: over many lines, for people; else on one line.
  public func json(indented: Bool = true) -> String {
    var writer = JSONWriter(reader: self, indented: indented)
    writer.write(root, depth: 0)
    return writer.text
  }
}

private struct JSONWriter {
  let reader: WorldReader
  let indented: Bool
  var text = ""

  mutating func write(_ place: WorldReader.Place, depth: Int) {
    if let count = place.arrayCount {
      writeList(count, depth: depth) { writer, index in
        writer.write(writer.reader.element(index, of: place), depth: depth + 1)
      }
      return
    }
    switch place.type {
    case .scalar(let scalar), .enumeration(_, let scalar): text += reader.value(scalar, at: place).json
    case .structure(let index): writeObject(reader.layout.structs[index], at: place, depth: depth)
    case .pool(let element):
      writeList(reader.poolCount(at: place), depth: depth) { writer, index in
        writer.write(writer.reader.poolElement(index, of: element, at: place), depth: depth + 1)
      }
    }
  }

  private mutating func writeObject(_ one: Layout.Struct, at place: WorldReader.Place, depth: Int) {
    text += "{"
    for (number, field) in one.fields.enumerated() {
      if number > 0 { text += "," }
      breakLine(depth + 1)
      text += quoted(field.name)
      text += indented ? ": " : ":"
      write(reader.place(of: field, in: place), depth: depth + 1)
    }
    if !one.fields.isEmpty { breakLine(depth) }
    text += "}"
  }

  private mutating func writeList(_ count: Int, depth: Int, _ element: (inout JSONWriter, Int) -> Void) {
    text += "["
    for index in 0..<count {
      if index > 0 { text += "," }
      breakLine(depth + 1)
      element(&self, index)
    }
    if count > 0 { breakLine(depth) }
    text += "]"
  }

  private mutating func breakLine(_ depth: Int) {
    guard indented else { return }
    text += "\n"
    for _ in 0..<depth { text += "  " }
  }

  /// Names hold no control characters; a layout refuses those.
  private func quoted(_ name: String) -> String {
    var result = "\""
    for character in name.unicodeScalars {
      if character == "\"" || character == "\\" { result += "\\" }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }
}
