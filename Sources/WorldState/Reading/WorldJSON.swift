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
  /// - Parameter path: such as `creatures[3]`, or `creatures[100..<200]` for a part of an array or a pool, which ends where that ends.
  public func json(at path: String) throws(WorldError) -> String {
    var writer = JSONWriter(reader: self, indented: false)
    let selection = try WorldSelection(parsing: path)
    let location = try resolve(selection.path)
    if let range = selection.range {
      guard let count = elementCount(of: location) else {
        throw .noSuchField(path: path, at: "[\(range.lowerBound)..<\(range.upperBound)]")
      }
      guard range.lowerBound <= count else {
        throw .indexOutOfRange(path: path, index: range.lowerBound, count: count)
      }
      writer.writeElements(range.lowerBound..<min(range.upperBound, count), of: location, depth: 0)
    } else {
      writer.write(location, depth: 0)
    }
    return writer.text
  }
}

private struct JSONWriter {
  let reader: WorldReader
  let indented: Bool
  var text = ""

  mutating func write(_ location: WorldReader.Location, depth: Int) {
    if let count = location.arrayCount { return writeElements(0..<count, of: location, depth: depth) }
    switch location.type {
    case .scalar(let scalar), .enumeration(_, let scalar):
      text += reader.constant(at: location).map(quoted) ?? reader.value(scalar, at: location).json
    case .structure(let index): writeObject(reader.layout.structs[index], at: location, depth: depth)
    case .pool: writeElements(0..<reader.poolCount(at: location), of: location, depth: depth)
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

  /// - Parameter range: of an array or a pool, within its elements.
  mutating func writeElements(_ range: Range<Int>, of list: WorldReader.Location, depth: Int) {
    text += "["
    for index in range {
      guard let element = reader.child(.element(index), of: list) else { break }
      if index > range.lowerBound { text += "," }
      breakLine(depth + 1)
      write(element, depth: depth + 1)
    }
    if !range.isEmpty { breakLine(depth) }
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
