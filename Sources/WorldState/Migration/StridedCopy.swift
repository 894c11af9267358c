import Glibc

/// Copies the same few bytes of many structs.
///
/// Whole structs exceed the caches, single fields of a block of structs fit. A migration therefore processes a block field by
/// field in tight loops, instead of deciding per struct and field.
@safe struct StridedCopy {
  let from: UnsafeRawPointer
  let to: UnsafeMutableRawPointer
  let fromStride: Int
  let toStride: Int
  let count: Int

  /// Copies `length` bytes in each of `count` structs.
  func run(length: Int) {
    if count == 1 || length > 64 { return copyLong(length) }
    // Lengths between two powers of two take two overlapping copies.
    switch length {
    case 1: copy(UInt8.self)
    case 2: copy(UInt16.self)
    case 3: copy(UInt16.self, and: 1)
    case 4: copy(UInt32.self)
    case 5..<8: copy(UInt32.self, and: length - 4)
    case 8: copy(UInt64.self)
    case 9..<16: copy(UInt64.self, and: length - 8)
    case 16: copy(SIMD2<UInt64>.self)
    case 17...32: copy(SIMD2<UInt64>.self, and: length - 16)
    default:
      copy(SIMD2<UInt64>.self, and: 16)
      unsafe StridedCopy(
        from: from + (length - 32), to: to + (length - 32), fromStride: fromStride, toStride: toStride,
        count: count
      ).copy(SIMD2<UInt64>.self, and: 16)
    }
  }

  /// Copies two runs of the same length per struct, at these distances from `from` and `to`, in one pass. Returns false and
  /// does nothing if no load has this length.
  func run(length: Int, first: (from: Int, to: Int), second: (from: Int, to: Int)) -> Bool {
    switch length {
    case 1: copy(UInt8.self, first, second)
    case 2: copy(UInt16.self, first, second)
    case 4: copy(UInt32.self, first, second)
    case 8: copy(UInt64.self, first, second)
    case 16: copy(SIMD2<UInt64>.self, first, second)
    default: return false
    }
    return true
  }

  @inline(__always) private func copy<T: BitwiseCopyable>(
    _: T.Type, _ first: (from: Int, to: Int), _ second: (from: Int, to: Int)
  ) {
    var (source, target) = unsafe (from, to)
    for _ in 0..<count {
      let one = unsafe source.loadUnaligned(fromByteOffset: first.from, as: T.self)
      let two = unsafe source.loadUnaligned(fromByteOffset: second.from, as: T.self)
      unsafe target.storeBytes(of: one, toByteOffset: first.to, as: T.self)
      unsafe target.storeBytes(of: two, toByteOffset: second.to, as: T.self)
      unsafe source += fromStride
      unsafe target += toStride
    }
  }

  /// Copies four runs of the same length per struct.
  func run(length: Int, from sources: SIMD4<Int>, to targets: SIMD4<Int>) -> Bool {
    switch length {
    case 2: copy(UInt16.self, sources, targets)
    case 4: copy(UInt32.self, sources, targets)
    case 8: copy(UInt64.self, sources, targets)
    default: return false
    }
    return true
  }

  @inline(__always) private func copy<T: BitwiseCopyable>(
    _: T.Type, _ sources: SIMD4<Int>, _ targets: SIMD4<Int>
  ) {
    var (source, target) = unsafe (from, to)
    let (a, b, c, d) = (sources.x, sources.y, sources.z, sources.w)
    let (i, j, k, l) = (targets.x, targets.y, targets.z, targets.w)
    for _ in 0..<count {
      let one = unsafe source.loadUnaligned(fromByteOffset: a, as: T.self)
      let two = unsafe source.loadUnaligned(fromByteOffset: b, as: T.self)
      let three = unsafe source.loadUnaligned(fromByteOffset: c, as: T.self)
      let four = unsafe source.loadUnaligned(fromByteOffset: d, as: T.self)
      unsafe target.storeBytes(of: one, toByteOffset: i, as: T.self)
      unsafe target.storeBytes(of: two, toByteOffset: j, as: T.self)
      unsafe target.storeBytes(of: three, toByteOffset: k, as: T.self)
      unsafe target.storeBytes(of: four, toByteOffset: l, as: T.self)
      unsafe source += fromStride
      unsafe target += toStride
    }
  }

  private func copyLong(_ length: Int) {
    for index in 0..<count { unsafe memcpy(to + index * toStride, from + index * fromStride, length) }
  }

  @inline(__always) private func copy<T: BitwiseCopyable>(_: T.Type) {
    var (source, target) = unsafe (from, to)
    for _ in 0..<count {
      unsafe target.storeBytes(of: source.loadUnaligned(as: T.self), as: T.self)
      unsafe source += fromStride
      unsafe target += toStride
    }
  }

  @inline(__always) private func copy<T: BitwiseCopyable>(_: T.Type, and second: Int) {
    var (source, target) = unsafe (from, to)
    for _ in 0..<count {
      let first = unsafe source.loadUnaligned(as: T.self)
      let last = unsafe source.loadUnaligned(fromByteOffset: second, as: T.self)
      unsafe target.storeBytes(of: first, as: T.self)
      unsafe target.storeBytes(of: last, toByteOffset: second, as: T.self)
      unsafe source += fromStride
      unsafe target += toStride
    }
  }
}
