/// Converts the same number of many structs to another type.
///
/// Reads a block into a buffer of a type that represents every such number, then writes it: eleven readers and eleven
/// writers instead of 121 loops.
@safe struct StridedConversion {
  let from: UnsafeRawPointer
  let to: UnsafeMutableRawPointer
  let fromStride: Int
  let toStride: Int
  let count: Int

  private static var blockSize: Int { 256 }

  /// Converts `count` numbers. Returns how many were clamped.
  func run(_ conversion: Conversion) -> Int {
    // The most frequent conversions have loops of their own.
    switch (conversion.from, conversion.to) {
    case (.int32, .int64): return direct(Int32.self) { Int64($0) }
    case (.uint32, .uint64): return direct(UInt32.self) { UInt64($0) }
    case (.int16, .int32): return direct(Int16.self) { Int32($0) }
    case (.int32, .float): return direct(Int32.self) { Float($0) }
    case (.float, .double): return direct(Float.self) { Double(keepingPayloadOf: $0) }
    default: return throughBlocks(conversion)
    }
  }

  /// For conversions in which every value fits.
  @inline(__always) private func direct<S: BitwiseCopyable, D: BitwiseCopyable>(
    _: S.Type, _ widen: (S) -> D
  ) -> Int {
    var (source, target) = unsafe (from, to)
    for _ in 0..<count {
      unsafe target.storeBytes(of: widen(source.loadUnaligned(as: S.self)), as: D.self)
      unsafe source += fromStride
      unsafe target += toStride
    }
    return 0
  }

  private func throughBlocks(_ conversion: Conversion) -> Int {
    switch conversion.from {
    case .bool:
      unsafe through(Int64.self, conversion) { unsafe read(UInt8.self, $0, $1, $2) { $0 == 0 ? 0 : 1 } }
    case .int8: unsafe through(Int64.self, conversion) { unsafe read(Int8.self, $0, $1, $2) { Int64($0) } }
    case .int16: unsafe through(Int64.self, conversion) { unsafe read(Int16.self, $0, $1, $2) { Int64($0) } }
    case .int32: unsafe through(Int64.self, conversion) { unsafe read(Int32.self, $0, $1, $2) { Int64($0) } }
    case .int64: unsafe through(Int64.self, conversion) { unsafe read(Int64.self, $0, $1, $2) { $0 } }
    case .uint8: unsafe through(Int64.self, conversion) { unsafe read(UInt8.self, $0, $1, $2) { Int64($0) } }
    case .uint16:
      unsafe through(Int64.self, conversion) { unsafe read(UInt16.self, $0, $1, $2) { Int64($0) } }
    case .uint32:
      unsafe through(Int64.self, conversion) { unsafe read(UInt32.self, $0, $1, $2) { Int64($0) } }
    case .uint64: unsafe through(UInt64.self, conversion) { unsafe read(UInt64.self, $0, $1, $2) { $0 } }
    case .float:
      unsafe through(Double.self, conversion) {
        unsafe read(Float.self, $0, $1, $2) { Double(keepingPayloadOf: $0) }
      }
    case .double: unsafe through(Double.self, conversion) { unsafe read(Double.self, $0, $1, $2) { $0 } }
    }
  }

  @inline(__always) private func through<N: Number>(
    _: N.Type, _ conversion: Conversion, read: (UnsafeMutablePointer<N>, Int, Int) -> Void
  ) -> Int {
    unsafe withUnsafeTemporaryAllocation(of: N.self, capacity: Self.blockSize) { buffer in
      guard let numbers = buffer.baseAddress else { return 0 }
      var clamped = 0
      var start = 0
      while start < count {
        let length = min(Self.blockSize, count - start)
        unsafe read(numbers, start, length)
        clamped += unsafe write(numbers, start, length, as: conversion.to)
        start += length
      }
      return clamped
    }
  }

  @inline(__always) private func read<S: BitwiseCopyable, N: Number>(
    _: S.Type, _ numbers: UnsafeMutablePointer<N>, _ start: Int, _ length: Int, _ widen: (S) -> N
  ) {
    var source = unsafe from + start * fromStride
    for index in 0..<length {
      unsafe numbers[index] = widen(source.loadUnaligned(as: S.self))
      unsafe source += fromStride
    }
  }

  @inline(__always) private func write<N: Number>(
    _ numbers: UnsafeMutablePointer<N>, _ start: Int, _ length: Int, as type: Scalar
  ) -> Int {
    switch type {
    case .bool: unsafe write(numbers, start, length) { ($0.isZero ? UInt8(0) : 1, false) }
    case .int8: unsafe write(numbers, start, length) { $0.clamped(to: Int8.self) }
    case .int16: unsafe write(numbers, start, length) { $0.clamped(to: Int16.self) }
    case .int32: unsafe write(numbers, start, length) { $0.clamped(to: Int32.self) }
    case .int64: unsafe write(numbers, start, length) { $0.clamped(to: Int64.self) }
    case .uint8: unsafe write(numbers, start, length) { $0.clamped(to: UInt8.self) }
    case .uint16: unsafe write(numbers, start, length) { $0.clamped(to: UInt16.self) }
    case .uint32: unsafe write(numbers, start, length) { $0.clamped(to: UInt32.self) }
    case .uint64: unsafe write(numbers, start, length) { $0.clamped(to: UInt64.self) }
    case .float: unsafe write(numbers, start, length) { $0.rounded }
    case .double: unsafe write(numbers, start, length) { ($0.asDouble, false) }
    }
  }

  @inline(__always) private func write<N: Number, D: BitwiseCopyable>(
    _ numbers: UnsafeMutablePointer<N>, _ start: Int, _ length: Int,
    _ narrow: (N) -> (value: D, wasClamped: Bool)
  ) -> Int {
    var target = unsafe to + start * toStride
    var clamped = 0
    for index in 0..<length {
      let result = unsafe narrow(numbers[index])
      unsafe target.storeBytes(of: result.value, as: D.self)
      if result.wasClamped { clamped += 1 }
      unsafe target += toStride
    }
    return clamped
  }
}
