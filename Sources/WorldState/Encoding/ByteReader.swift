/// Reads numbers and texts from bytes, from start to end and never past it. Numbers have their low byte first.
public struct ByteReader<Failure: Error> {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private let failure: (String) -> Failure

  /// - Parameter failure: the error to throw for a reason.
  public init(_ bytes: some Sequence<UInt8>, failure: @escaping (String) -> Failure) {
    self.bytes = ArraySlice(bytes)
    position = self.bytes.startIndex
    self.failure = failure
  }

  public var isAtEnd: Bool { remaining == 0 }

  /// The number of bytes that were not read yet.
  public var remaining: Int { bytes.endIndex - position }

  public func malformed(_ reason: String) -> Failure { failure(reason) }

  public mutating func slice(_ count: Int) throws(Failure) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw failure("ends too early") }
    defer { position += count }
    return bytes[position..<position + count]
  }

  public mutating func byte() throws(Failure) -> UInt8 {
    guard position < bytes.endIndex else { throw failure("ends too early") }
    defer { position += 1 }
    return bytes[position]
  }

  public mutating func integer<I: FixedWidthInteger>(_ type: I.Type = I.self) throws(Failure) -> I {
    var value: I = 0
    for (index, byte) in try slice(I.bitWidth / 8).enumerated() {
      value |= I(truncatingIfNeeded: byte) << I(8 * index)
    }
    return value
  }

  /// - Parameter count: of its bytes.
  public mutating func text(_ count: Int) throws(Failure) -> String {
    guard let text = String(validating: try slice(count), as: UTF8.self) else {
      throw failure("a name is not UTF-8")
    }
    return text
  }
}

extension [UInt8] {
  /// Appends an integer, low byte first.
  public mutating func append<I: FixedWidthInteger>(integer: I) {
    for shift in stride(from: 0, to: I.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: integer >> I(shift)))
    }
  }
}
