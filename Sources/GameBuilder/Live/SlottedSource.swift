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
  }

  let text: [UInt8]
  let slots: [Slot]

  /// Imports the C functions that read slots.
  private static let header = Array("import \(LiteralSupport.module); ".utf8)

  /// - Parameters:
  ///   - types: of the literals, by their byte offsets.
  ///   - place: returns the index of the first slot, given the number of slots.
  init(_ source: SourceLiterals, types: [Int: LiteralType], place: (Int) -> Int) {
    var found: [(literal: Int, type: LiteralType, count: Int)] = []
    for (index, literal) in source.literals.enumerated() {
      guard let type = types[literal.range.lowerBound] else { continue }
      let text = source.text(literal)
      let count = type.slotCount(for: text)
      // Whatever cannot be read is compiled as it is.
      guard (try? type.content(of: text, literal.kind, slots: count)) != nil else { continue }
      found.append((index, type, count))
    }
    var index = place(found.reduce(0) { $0 + $1.count })
    var slots: [Slot] = []
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var position = source.source.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    var text = Array(source.source[..<position]) + Self.header
    for (literal, type, count) in found {
      let range = source.literals[literal].range
      text += source.source[position..<range.lowerBound]
      text += Array("\(type.reader)(\(index))".utf8)
      position = range.upperBound
      slots.append(Slot(literal: literal, type: type, index: index, count: count))
      index += count
    }
    text += source.source[position...]
    self.text = text
    self.slots = slots
  }
}
