/// A Swift file in which literals are read from slots, so that their values can change without compiling it.
///
/// It does not contain the values of these literals: two versions of a file that differ only in them have the same slotted
/// source. Lines keep their numbers.
struct SlottedSource: Sendable {
  /// One literal with a slot.
  struct Slot: Sendable, Equatable, Codable {
    /// Index in ``SourceLiterals/literals``.
    let literal: Int
    let type: LiteralType
    /// Index in the image's table.
    let index: Int
    let count: Int
    /// Whether code that runs after a change of the slot sees it. Otherwise it was read when a variable was initialised.
    let isReadEachTime: Bool
    /// Whether a number with a fraction can replace one without, and the reverse: its type is Float or Double in any case.
    let mayHaveFraction: Bool
  }

  let text: [UInt8]
  let slots: [Slot]

  /// Imports the C functions that read slots.
  private static let header = Array("import \(LiteralSupport.module); ".utf8)

  /// - Parameter place: returns the index of the first slot, given the number of slots.
  init(_ source: SourceLiterals, _ typed: TypedLiterals, place: (Int) -> Int) {
    var found: [(literal: Int, typed: TypedLiteral, count: Int)] = []
    for (index, literal) in source.literals.enumerated() {
      guard let typed = typed.byOffset[literal.range.lowerBound] else { continue }
      let text = source.text(literal)
      let count = typed.type.slotCount(for: text)
      // Whatever cannot be read is compiled as it is.
      guard (try? typed.type.content(of: text, literal.kind, slots: count)) != nil else { continue }
      found.append((index, typed, count))
    }
    var index = place(found.reduce(0) { $0 + $1.count })
    var slots: [Slot] = []
    var writer = Writer(source.source)
    writer.insert(Self.header)
    for (number, typed, count) in found {
      let literal = source.literals[number]
      let value = "\(typed.type.reader)(\(index))"
      let constant = Self.constant(literal, typed)
      if let constant {
        writer.replace(constant.introducer, "var")
        if let place = constant.missingType { writer.replace(place, ": \(typed.type.swiftName)") }
        writer.replace(constant.equals.lowerBound..<literal.range.upperBound, "{ \(value) }")
      } else {
        writer.replace(literal.range, value)
      }
      slots.append(
        Slot(
          literal: number, type: typed.type, index: index, count: count,
          isReadEachTime: typed.role == .body || constant != nil,
          // As part of another initial value it is the argument of a property wrapper.
          mayHaveFraction: literal.isWholeFloat && typed.type.isFloatingPoint && typed.role != .initialValue))
      index += count
    }
    text = writer.finish()
    self.slots = slots
  }

  /// The declaration of a literal that can be a computed variable.
  private static func constant(
    _ literal: SourceLiterals.Literal, _ typed: TypedLiteral
  ) -> ConstantDeclaration? {
    switch typed.role {
    case .body, .initialValue: nil
    case .wholeGlobal: literal.constant
    case .wholeMember: literal.constant?.isStatic == true ? literal.constant : nil
    }
  }

  /// Copies a source with replacements, which come in order.
  private struct Writer {
    private let source: [UInt8]
    private var text: [UInt8]
    private var position: Int

    init(_ source: [UInt8]) {
      self.source = source
      let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
      position = source.starts(with: byteOrderMark) ? byteOrderMark.count : 0
      text = Array(source[..<position])
    }

    mutating func insert(_ new: [UInt8]) { text += new }

    mutating func replace(_ range: Range<Int>, _ new: String) {
      text += source[position..<range.lowerBound]
      text += Array(new.utf8)
      position = range.upperBound
    }

    func finish() -> [UInt8] { text + source[position...] }
  }
}
