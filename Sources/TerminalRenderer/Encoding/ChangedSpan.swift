import CGameABI
import Glibc

/// The part of a row in which a picture may differ from the previous one: the columns `start..<end`.
struct ChangedSpan {
  var start = 0
  var end = 0

  static let nothing = ChangedSpan()

  var isEmpty: Bool { start >= end }

  init() {}

  init(wholeRow columns: Int) { end = columns }

  /// Compares two rows. Cells whose look depends on a changed neighbour (halves of wide characters) are included.
  init(in new: UnsafePointer<Cell>, over old: UnsafePointer<Cell>, columns: Int) {
    // Most rows are equal. A cell is four 32-bit fields without padding, so its bytes can be compared.
    if unsafe memcmp(new, old, columns &* MemoryLayout<Cell>.stride) == 0 { return }
    var first = 0
    while unsafe new[first] == old[first] { first &+= 1 }
    var last = columns &- 1
    while unsafe new[last] == old[last] { last &-= 1 }
    start = max(0, first &- 1)
    while start > 0, unsafe new[start].glyph == 0 { start &-= 1 }
    end = min(columns, last &+ 2)
    while end < columns, unsafe new[end].glyph == 0 { end &+= 1 }
  }
}
