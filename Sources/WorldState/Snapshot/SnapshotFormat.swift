/// The format of a snapshot file; all numbers are little-endian:
///
///      0  8 bytes  "HOTLWRLD"
///      8  u32      format: 2, or 1 if the layout has no constants of enums
///     12  u32      zero
///     16  u64      bytes of the layout
///     24  u64      bytes of the world
///     32  u64      XXH64 of the bytes before and after this number
///     40           the layout (`Layout.encoded`), zeros up to a multiple of 16, the world
private enum SnapshotFormat {
  static let magic = Array("HOTLWRLD".utf8)
  /// The newest format. Format 1 lacks the constants of enums in the layout.
  static let version: UInt32 = 2
  static let versionWithoutConstants: UInt32 = 1
  static let checksumAt = 32
  static let layoutAt = 40
  /// Bytes. More than the largest valid layout.
  static let maxLayoutSize: UInt64 = 1 << 26
}

extension Snapshot {
  /// The content of a snapshot file.
  public var encoded: [UInt8] {
    let format =
      layout.enumerations.isEmpty ? SnapshotFormat.versionWithoutConstants : SnapshotFormat.version
    let layout = layout.encoded
    var file = SnapshotFormat.magic
    file.append(integer: format)
    file.append(integer: UInt32(0))
    file.append(integer: UInt64(layout.count))
    file.append(integer: UInt64(bytes.count))
    file.append(integer: UInt64(0))
    file.append(contentsOf: layout)
    file.append(contentsOf: repeatElement(0, count: roundedUp(file.count, to: 16) - file.count))
    file.append(contentsOf: bytes)
    let checksum = checksum(of: file)
    for index in 0..<8 {
      file[SnapshotFormat.checksumAt + index] = UInt8(truncatingIfNeeded: checksum >> (8 * index))
    }
    return file
  }

  /// Decodes the content of a snapshot file. Throws for any invalid content.
  public init(encoded file: [UInt8]) throws(SnapshotError) {
    guard file.count >= SnapshotFormat.layoutAt, file.starts(with: SnapshotFormat.magic) else {
      throw .notASnapshot
    }
    let format = UInt32(truncatingIfNeeded: number(in: file, at: 8))
    guard format == SnapshotFormat.version || format == SnapshotFormat.versionWithoutConstants else {
      throw .unknownFormat(found: format, known: SnapshotFormat.version)
    }
    let (layoutSize, worldSize) = (number(in: file, at: 16), number(in: file, at: 24))
    guard layoutSize <= SnapshotFormat.maxLayoutSize, worldSize <= UInt64(Int32.max) else { throw .damaged }
    let layoutEnd = SnapshotFormat.layoutAt + Int(layoutSize)
    let worldStart = roundedUp(layoutEnd, to: 16)
    guard file.count == worldStart + Int(worldSize) else {
      throw .wrongLength(found: file.count, expected: UInt64(worldStart) + worldSize)
    }
    guard number(in: file, at: SnapshotFormat.checksumAt) == checksum(of: file) else { throw .damaged }
    guard file[12..<16].allSatisfy({ $0 == 0 }), file[layoutEnd..<worldStart].allSatisfy({ $0 == 0 }) else {
      throw .damaged
    }
    let layout: Layout
    do throws(LayoutError) {
      layout = try Layout(encoded: Array(file[SnapshotFormat.layoutAt..<layoutEnd]))
    } catch { throw .layout(error) }
    guard layout.enumerations.isEmpty == (format == SnapshotFormat.versionWithoutConstants) else {
      throw .damaged
    }
    try self.init(layout: layout, bytes: Array(file[worldStart...]))
  }
}

/// Reads eight bytes, low byte first; the offset must be in range.
private func number(in bytes: [UInt8], at offset: Int) -> UInt64 {
  (0..<8).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
}

/// The checksum of a file of at least 40 bytes.
func checksum(of file: [UInt8]) -> UInt64 {
  unsafe file.withUnsafeBytes { bytes in
    var hasher = StableHasher()
    unsafe hasher.combine(UnsafeRawBufferPointer(rebasing: bytes[..<SnapshotFormat.checksumAt]))
    unsafe hasher.combine(UnsafeRawBufferPointer(rebasing: bytes[(SnapshotFormat.checksumAt + 8)...]))
    return hasher.finish()
  }
}
