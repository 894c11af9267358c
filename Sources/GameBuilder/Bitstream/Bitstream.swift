/// Reads the records of an LLVM bitstream, the container of several file formats of the compiler.
/// (https://llvm.org/docs/BitCodeFormat.html)
struct Bitstream {
  struct Record {
    let code: UInt64
    let operands: [UInt64]
    let blob: ArraySlice<UInt8>
  }

  struct Malformed: Error {}

  private enum Operand {
    case literal(UInt64)
    case fixed(UInt64)
    case variable(UInt64)
    case array
    case character
    case blob
  }

  private let bytes: [UInt8]
  /// In bits.
  private var position: UInt64
  /// Those that a stream defines for all blocks of one kind.
  private var commonAbbreviations: [UInt64: [[Operand]]] = [:]

  /// All records of all blocks, except those that describe the format.
  /// - Parameter magic: the bytes that the file begins with.
  static func records(_ bytes: [UInt8], magic: [UInt8]) throws(Malformed) -> [Record] {
    guard bytes.starts(with: magic) else { throw Malformed() }
    var reader = Bitstream(bytes: bytes, position: UInt64(magic.count) * 8)
    var records: [Record] = []
    while reader.position / 8 + 4 <= bytes.count { try reader.readTop(into: &records) }
    return records
  }

  private mutating func read(_ width: UInt64) throws(Malformed) -> UInt64 {
    guard width <= 64, position + width <= UInt64(bytes.count) * 8 else { throw Malformed() }
    var value: UInt64 = 0
    for bit in 0..<width {
      let offset = position + bit
      value |= UInt64(bytes[Int(offset / 8)] >> UInt8(offset % 8) & 1) << bit
    }
    position += width
    return value
  }

  private mutating func readVariable(_ width: UInt64) throws(Malformed) -> UInt64 {
    guard (2...32).contains(width) else { throw Malformed() }
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let chunk = try read(width)
      let more = UInt64(1) << (width - 1)
      guard shift < 64 else { throw Malformed() }
      value |= (chunk & (more - 1)) << shift
      if chunk & more == 0 { return value }
      shift += width - 1
    }
  }

  private mutating func align() { position = (position + 31) / 32 * 32 }

  private mutating func readTop(into records: inout [Record]) throws(Malformed) {
    guard try read(2) == 1 else { throw Malformed() }
    try readBlock(into: &records)
  }

  private mutating func readBlock(into records: inout [Record]) throws(Malformed) {
    let block = try readVariable(8)
    let width = try readVariable(4)
    align()
    let words = try read(32)
    let end = position + words * 32
    guard end <= UInt64(bytes.count) * 8 else { throw Malformed() }
    let blockInfo: UInt64 = 0
    if block == blockInfo {
      try readBlockInfo(width, until: end)
      return
    }
    var abbreviations = commonAbbreviations[block] ?? []
    while position < end {
      switch try read(width) {
      case 0:  // END_BLOCK
        align()
        return
      case 1: try readBlock(into: &records)  // ENTER_SUBBLOCK
      case 2: abbreviations.append(try readAbbreviation())  // DEFINE_ABBREV
      case 3: records.append(try readUnabbreviated())  // UNABBREV_RECORD
      case let id:
        guard abbreviations.indices.contains(Int(id) - 4) else { throw Malformed() }
        records.append(try readRecord(abbreviations[Int(id) - 4]))
      }
    }
  }

  private mutating func readBlockInfo(_ width: UInt64, until end: UInt64) throws(Malformed) {
    var block: UInt64?
    while position < end {
      switch try read(width) {
      case 0:  // END_BLOCK
        align()
        return
      case 2:  // DEFINE_ABBREV
        guard let block else { throw Malformed() }
        commonAbbreviations[block, default: []].append(try readAbbreviation())
      case 3:  // UNABBREV_RECORD
        let setBlock: UInt64 = 1
        let record = try readUnabbreviated()
        if record.code == setBlock { block = record.operands.first }
      default: throw Malformed()
      }
    }
  }

  private mutating func readAbbreviation() throws(Malformed) -> [Operand] {
    var operands: [Operand] = []
    for _ in 0..<(try readVariable(5)) {
      if try read(1) == 1 {
        operands.append(.literal(try readVariable(8)))
        continue
      }
      switch try read(3) {
      case 1: operands.append(.fixed(try readVariable(5)))
      case 2: operands.append(.variable(try readVariable(5)))
      case 3: operands.append(.array)
      case 4: operands.append(.character)
      case 5: operands.append(.blob)
      default: throw Malformed()
      }
    }
    return operands
  }

  private mutating func readUnabbreviated() throws(Malformed) -> Record {
    let code = try readVariable(6)
    var operands: [UInt64] = []
    for _ in 0..<(try readVariable(6)) { operands.append(try readVariable(6)) }
    return Record(code: code, operands: operands, blob: [])
  }

  private mutating func readRecord(_ abbreviation: [Operand]) throws(Malformed) -> Record {
    var values: [UInt64] = []
    var blob: ArraySlice<UInt8> = []
    var index = 0
    while index < abbreviation.count {
      switch abbreviation[index] {
      case .array:
        guard index + 1 < abbreviation.count else { throw Malformed() }
        for _ in 0..<(try readVariable(6)) { values.append(try readScalar(abbreviation[index + 1])) }
        index += 1
      case .blob:
        let count = try readVariable(6)
        align()
        let start = position / 8
        guard start + count <= UInt64(bytes.count) else { throw Malformed() }
        blob = bytes[Int(start)..<Int(start + count)]
        position += count * 8
        align()
      case let operand: values.append(try readScalar(operand))
      }
      index += 1
    }
    guard let code = values.first else { throw Malformed() }
    return Record(code: code, operands: Array(values.dropFirst()), blob: blob)
  }

  private mutating func readScalar(_ operand: Operand) throws(Malformed) -> UInt64 {
    switch operand {
    case .literal(let value): return value
    case .fixed(let width): return try read(width)
    case .variable(let width): return width == 0 ? 0 : try readVariable(width)
    case .character: return try read(6)
    case .array, .blob: throw Malformed()
    }
  }
}
