import Glibc

/// A value of a world that somebody changes by its path.
public struct WorldEdit: Sendable {
  public let path: String
  /// As text: constants of enums by their names.
  public let before: String
  public let after: String
  let offset: Int
  let bytes: [UInt8]
}

extension WorldReader {
  /// Checks a change of one value; nothing is changed yet.
  /// - Parameter text: a number, `true` or `false`, or constants of an enum, such as `KindBat` or `FlagA | FlagB`.
  public func edit(_ path: String, to text: String) throws(WorldError) -> WorldEdit {
    let location = try resolve(path)
    // The host relies on the header.
    if path == "header" || path.hasPrefix("header.") { throw .readOnly(path: path) }
    guard let scalar = location.type.scalar, location.arrayCount == nil else {
      throw .notAValue(path: path, type: kindName(of: location))
    }
    let enumeration = enumeration(at: location)
    let named = enumeration?.value(named: text).flatMap { value in
      scalar.bytes(scalar == .uint64 ? "\(UInt64(bitPattern: value))" : "\(value)")
    }
    guard let bytes = named ?? scalar.bytes(text) else {
      throw .badValue(path: path, text: text, allowed: enumeration?.allowed ?? scalar.allowed)
    }
    let after = unsafe bytes.withUnsafeBytes { bytes in
      // A scalar has at least one byte.
      let value = unsafe WorldValue(scalar, at: bytes.baseAddress!)
      return enumeration?.text(of: value.bits) ?? value.description
    }
    return WorldEdit(
      path: path, before: self.text(scalar, at: location), after: after, offset: location.offset, bytes: bytes
    )
  }
}

extension Arena {
  /// Changes a value of the world whose reader made the edit.
  public func apply(_ edit: WorldEdit) {
    unsafe withReservedBytes { memory in
      for (index, byte) in edit.bytes.enumerated() { unsafe memory[edit.offset + index] = byte }
    }
  }
}

extension Layout.Enumeration {
  /// The value of a constant, or of several constants and numbers that are joined by `|`, as `text(of:)` writes it; nil if
  /// there are no such constants.
  fileprivate func value(named text: String) -> Int64? {
    var value: Int64 = 0
    let names = text.split(separator: "|").map(\.trimmed)
    for name in names {
      let number = names.count > 1 ? Int64(name) : nil
      guard let part = constant(named: name)?.value ?? number else { return nil }
      value |= part
    }
    return text.contains { $0 != "|" && $0 != " " } ? value : nil
  }

  fileprivate var allowed: String { constants.map(\.name).joined(separator: ", ") + ", or a number" }
}

extension Scalar {
  /// The bytes of a value; nil if the text is none of this type.
  fileprivate func bytes(_ text: String) -> [UInt8]? {
    let text = text.trimmed
    switch self {
    case .bool: return text == "true" ? [1] : text == "false" ? [0] : nil
    case .int8: return Int8(text).map(rawBytes)
    case .int16: return Int16(text).map(rawBytes)
    case .int32: return Int32(text).map(rawBytes)
    case .int64: return Int64(text).map(rawBytes)
    case .uint8: return UInt8(text).map(rawBytes)
    case .uint16: return UInt16(text).map(rawBytes)
    case .uint32: return UInt32(text).map(rawBytes)
    case .uint64: return UInt64(text).map(rawBytes)
    case .float: return Float(text).map(rawBytes)
    case .double: return Double(text).map(rawBytes)
    }
  }

  fileprivate var allowed: String {
    switch self {
    case .bool: "true or false"
    case .int8: "a whole number from \(Int8.min) to \(Int8.max)"
    case .int16: "a whole number from \(Int16.min) to \(Int16.max)"
    case .int32: "a whole number from \(Int32.min) to \(Int32.max)"
    case .int64: "a whole number from \(Int64.min) to \(Int64.max)"
    case .uint8: "a whole number from 0 to \(UInt8.max)"
    case .uint16: "a whole number from 0 to \(UInt16.max)"
    case .uint32: "a whole number from 0 to \(UInt32.max)"
    case .uint64: "a whole number from 0 to \(UInt64.max)"
    case .float, .double: "a number, such as 1.5 or -2e3"
    }
  }
}

private func rawBytes(_ value: some BitwiseCopyable) -> [UInt8] {
  unsafe withUnsafeBytes(of: value) { unsafe Array($0) }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    let rest = drop { $0 == " " }
    return String(rest.prefix(rest.count - rest.reversed().prefix { $0 == " " }.count))
  }
}
