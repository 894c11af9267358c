import Foundation
import HostSystem
import WorldState

/// The file of a kept value: how it outlives the host.
///
///     u64 magic · u64 bytes of the head · u64 hash of what follows in the head
///     u64 offset of the value · u64 bytes of the value · u64 hash of the value
///     JSON, up to the end of the head
///     zeros up to the offset, and the value
///
/// In the machine's byte order. A file is written under a temporary name and renamed, so an existing file is complete.
struct KeptFile {
  private static let magic: UInt64 = 0x3130_5450_4B4C_5448  // HTLKPT01
  private static let fixedSize = 48
  private static let maxHead = 1 << 20
  static let suffix = ".kept"

  enum Damage: Error, CustomStringConvertible {
    case unreadable(FileError)
    case noHead
    case otherValue
    case value

    var description: String {
      switch self {
      case .unreadable(let error): "\(error)"
      case .noHead: "it does not begin as a kept value"
      case .otherValue: "it is a value of another name"
      case .value: "its bytes are not those that were written"
      }
    }
  }

  private struct Head: Codable {
    var module: String
    var key: String
    var shape: KeptShape
    var origin: KeptOrigin
  }

  /// - Returns: the name of the file of a value in its folder.
  static func fileName(of name: KeptName) -> String {
    let hash = StableHasher.hash(of: Array(name.module.utf8), [0], Array(name.key.utf8))
    return String(hash, radix: 16) + suffix
  }

  /// Writes a value as a whole.
  static func write(_ value: KeptValue, to path: String) throws {
    let json = try JSONEncoder().encode(
      Head(module: value.name.module, key: value.name.key, shape: value.shape, origin: value.origin))
    // Of the largest page that a machine has, so that the value begins at one.
    let page = 1 << 16
    let offset = (fixedSize + json.count + page - 1) / page * page
    let rest = bytes(of: [UInt64(offset), UInt64(value.block.count), value.hash]) + Array(json)
    let begin = bytes(of: [magic, UInt64(fixedSize + json.count), StableHasher.hash(of: rest)])
    let zeros = [UInt8](repeating: 0, count: offset - fixedSize - json.count)
    try unsafe (begin + rest + zeros).withUnsafeBytes { head in
      try unsafe DiskFile.writePrivate([head, value.block.bytes], to: path)
    }
  }

  private static func bytes(of words: [UInt64]) -> [UInt8] {
    unsafe words.withUnsafeBytes { unsafe Array($0) }
  }

  private static func beginning(of path: String, count: Int) throws(Damage) -> [UInt8] {
    do {
      let bytes = try DiskFile.readBeginning(of: path, count: count)
      guard bytes.count == count else { throw Damage.noHead }
      return bytes
    } catch let error as FileError {
      throw .unreadable(error)
    } catch {
      throw .noHead
    }
  }

  /// Maps a value.
  /// - Parameters:
  ///   - name: the value that is expected; nil for any.
  ///   - checksBytes: whether all bytes are compared with what was written. Otherwise they are read when they are used.
  static func read(_ path: String, expecting name: KeptName? = nil, checksBytes: Bool) throws(Damage)
    -> KeptValue
  {
    let fixed = try beginning(of: path, count: fixedSize)
    let words = unsafe fixed.withUnsafeBytes { bytes in
      (0..<6).map { unsafe bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
    }
    guard words[0] == magic, (UInt64(fixedSize)...UInt64(maxHead)).contains(words[1]) else { throw .noHead }
    let head = try beginning(of: path, count: Int(words[1]))
    guard StableHasher.hash(of: Array(head[24...])) == words[2],
      let offset = Int(exactly: words[3]), let count = Int(exactly: words[4]),
      let json = try? JSONDecoder().decode(Head.self, from: Data(head[fixedSize...])),
      json.shape.size == count
    else { throw .noHead }
    let found = KeptName(module: json.module, key: json.key)
    guard name == nil || name == found else { throw .otherValue }
    let block: MappedBlock
    do { block = try MappedBlock(file: path, at: offset, count: count) } catch { throw .unreadable(error) }
    if checksBytes, unsafe StableHasher.hash(block.bytes) != words[5] { throw .value }
    return KeptValue(name: found, shape: json.shape, origin: json.origin, block: block, hash: words[5])
  }
}
