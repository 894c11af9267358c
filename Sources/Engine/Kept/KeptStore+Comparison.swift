import HostSystem
import Synchronization
import WorldState

/// Values that another process created again.
extension KeptStore {
  /// Compares the values that were asked for since the last call with those of a run, which should have the same bytes: they
  /// depend on their keys alone.
  /// - Parameter run: values that it lacks, or has with another type, are not compared.
  /// - Returns: for each value the first element that differs: the run's value, and that of this store.
  public func differences(from run: KeptStore) -> [WorldDifference] {
    let used = state.withLock { state in
      defer { state.used = [] }
      return state.used.compactMap { state.values[$0] }
    }
    return used.sorted { $0.name.description < $1.name.description }.compactMap {
      run.lookUp($0.name)?.difference(from: $0)
    }
  }
}

extension KeptValue {
  /// The first element that differs in another value of the same name; nil if none does.
  fileprivate func difference(from other: KeptValue) -> WorldDifference? {
    guard shape.isSame(as: other.shape), hash != other.hash else { return nil }
    let (mine, others) = unsafe (block.bytes, other.block.bytes)
    guard let offset = mine.indices.first(where: { unsafe mine[$0] != others[$0] }) else { return nil }
    let element = shape.elementSize > 0 ? offset / shape.elementSize : 0
    let within = offset - element * shape.elementSize
    var path = "kept value \(name)"
    if shape.isArray { path += "[\(element)]" }
    if let field = shape.field(at: within) { path += ".\(field)" }
    let start = element * shape.elementSize
    return unsafe WorldDifference(
      path: path, before: shape.text(of: mine, at: start, byte: offset),
      after: shape.text(of: others, at: start, byte: offset))
  }
}

extension KeptShape {
  /// The field of an element that a byte belongs to, by the text of its layout: `Grid(16,4){width:int32@0,…}`. Nil if the element has no
  /// fields.
  func field(at offset: Int) -> String? {
    guard let open = description.firstIndex(of: "{"), !description.hasPrefix("enum ") else { return nil }
    var depth = 0
    var part = ""
    var found: String?
    func close() {
      let name = part.prefix { $0 != ":" }
      let place = part.lastIndex(of: "@").flatMap { Int(part[part.index(after: $0)...]) }
      if let place, place <= offset { found = String(name) }
      part = ""
    }
    for character in description[open...] {
      if character == "}" || character == ")" { depth -= 1 }
      if depth == 0, character == "}" { break }
      if depth == 1, character == "," {
        close()
      } else if depth > 0 {
        part.append(character)
      }
      if character == "{" || character == "(" { depth += 1 }
    }
    close()
    return found
  }

  /// A number, or the byte that differs.
  fileprivate func text(of bytes: UnsafeRawBufferPointer, at start: Int, byte: Int) -> String {
    func number<T: BitwiseCopyable>(_ type: T.Type) -> String {
      unsafe "\(bytes.loadUnaligned(fromByteOffset: start, as: type))"
    }
    return switch description {
    case "float": number(Float.self)
    case "double": number(Double.self)
    case "int8": number(Int8.self)
    case "int16": number(Int16.self)
    case "int32": number(Int32.self)
    case "int64": number(Int64.self)
    case "uint8": number(UInt8.self)
    case "uint16": number(UInt16.self)
    case "uint32": number(UInt32.self)
    case "uint64": number(UInt64.self)
    default: unsafe "byte \(bytes[byte])"
    }
  }
}
