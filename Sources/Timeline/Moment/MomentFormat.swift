import WorldState

/// The format of a shared moment: a file with everything that somebody else needs to see what is on the screen now. All
/// numbers are little-endian:
///
///      0  8 bytes  "HOTLSHAR"
///      8  u32      format: 1
///     12  u32      number of sections: 4
///     16           for each section, in the order of `MomentSection`: 16 bytes with its name, followed by zeros;
///                  u64 bytes of its content; u64 XXH64 of its content
///    144  u64      XXH64 of all bytes before
///    152           the contents, in the same order, up to the end of the file
///
/// So a change of any byte is found, and so is a file that is too short or too long, before a content is read.
enum MomentFormat {
  static let magic = Array("HOTLSHAR".utf8)
  static let version: UInt32 = 1
  static let nameSize = 16
  static let entrySize = nameSize + 16
  static let entriesAt = 16
  static let checksumAt = entriesAt + entrySize * MomentSection.allCases.count
  static let headerSize = checksumAt + 8

  static func header(of contents: [[UInt8]]) -> [UInt8] {
    var bytes = magic
    bytes.append(integer: version)
    bytes.append(integer: UInt32(contents.count))
    for (section, content) in zip(MomentSection.allCases, contents) {
      bytes += name(of: section)
      bytes.append(integer: UInt64(content.count))
      bytes.append(integer: StableHasher.hash(of: content))
    }
    bytes.append(integer: StableHasher.hash(of: bytes))
    return bytes
  }

  static func name(of section: MomentSection) -> [UInt8] {
    let name = Array(section.rawValue.utf8)
    return name + repeatElement(0, count: nameSize - name.count)
  }
}

/// A part of a shared moment.
public enum MomentSection: String, CaseIterable, Sendable {
  /// Versions and circumstances, as JSON.
  case about
  /// The world at the moment with its layout, as in the file of a saved world.
  case world
  /// The last seconds before it, as a recording.
  case run
  /// The game's sources, as JSON.
  case sources

  /// Bytes; nil where only the size of the file is a limit.
  var maxSize: UInt64? {
    switch self {
    case .about: 1 << 20
    case .sources: 64 << 20
    case .world, .run: nil
    }
  }
}
