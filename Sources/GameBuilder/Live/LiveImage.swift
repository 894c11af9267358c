/// An image whose literals are read from a table, and what is needed to fill the table for other values.
///
/// The file is a template: each use of it is a copy with the table filled (see ``LiveCopy``).
public struct LiveImage: Sendable {
  /// What is known of a file.
  struct File: Sendable {
    let content: ContentHash
    let literals: SourceLiterals
    let slots: [SlottedSource.Slot]
  }

  public let path: String
  /// Offset of the table in the file.
  public let tableOffset: UInt64
  /// In memory: bytes from the entry function to the table.
  public let tableDistance: Int
  /// In memory: bytes from the entry function to the marks of slots that were read.
  public let marksDistance: Int
  let package: GamePackage
  let plan: BuildPlan
  /// The sources that it was built from.
  let scan: SourceScan
  /// By path.
  let files: [String: File]

  /// See ``BuiltImage/sourceHash``.
  public var sourceHash: String { scan.sourceHash.hexadecimal }

  /// Absolute paths.
  public var sourceFiles: [String] { scan.allSwift }

  /// See ``BuiltImage/start``.
  let start: ContentHash?
  /// The table for these sources. Slots of 8 bytes.
  private let base: [UInt64]

  init(
    path: String, tableOffset: UInt64, tableDistance: Int, marksDistance: Int, tableCount: Int,
    package: GamePackage, plan: BuildPlan, scan: SourceScan, files: [String: File]
  ) throws(LiteralChange) {
    self.path = path
    self.tableOffset = tableOffset
    self.tableDistance = tableDistance
    self.marksDistance = marksDistance
    self.package = package
    self.plan = plan
    self.scan = scan
    self.files = files
    start = files.values.lazy.compactMap { StartFunction.content(in: $0.literals.source) }.first
    var base = [UInt64](repeating: 0, count: tableCount)
    for (path, file) in files { try Self.fill(&base, file, file.literals, path) }
    self.base = base
  }

  /// The share of literals that can change without a compiler, of all numbers, booleans and texts without interpolation.
  public var share: (live: Int, all: Int) {
    files.values.reduce((0, 0)) { ($0.0 + $1.slots.count, $0.1 + $1.literals.literals.count) }
  }

  /// The table for sources that differ from those of the image in values of literals only.
  /// - Parameter current: path → the present source, of files that changed.
  func table(_ current: [String: SourceLiterals]) throws(LiteralChange) -> [UInt64] {
    var table = base
    for (path, literals) in current.sorted(by: { $0.key < $1.key }) {
      guard let file = files[path] else { continue }
      try check(literals, file, path)
      try Self.fill(&table, file, literals, path)
    }
    return table
  }

  private static func fill(
    _ table: inout [UInt64], _ file: File, _ literals: SourceLiterals, _ path: String
  ) throws(LiteralChange) {
    for slot in file.slots {
      let literal = literals.literals[slot.literal]
      do throws(LiteralError) {
        let words = try slot.type.content(of: literals.text(literal), literal.kind, slots: slot.count)
        table.replaceSubrange(slot.index..<slot.index + words.count, with: words)
      } catch {
        throw LiteralChange(path: path, line: literals.line(of: literal), reason: error)
      }
    }
  }

  /// Whether the compiler may find an overflow or a division by zero in what it computes.
  private func mayBeRejected(
    _ text: String, _ type: LiteralType, _ folding: SourceLiterals.Literal.Folding
  ) -> Bool {
    guard type.isInteger, let value = (try? NumberLiteral(text))?.integer(as: Int64.self) else {
      return type.isInteger
    }
    switch folding {
    case .divisor: return value == 0
    case .arithmetic: return ![.int, .int32, .int64].contains(type) || value.magnitude > 1 << 12
    }
  }

  private func check(_ changed: SourceLiterals, _ file: File, _ path: String) throws(LiteralChange) {
    guard changed.skeleton == file.literals.skeleton else {
      let line = changed.line(ofCompositionChangedSince: file.literals)
      throw LiteralChange(path: path, line: line, reason: line == nil ? .otherCode : .interpolation)
    }
    let slots = Dictionary(uniqueKeysWithValues: file.slots.map { ($0.literal, $0) })
    for (index, literal) in changed.literals.enumerated() {
      let old = file.literals.literals[index]
      let (oldText, newText) = (file.literals.text(old), changed.text(literal))
      if oldText == newText { continue }
      let line = changed.line(of: literal)
      if !old.canBecome(literal.kind, mayHaveFraction: slots[index]?.mayHaveFraction == true) {
        throw LiteralChange(path: path, line: line, reason: .otherType(from: oldText, to: newText))
      }
      guard let type = slots[index]?.type else {
        throw LiteralChange(path: path, line: line, reason: .noSlot(newText))
      }
      if let folding = literal.folding, mayBeRejected(newText, type, folding) {
        throw LiteralChange(path: path, line: line, reason: .folded(newText))
      }
    }
  }
}

/// Why a save needs the compiler.
public struct LiteralChange: Error, Equatable {
  enum Reason: Equatable {
    /// More than values of literals changed, or other files did.
    case otherCode
    case interpolation
    case otherType(from: String, to: String)
    case noSlot(String)
    case folded(String)
    case value(LiteralError)
  }

  /// Absolute; nil if it is not about one file.
  public let path: String?
  public let line: Int?
  let reason: Reason

  init(path: String? = nil, line: Int? = nil, reason: Reason) {
    self.path = path
    self.line = line
    self.reason = reason
  }

  init(path: String, line: Int, reason: LiteralError) {
    self.init(path: path, line: line, reason: .value(reason))
  }

  /// Whether only values of literals changed.
  public var isOfLiterals: Bool { reason != .otherCode }

  public var text: String {
    switch reason {
    case .otherCode: "more than values of literals changed"
    case .interpolation: "a text with interpolation is code"
    case .otherType(let old, let new): "\(old) became \(new), which may change an inferred type"
    case .noSlot(let text): "the value of \(text) decides how its file is compiled"
    case .folded(let text): "the compiler checks what it computes with \(text)"
    case .value(.outOfRange(let text, let type)): "\(text) is no value of \(type)"
    case .value(.otherKind(let text, let type)): "\(text) is no literal of \(type)"
    case .value(.tooLong(let text)): "\(text.prefix(20))… is longer than the space for it"
    case .value(.notReadable(let text)): "\(text.prefix(20)) cannot be read without the compiler"
    }
  }
}
