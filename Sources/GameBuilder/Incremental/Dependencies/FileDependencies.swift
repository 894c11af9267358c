/// What the compiler looked up in other files while it compiled one file, read from the dependency file (`.swiftdeps`) that
/// it writes beside the object. Lookups through other files are included, however many.
struct FileDependencies: Codable, Equatable, Sendable {
  /// Names that were looked up at file level or as members, whether or not they were found.
  private(set) var names: Set<String>
  /// Types in which members were looked up, the types that enclose them, and their modules.
  private(set) var types: Set<String>
  /// Those of the names that were looked up at file level.
  private(set) var topLevelNames: Set<String>
  /// Name that was looked up as a member → the types in which it was, as in `types`.
  private(set) var memberTypes: [String: Set<String>]
  /// Whether some of the types have mangled names that cannot be read. Then the file depends on all types.
  private(set) var hasUnreadableTypes = false

  // The format: include/swift/AST/FineGrainedDependencyFormat.h of the Swift project.
  private static let magic: [UInt8] = Array("DEPS".utf8)
  private static let majorVersion: UInt64 = 1

  private enum RecordCode {
    static let metadata: UInt64 = 1
    static let node: UInt64 = 2
    static let identifier: UInt64 = 5
  }

  private enum NodeKind {
    static let all: Range<UInt64> = 0..<7
    /// From this kind on: files of other modules, and the source file itself.
    static let firstOfFiles: UInt64 = 5
  }

  /// Returns nil if the file has another format.
  init?(swiftdeps bytes: [UInt8]) {
    guard let records = try? Bitstream.records(bytes, magic: FileDependencies.magic),
      let first = records.first, first.code == RecordCode.metadata,
      first.operands.first == FileDependencies.majorVersion
    else { return nil }
    names = []
    types = []
    topLevelNames = []
    memberTypes = [:]
    // Identifiers are numbered from 1; 0 is the empty one.
    var identifiers = [""]
    for record in records where record.code == RecordCode.identifier {
      identifiers.append(String(decoding: record.blob, as: UTF8.self))
    }
    for record in records where record.code == RecordCode.node {
      // Kind, aspect, context, name, whether the file provides it itself.
      guard record.operands.count == 5, NodeKind.all.contains(record.operands[0]),
        record.operands[2] < identifiers.count, record.operands[3] < identifiers.count
      else { return nil }
      let isProvided = record.operands[4] == 1
      if isProvided || record.operands[0] >= NodeKind.firstOfFiles { continue }
      add(name: identifiers[Int(record.operands[3])], context: identifiers[Int(record.operands[2])])
    }
  }

  /// - Parameter context: the mangled name of the type in which the name was looked up; empty at file level.
  private mutating func add(name: String, context: String) {
    if !name.isEmpty { names.insert(name) }
    if context.isEmpty {
      topLevelNames.insert(name)
      return
    }
    // Behind an @ is a hash, which tells extensions of one type apart.
    if let identifiers = MangledIdentifiers.read(String(context.prefix { $0 != "@" })) {
      types.formUnion(identifiers)
      if !name.isEmpty { memberTypes[name, default: []].formUnion(identifiers) }
    } else if !context.hasPrefix("S"), !context.hasPrefix("s") {
      // A type of the standard library does not depend on the game.
      hasUnreadableTypes = true
    }
  }

  mutating func formUnion(_ other: FileDependencies) {
    names.formUnion(other.names)
    types.formUnion(other.types)
    topLevelNames.formUnion(other.topLevelNames)
    memberTypes.merge(other.memberTypes) { $0.union($1) }
    hasUnreadableTypes = hasUnreadableTypes || other.hasUnreadableTypes
  }
}
