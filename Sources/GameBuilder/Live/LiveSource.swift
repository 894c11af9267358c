/// The literals of a live image, with the texts that they have in certain sources.
public struct LiveSource: Sendable {
  public let image: LiveImage
  /// Path → the source, of files that differ from those of the image.
  private let current: [String: SourceLiterals]

  init(_ image: LiveImage, _ current: [String: SourceLiterals]) {
    self.image = image
    self.current = current
  }

  /// The files that have literals. Absolute paths.
  public var files: [String] { image.files.keys.sorted() }

  func literals(in path: String) -> SourceLiterals? { current[path] ?? image.files[path]?.literals }

  public func source(of path: String) -> [UInt8]? { literals(in: path)?.source }

  /// Those of one file whose values can change, in order.
  public func liveLiterals(in path: String) -> [LiveLiteral] {
    guard let file = image.files[path], let source = literals(in: path) else { return [] }
    return file.slots.map { slot in
      let literal = source.literals[slot.literal]
      return LiveLiteral(
        id: LiveLiteral.ID(path: path, index: slot.literal), kind: LiveLiteral.Kind(slot.type),
        type: slot.type,
        text: source.text(literal),
        range: literal.range, isReadEachTime: slot.isReadEachTime, mayHaveFraction: slot.mayHaveFraction)
    }
  }

  /// The text of a literal in the source; nil if it has no slot.
  public func text(of id: LiveLiteral.ID) -> String? {
    guard slot(of: id) != nil, let source = literals(in: id.path) else { return nil }
    return source.text(source.literals[id.index])
  }

  /// Nil if it has no slot.
  public func type(of id: LiveLiteral.ID) -> LiteralType? { slot(of: id)?.type }

  /// The first slot of a literal, which is marked when it is read; nil if it has none.
  public func slotIndex(of id: LiveLiteral.ID) -> Int? { slot(of: id)?.index }

  /// From 1; nil if the literal has no slot.
  public func line(of id: LiveLiteral.ID) -> Int? {
    guard slot(of: id) != nil, let source = literals(in: id.path) else { return nil }
    return source.line(of: source.literals[id.index])
  }

  /// The sources that the image was built from.
  public var original: LiveSource { LiveSource(image, [:]) }

  /// The literals that have another text than in an earlier version.
  public func changes(since earlier: LiveSource) -> [LiveLiteral.ID] {
    files.filter { source(of: $0) != earlier.source(of: $0) && hasSameCode(as: earlier, in: $0) }.flatMap {
      path in
      liveLiterals(in: path).filter { $0.text != earlier.text(of: $0.id) }.map(\.id)
    }
  }

  public func isReadEachTime(_ id: LiveLiteral.ID) -> Bool { slot(of: id)?.isReadEachTime ?? false }

  /// See ``LiveLiteral/mayHaveFraction``.
  public func mayHaveFraction(_ id: LiveLiteral.ID) -> Bool { slot(of: id)?.mayHaveFraction ?? false }

  /// Whether another version of a file differs in values of literals only.
  public func hasSameCode(as other: LiveSource, in path: String) -> Bool {
    guard let own = literals(in: path), let others = other.literals(in: path) else { return false }
    return own.skeleton == others.skeleton
  }

  /// Whether a text may stand for a literal: of the same kind, on one line, and a value of its type.
  public func check(_ text: String, of id: LiveLiteral.ID) throws(LiteralChange) {
    guard let slot = slot(of: id), let source = literals(in: id.path) else {
      throw LiteralChange(path: id.path, reason: .noSlot(text))
    }
    let old = source.literals[id.index]
    let line = source.line(of: old)
    if text.contains("\n") {
      throw LiteralChange(path: id.path, line: line, reason: .value(.notReadable(text)))
    }
    _ = try words(text, slot, in: id.path, line: line)
    let kind = SourceLiterals.literal(in: text)?.kind
    if kind.map({ old.canBecome($0, mayHaveFraction: slot.mayHaveFraction) }) != true {
      throw LiteralChange(path: id.path, line: line, reason: .otherType(from: source.text(old), to: text))
    }
  }

  /// What a literal's slots contain for a text: the index of the first one, and their content.
  public func content(
    of id: LiveLiteral.ID, _ text: String
  ) throws(LiteralChange) -> (index: Int, words: [UInt64]) {
    guard let slot = slot(of: id) else { throw LiteralChange(path: id.path, reason: .noSlot(text)) }
    return (slot.index, try words(text, slot, in: id.path, line: nil))
  }

  /// The table of the image for these sources.
  /// - Parameter values: texts that replace those of the sources.
  public func table(_ values: [LiveLiteral.ID: String] = [:]) throws(LiteralChange) -> [UInt64] {
    var table = try image.table(current)
    for (id, text) in values where slot(of: id) != nil {
      let (index, words) = try content(of: id, text)
      table.replaceSubrange(index..<index + words.count, with: words)
    }
    return table
  }

  private func slot(of id: LiveLiteral.ID) -> SlottedSource.Slot? {
    guard let slots = image.files[id.path]?.slots else { return nil }
    // They are in the order of the literals.
    var (low, high) = (0, slots.count)
    while low < high {
      let middle = (low + high) / 2
      if slots[middle].literal < id.index { low = middle + 1 } else { high = middle }
    }
    return low < slots.count && slots[low].literal == id.index ? slots[low] : nil
  }

  private func words(
    _ text: String, _ slot: SlottedSource.Slot, in path: String, line: Int?
  ) throws(LiteralChange) -> [UInt64] {
    guard let kind = SourceLiterals.literal(in: text)?.kind else {
      throw LiteralChange(path: path, line: line, reason: .value(.notReadable(text)))
    }
    do throws(LiteralError) {
      return try slot.type.content(of: text, kind, slots: slot.count)
    } catch {
      throw LiteralChange(path: path, line: line, reason: .value(error))
    }
  }
}
