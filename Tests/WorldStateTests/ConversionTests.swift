import SeededRandom
import Testing

@testable import WorldState

/// Every conversion between number types, on boundary values.
struct ConversionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var from: Scalar
    var input: WorldValue
    var to: Scalar
    var output: WorldValue
    var fits = true
    var testDescription: String { "\(from) \(input) → \(to) \(output)" }
  }

  static let cases: [Case] = [
    // Widened.
    Case(from: .int8, input: .integer(-128), to: .int64, output: .integer(-128)),
    Case(from: .uint8, input: .unsigned(255), to: .int16, output: .integer(255)),
    Case(from: .uint32, input: .unsigned(4_294_967_295), to: .int64, output: .integer(4_294_967_295)),
    // Narrowed: values out of range are clamped.
    Case(from: .int32, input: .integer(127), to: .int8, output: .integer(127)),
    Case(from: .int32, input: .integer(128), to: .int8, output: .integer(127), fits: false),
    Case(from: .int32, input: .integer(-129), to: .int8, output: .integer(-128), fits: false),
    Case(from: .int64, input: .integer(.min), to: .int32, output: .integer(-2_147_483_648), fits: false),
    Case(from: .uint64, input: .unsigned(.max), to: .uint16, output: .unsigned(65535), fits: false),
    // Signed and unsigned.
    Case(from: .int32, input: .integer(-1), to: .uint32, output: .unsigned(0), fits: false),
    Case(from: .int64, input: .integer(-1), to: .uint64, output: .unsigned(0), fits: false),
    Case(from: .int64, input: .integer(.max), to: .uint64, output: .unsigned(UInt64(Int64.max))),
    Case(from: .uint64, input: .unsigned(.max), to: .int64, output: .integer(.max), fits: false),
    Case(
      from: .uint32, input: .unsigned(2_147_483_648), to: .int32, output: .integer(.init(Int32.max)),
      fits: false),
    Case(from: .int8, input: .integer(-5), to: .uint64, output: .unsigned(0), fits: false),
    // Integers and floating point.
    Case(from: .int32, input: .integer(10), to: .float, output: .float(10)),
    Case(from: .int64, input: .integer(1 << 53 + 1), to: .double, output: .double(0x1p53)),
    Case(from: .uint64, input: .unsigned(.max), to: .float, output: .float(0x1p64)),
    Case(from: .float, input: .float(3.9), to: .int32, output: .integer(3)),
    Case(from: .float, input: .float(-3.9), to: .int32, output: .integer(-3)),
    Case(from: .float, input: .float(-0.5), to: .uint8, output: .unsigned(0)),
    Case(from: .float, input: .float(255.9), to: .uint8, output: .unsigned(255)),
    Case(from: .float, input: .float(256), to: .uint8, output: .unsigned(255), fits: false),
    Case(from: .double, input: .double(0x1p63), to: .int64, output: .integer(.max), fits: false),
    Case(from: .double, input: .double(-0x1p63), to: .int64, output: .integer(.min)),
    Case(from: .double, input: .double(0x1p64), to: .uint64, output: .unsigned(.max), fits: false),
    Case(from: .double, input: .double(.nan), to: .int32, output: .integer(0), fits: false),
    Case(from: .double, input: .double(.infinity), to: .int16, output: .integer(32767), fits: false),
    Case(from: .float, input: .float(-.infinity), to: .int64, output: .integer(.min), fits: false),
    // Float and double.
    Case(from: .float, input: .float(0.1), to: .double, output: .double(Double(Float(0.1)))),
    Case(from: .double, input: .double(0.1), to: .float, output: .float(0.1)),
    Case(
      from: .double, input: .double(1e300), to: .float, output: .float(.greatestFiniteMagnitude), fits: false),
    Case(
      from: .double, input: .double(-1e300), to: .float, output: .float(-.greatestFiniteMagnitude),
      fits: false),
    Case(from: .double, input: .double(.infinity), to: .float, output: .float(.infinity)),
    // Bool.
    Case(from: .bool, input: .bool(true), to: .int32, output: .integer(1)),
    Case(from: .bool, input: .bool(true), to: .float, output: .float(1)),
    Case(from: .int32, input: .integer(-7), to: .bool, output: .bool(true)),
    Case(from: .int32, input: .integer(0), to: .bool, output: .bool(false)),
    Case(from: .double, input: .double(0.25), to: .bool, output: .bool(true)),
    Case(from: .uint64, input: .unsigned(1 << 40), to: .bool, output: .bool(true)),
  ]

  @Test("A number becomes the nearest number of its new type", arguments: cases)
  func table(one: Case) {
    let (value, misfits) = converted(one.input, Conversion(from: one.from, to: one.to), count: 300)
    #expect(value == Array(repeating: one.output, count: 300))
    #expect(misfits == (one.fits ? 0 : 300))
    #expect(one.fits || Conversion.canClamp(one.from, one.to), "a value did not fit where all are said to")
  }

  @Test("An exact conversion there and back preserves every bit", arguments: Scalar.allCases, Scalar.allCases)
  func exactness(from: Scalar, to: Scalar) {
    guard from != to, Conversion.isExact(from, to) else { return }
    var random = SplitMix64(seed: UInt64(from.rawValue) << 8 | UInt64(to.rawValue))
    for _ in 0..<2000 {
      var bits = random.next()
      // Occasionally a NaN with a payload, including signalling ones.
      if random.next() % 4 == 0 { bits |= 0x7F80_0000_7F80_0000 }
      var there: UInt64 = 0
      var back: UInt64 = 0
      run(Conversion(from: from, to: to), &bits, &there)
      run(Conversion(from: to, to: from), &there, &back)
      let mask: UInt64 = from.size == 8 ? .max : (1 << UInt64(8 * from.size)) - 1
      #expect(bits & mask == back & mask)
    }
  }

  @Test("A conversion that cannot clamp never clamps", arguments: Scalar.allCases, Scalar.allCases)
  func clampingIsForeseen(from: Scalar, to: Scalar) {
    guard from != to, !Conversion.canClamp(from, to) else { return }
    var random = SplitMix64(seed: 99)
    for _ in 0..<500 {
      var bits = random.next()
      var result: UInt64 = 0
      #expect(run(Conversion(from: from, to: to), &bits, &result) == 0)
    }
  }

  @discardableResult
  private func run(_ conversion: Conversion, _ from: inout UInt64, _ to: inout UInt64) -> Int {
    unsafe withUnsafeBytes(of: &from) { source in
      unsafe withUnsafeMutableBytes(of: &to) { target in
        unsafe StridedConversion(
          from: source.baseAddress!, to: target.baseAddress!, fromStride: 8, toStride: 8, count: 1
        ).run(conversion)
      }
    }
  }

  /// Many equal values, with strides that are not aligned.
  private func converted(
    _ input: WorldValue, _ conversion: Conversion, count: Int
  ) -> (values: [WorldValue], misfits: Int) {
    let (fromStride, toStride) = (conversion.from.size + 3, conversion.to.size + 5)
    let source = UnsafeMutableRawPointer.allocate(byteCount: fromStride * count, alignment: 1)
    let target = UnsafeMutableRawPointer.allocate(byteCount: toStride * count, alignment: 1)
    defer {
      unsafe source.deallocate()
      unsafe target.deallocate()
    }
    for index in 0..<count { unsafe input.store(as: conversion.from, at: source + index * fromStride) }
    let misfits = unsafe StridedConversion(
      from: source, to: target, fromStride: fromStride, toStride: toStride, count: count
    ).run(conversion)
    let values = (0..<count).map { unsafe WorldValue(conversion.to, at: target + $0 * toStride) }
    return (values, misfits)
  }
}
