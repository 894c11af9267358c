@testable import WorldState

extension WorldValue {
  /// Writes the value as a number of a type that can represent it.
  func store(as scalar: Scalar, at address: UnsafeMutableRawPointer) {
    switch self {
    case .bool(let value): unsafe address.storeBytes(of: value ? 1 : 0, as: UInt8.self)
    case .float(let value): unsafe address.storeBytes(of: value, as: Float.self)
    case .double(let value): unsafe address.storeBytes(of: value, as: Double.self)
    case .integer(let value): unsafe store(UInt64(bitPattern: value), scalar.size, address)
    case .unsigned(let value): unsafe store(value, scalar.size, address)
    }
  }

  private func store(_ bits: UInt64, _ size: Int, _ address: UnsafeMutableRawPointer) {
    for index in 0..<size {
      unsafe address.storeBytes(
        of: UInt8(truncatingIfNeeded: bits >> UInt64(8 * index)), toByteOffset: index, as: UInt8.self)
    }
  }
}

extension TestWorld {
  func set(_ path: String, to value: WorldValue) throws {
    let location = try arena.reader(for: layout).resolve(path)
    unsafe value.store(as: location.type.scalar!, at: arena.base + location.offset)
  }
}
