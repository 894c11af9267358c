import Glibc

/// Runs element programs and counts clamped values.
struct ProgramRunner {
  /// By the `counter` of each conversion.
  var clamped: [Int]

  /// - Parameter counters: number of counters of the program.
  init(counters: Int) {
    clamped = Array(repeating: 0, count: counters)
  }

  /// Old and new structs of one block take about half of the L1 cache.
  private static let blockBytes = 16384

  /// Converts `count` consecutive structs; writes every byte of the new ones.
  mutating func run(
    _ program: ElementProgram, from: UnsafeRawPointer, to: UnsafeMutableRawPointer, count: Int
  ) {
    if program.isWholeCopy {
      unsafe memcpy(to, from, count * program.toSize)
    } else {
      unsafe runBlocks(program, from: from, to: to, count: count, clears: !program.writesEveryByte)
    }
  }

  private mutating func runBlocks(
    _ program: ElementProgram, from: UnsafeRawPointer, to: UnsafeMutableRawPointer, count: Int, clears: Bool
  ) {
    let block = max(1, Self.blockBytes / (program.fromSize + program.toSize))
    var start = 0
    while start < count {
      let length = min(block, count - start)
      let source = unsafe from + start * program.fromSize
      let target = unsafe to + start * program.toSize
      if clears { unsafe memset(target, 0, length * program.toSize) }
      unsafe runSteps(of: program, from: source, to: target, count: length)
      start += length
    }
  }

  private mutating func runSteps(
    of program: ElementProgram, from: UnsafeRawPointer, to: UnsafeMutableRawPointer, count: Int
  ) {
    let steps = program.steps
    let copies = unsafe StridedCopy(
      from: from, to: to, fromStride: program.fromSize, toStride: program.toSize, count: count)
    var index = 0
    while index < steps.count {
      let taken = runTogether(steps, from: index, copies)
      if taken == 0 { unsafe run(steps[index], of: program, from: from, to: to, count: count) }
      index += max(1, taken)
    }
  }

  /// Runs the next four or two steps in one pass if they are short copies of the same length, which saves loop overhead.
  /// Returns the number of steps done.
  private func runTogether(_ steps: [ElementProgram.Step], from index: Int, _ copies: StridedCopy) -> Int {
    guard index + 1 < steps.count, case .copy(let a, let i, let length) = steps[index],
      case .copy(let b, let j, length) = steps[index + 1]
    else { return 0 }
    if index + 3 < steps.count, case .copy(let c, let k, length) = steps[index + 2],
      case .copy(let d, let l, length) = steps[index + 3],
      copies.run(length: length, from: SIMD4(a, b, c, d), to: SIMD4(i, j, k, l))
    {
      return 4
    }
    return copies.run(length: length, first: (a, i), second: (b, j)) ? 2 : 0
  }

  private mutating func run(
    _ step: ElementProgram.Step, of program: ElementProgram, from: UnsafeRawPointer,
    to: UnsafeMutableRawPointer, count: Int
  ) {
    switch step {
    case .copy(let source, let target, let length):
      unsafe StridedCopy(
        from: from + source, to: to + target, fromStride: program.fromSize, toStride: program.toSize,
        count: count
      ).run(length: length)
    case .convert(let source, let target, let numbers, let conversion):
      unsafe convert(
        conversion, numbers: numbers, of: program, from: from + source, to: to + target, count: count)
    case .constants(let source, let target, let numbers, let map):
      unsafe convert(
        map, numbers: numbers, strides: (program.fromSize, program.toSize), from: from + source,
        to: to + target, count: count)
    case .each(let source, let target, let elements, let inner):
      for index in 0..<count {
        unsafe runBlocks(
          inner, from: from + (index * program.fromSize + source), to: to + (index * program.toSize + target),
          count: elements, clears: false)
      }
    case .fill(let target, let length, let pattern):
      for index in 0..<count {
        unsafe fill(to + (index * program.toSize + target), length: length, pattern: pattern)
      }
    }
  }

  /// Loops over the numbers of one struct or over the structs of the block, whichever are more.
  private mutating func convert(
    _ conversion: Conversion, numbers: Int, of program: ElementProgram, from: UnsafeRawPointer,
    to: UnsafeMutableRawPointer, count: Int
  ) {
    let (fromSize, toSize) = (conversion.from.size, conversion.to.size)
    var misfits = 0
    if numbers > count {
      for index in 0..<count {
        misfits += unsafe StridedConversion(
          from: from + index * program.fromSize, to: to + index * program.toSize, fromStride: fromSize,
          toStride: toSize, count: numbers
        ).run(conversion)
      }
    } else {
      for index in 0..<numbers {
        misfits += unsafe StridedConversion(
          from: from + index * fromSize, to: to + index * toSize, fromStride: program.fromSize,
          toStride: program.toSize, count: count
        ).run(conversion)
      }
    }
    if let counter = conversion.counter { clamped[counter] += misfits }
  }

  private func fill(_ target: UnsafeMutableRawPointer, length: Int, pattern: [UInt8]) {
    unsafe pattern.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      var start = 0
      while start < length {
        let part = min(bytes.count, length - start)
        unsafe memcpy(target + start, source, part)
        start += part
      }
    }
  }
}
