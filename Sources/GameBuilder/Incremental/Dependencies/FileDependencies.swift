/// What the compiler asked of other files while it compiled one: from the dependency file (`.swiftdeps`) that it wrote
/// beside the object. That holds whatever the file's own code led to, through however many other files.
struct FileDependencies: Codable, Equatable, Sendable {
  /// Names that were looked up, wherever, and whether or not they were found.
  private(set) var names: Set<String>
  /// Types that were looked into, the types that those are in, and their modules.
  private(set) var types: Set<String>
  /// Whether there are types among them whose names cannot be read.
  private(set) var hasUnreadable = false

  /// The records of the format, and the kinds of what is depended on.
  /// (Swift, include/swift/AST/FineGrainedDependencyFormat.h)
  private static let magic: [UInt8] = Array("DEPS".utf8)
  private static let metadata: UInt64 = 1
  private static let node: UInt64 = 2
  private static let identifier: UInt64 = 5
  private static let majorVersion: UInt64 = 1
  private static let nodeKinds: Range<UInt64> = 0..<7

  /// Nil where the file is not of the format that is known here.
  init?(swiftdeps bytes: [UInt8]) {
    guard let records = try? Bitstream.records(bytes, magic: FileDependencies.magic),
      let first = records.first, first.code == FileDependencies.metadata,
      first.operands.first == FileDependencies.majorVersion
    else { return nil }
    // Identifiers count from 1; 0 is the empty one.
    var identifiers = [""]
    for record in records where record.code == FileDependencies.identifier {
      identifiers.append(String(decoding: record.blob, as: UTF8.self))
    }
    names = []
    types = []
    for record in records where record.code == FileDependencies.node {
      guard record.operands.count == 5, FileDependencies.nodeKinds.contains(record.operands[0]),
        record.operands[2] < identifiers.count, record.operands[3] < identifiers.count
      else { return nil }
      let external: UInt64 = 5
      let isProvided = record.operands[4] == 1
      if isProvided || record.operands[0] >= external { continue }
      let context = identifiers[Int(record.operands[2])]
      let name = identifiers[Int(record.operands[3])]
      if !name.isEmpty { names.insert(name) }
      if context.isEmpty { continue }
      // An extension is told from others by a hash.
      if let identifiers = MangledIdentifiers.read(String(context.prefix { $0 != "@" })) {
        types.formUnion(identifiers)
      } else if !context.hasPrefix("S"), !context.hasPrefix("s") {
        // One of the standard library, of which only conditions are not read, is nothing of the game's.
        hasUnreadable = true
      }
    }
  }

  mutating func formUnion(_ other: FileDependencies) {
    names.formUnion(other.names)
    types.formUnion(other.types)
    hasUnreadable = hasUnreadable || other.hasUnreadable
  }
}
