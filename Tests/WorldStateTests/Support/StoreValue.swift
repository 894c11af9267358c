@testable import WorldState

extension WorldValue {
  /// Writes the value as a number of some type, which must be able to hold it.
  func store(as scalar: Scalar, at place: UnsafeMutableRawPointer) {
    switch self {
    case .bool(let value): unsafe place.storeBytes(of: value ? 1 : 0, as: UInt8.self)
    case .float(let value): unsafe place.storeBytes(of: value, as: Float.self)
    case .double(let value): unsafe place.storeBytes(of: value, as: Double.self)
    case .integer(let value): unsafe store(UInt64(bitPattern: value), scalar.size, place)
    case .unsigned(let value): unsafe store(value, scalar.size, place)
    }
  }

  private func store(_ bits: UInt64, _ size: Int, _ place: UnsafeMutableRawPointer) {
    for index in 0..<size {
      unsafe place.storeBytes(
        of: UInt8(truncatingIfNeeded: bits >> UInt64(8 * index)), toByteOffset: index, as: UInt8.self)
    }
  }
}

extension TestWorld {
  func set(_ path: String, to value: WorldValue) throws {
    let place = try arena.reader(for: layout).resolve(path)
    unsafe value.store(as: place.type.scalar!, at: arena.base + place.offset)
  }
}
