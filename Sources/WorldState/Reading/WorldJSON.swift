extension WorldReader {
  /// The whole world as a JSON object: structs as objects, arrays and pools as arrays, enums as the
  /// names of their constants, or as numbers if they are no constant.
  /// - Parameter indented: one value per line; otherwise all on one line.
  public func json(indented: Bool = true) -> String {
    var writer = JSONWriter(reader: self, indented: indented)
    writer.write(root, depth: 0)
    return writer.text
  }

  /// The value, struct, array or pool at a path as JSON, in one line.
  public func json(at path: String) throws(WorldError) -> String {
    var writer = JSONWriter(reader: self, indented: false)
    writer.write(try resolve(path), depth: 0)
    return writer.text
  }
}

private struct JSONWriter {
  let reader: WorldReader
  let indented: Bool
  var text = ""

  mutating func write(_ location: WorldReader.Location, depth: Int) {
    if let count = location.arrayCount {
      writeList(count, depth: depth) { writer, index in
        writer.write(writer.reader.element(index, of: location), depth: depth + 1)
      }
      return
    }
    switch location.type {
    case .scalar(let scalar), .enumeration(_, let scalar):
      text += reader.constant(at: location).map(quoted) ?? reader.value(scalar, at: location).json
    case .structure(let index): writeObject(reader.layout.structs[index], at: location, depth: depth)
    case .pool(let element):
      writeList(reader.poolCount(at: location), depth: depth) { writer, index in
        writer.write(writer.reader.poolElement(index, of: element, at: location), depth: depth + 1)
      }
    }
  }

  private mutating func writeObject(_ one: Layout.Struct, at location: WorldReader.Location, depth: Int) {
    text += "{"
    for (number, field) in one.fields.enumerated() {
      if number > 0 { text += "," }
      breakLine(depth + 1)
      text += quoted(field.name)
      text += indented ? ": " : ":"
      write(reader.location(of: field, in: location), depth: depth + 1)
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

  /// A layout rejects names with control characters.
  private func quoted(_ name: String) -> String {
    var result = "\""
    for character in name.unicodeScalars {
      if character == "\"" || character == "\\" { result += "\\" }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }
}
