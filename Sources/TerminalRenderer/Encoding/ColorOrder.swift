import CGameABI

/// Writes the changed half blocks of a picture in the order of their colours instead of their places.
///
/// In true colour a change of both colours takes some 35 bytes and a move of the cursor 2 to 8. Where many cells share
/// few pairs of colours, as in anything drawn with a palette, it is shorter to set a pair once and to visit all cells
/// that have it. Cells are grouped by the colour that came up first, and within it by the other one, so that from
/// group to group mostly one colour changes. A half block can show its colours either way round, so that the grouping
/// colour is always the one behind; a cell of one colour is a space on it.
///
/// Whether it pays is worked out from the counts of colours and pairs, before a byte is written. For one thread.
// Safe: every index is made from a mask over a table's size or from a count below its capacity.
@safe final class ColorOrder {
  /// Fewer cells than that are not worth the looking.
  static let fewestCells = 192

  private struct Group {
    var key: UInt64
    /// The first and the last of its cells, as indices + 1; 0 for none.
    var first: UInt32
    var last: UInt32
    /// The next group of the same colour behind, as index + 1.
    var next: UInt32
  }

  private struct Color {
    var code: UInt32
    /// Its groups, as indices + 1.
    var firstGroup: UInt32
    var lastGroup: UInt32
  }

  /// What is written in a cell when its group's colours are set, the greater one in front.
  enum Look: UInt16 {
    case space, upper, lower
  }

  /// All that writing needs, so that it does not have to look at cells far apart.
  private struct Entry {
    var column: UInt16
    private var rowAndLook: UInt16
    /// The next cell of the group, as index + 1.
    var next: UInt32 = 0

    init(column: Int, row: Int, look: Look) {
      self.column = UInt16(truncatingIfNeeded: column)
      rowAndLook = UInt16(truncatingIfNeeded: row) << 2 | look.rawValue
    }

    var row: Int { Int(rowAndLook >> 2) }
    var look: Look { Look(rawValue: rowAndLook & 3) ?? .space }
  }

  private var capacity = 0
  private var mask: UInt32 = 0
  private var entries: UnsafeMutablePointer<Entry>
  private var groups: UnsafeMutablePointer<Group>
  private var colors: UnsafeMutablePointer<Color>
  /// Open addressing: index + 1 of a group or a colour, 0 for a free place.
  private var groupTable: UnsafeMutablePointer<UInt32>
  private var colorTable: UnsafeMutablePointer<UInt32>

  private var entryCount = 0
  private var groupCount = 0
  private var colorCount = 0
  private var tablesAreClean = false
  /// What row order would have to set: colours, and runs with other colours than the run before.
  private var rowColors = 0
  private var rowRuns = 0
  private var fore = ColorCode.terminalDefault
  private var back = ColorCode.terminalDefault

  init() {
    unsafe entries = .allocate(capacity: 1)
    unsafe groups = .allocate(capacity: 1)
    unsafe colors = .allocate(capacity: 1)
    unsafe groupTable = .allocate(capacity: 1)
    unsafe colorTable = .allocate(capacity: 1)
  }

  deinit { release() }

  private func release() {
    unsafe entries.deallocate()
    unsafe groups.deallocate()
    unsafe colors.deallocate()
    unsafe groupTable.deallocate()
    unsafe colorTable.deallocate()
  }

  /// Begins a picture of at most so many cells.
  func begin(cells: Int) {
    if cells > capacity { grow(cells) }
    if !tablesAreClean {
      unsafe groupTable.initialize(repeating: 0, count: Int(mask) + 1)
      unsafe colorTable.initialize(repeating: 0, count: Int(mask) + 1)
      tablesAreClean = true
    }
    entryCount = 0
    groupCount = 0
    colorCount = 0
    rowColors = 0
    rowRuns = 0
    fore = ColorCode.terminalDefault
    back = ColorCode.terminalDefault
  }

  private func grow(_ cells: Int) {
    release()
    capacity = cells
    var places = 1024
    while places < 2 * cells { places *= 2 }
    mask = UInt32(places - 1)
    unsafe entries = .allocate(capacity: cells)
    unsafe groups = .allocate(capacity: cells)
    unsafe colors = .allocate(capacity: cells)
    unsafe groupTable = .allocate(capacity: places)
    unsafe colorTable = .allocate(capacity: places)
    tablesAreClean = false
  }

  /// Takes note of the cells of a row that differ and can be written in any order.
  ///
  /// - Returns: false once the picture has so many colours that no order makes it short.
  func collect(
    row: Int, _ wanted: UnsafePointer<Cell>, over shown: UnsafePointer<Cell>, in span: ChangedSpan
  ) -> Bool {
    var column = span.start
    while column < span.end {
      let cell = unsafe wanted[column]
      if unsafe cell.isOrderFree && !(cell == shown[column]) { add(cell, column, row) }
      column &+= 1
    }
    if entryCount > 0 { tablesAreClean = false }
    return entryCount < ColorOrder.fewestCells || colorCount &* 2 < entryCount
  }

  @inline(__always)
  private func add(_ cell: Cell, _ column: Int, _ row: Int) {
    let other = cell.glyph == 0x20 ? cell.back : cell.fore
    countRowOrder(other, cell.back)
    let group = group(cell.back, other)
    let place = UInt32(truncatingIfNeeded: entryCount)
    let isUpper = (cell.glyph == 0x2580) == (other > cell.back)
    let look: Look = cell.glyph == 0x20 ? .space : isUpper ? .upper : .lower
    unsafe entries[entryCount] = Entry(column: column, row: row, look: look)
    entryCount &+= 1
    let last = unsafe groups[group].last
    if last == 0 {
      unsafe groups[group].first = place &+ 1
    } else {
      unsafe entries[Int(last &- 1)].next = place &+ 1
    }
    unsafe groups[group].last = place &+ 1
  }

  private func countRowOrder(_ newFore: UInt32, _ newBack: UInt32) {
    var changes = 0
    if newFore != fore, newFore != back { changes &+= 1 }
    if newBack != back, newBack != fore, newBack != newFore { changes &+= 1 }
    if changes == 0 { return }
    rowColors &+= changes
    rowRuns &+= 1
    fore = newFore
    back = newBack
  }

  /// The group of a pair of colours, whichever is in front.
  private func group(_ a: UInt32, _ b: UInt32) -> Int {
    let low = min(a, b)
    let key = UInt64(low) << 32 | UInt64(max(a, b))
    var place = ColorOrder.hash(key) & mask
    while true {
      let found = unsafe groupTable[Int(place)]
      if found == 0 { break }
      if unsafe groups[Int(found &- 1)].key == key { return Int(found &- 1) }
      place = (place &+ 1) & mask
    }
    let index = groupCount
    groupCount &+= 1
    let number = UInt32(truncatingIfNeeded: groupCount)
    unsafe groupTable[Int(place)] = number
    unsafe groups[index] = Group(key: key, first: 0, last: 0, next: 0)
    let color = color(low)
    let last = unsafe colors[color].lastGroup
    if last == 0 {
      unsafe colors[color].firstGroup = number
    } else {
      unsafe groups[Int(last &- 1)].next = number
    }
    unsafe colors[color].lastGroup = number
    return index
  }

  private func color(_ code: UInt32) -> Int {
    var place = ColorOrder.hash(UInt64(code)) & mask
    while true {
      let found = unsafe colorTable[Int(place)]
      if found == 0 { break }
      if unsafe colors[Int(found &- 1)].code == code { return Int(found &- 1) }
      place = (place &+ 1) & mask
    }
    unsafe colors[colorCount] = Color(code: code, firstGroup: 0, lastGroup: 0)
    colorCount &+= 1
    unsafe colorTable[Int(place)] = UInt32(truncatingIfNeeded: colorCount)
    return colorCount &- 1
  }

  private static func hash(_ key: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }

  /// Whether this order is clearly shorter than row after row.
  func pays(depth: ColorDepth) -> Bool {
    if entryCount < ColorOrder.fewestCells { return false }
    let colorBytes = depth == .truecolor ? 17 : 9
    let inRows = rowColors &* colorBytes &+ rowRuns &* 3
    // A move takes 3 to 4 bytes on the average: the cells of a group tend to lie in lines across the rows.
    let inColors = (colorCount &+ groupCount) &* colorBytes &+ groupCount &* 3 &+ entryCount &* 4
    return inColors &* 10 < inRows &* 9
  }

  /// Writes the cells that were taken note of. That they are shown, `noteShown` says.
  ///
  /// - Returns: how many.
  func write(columns: Int, _ writer: inout RowWriter) -> Int {
    for color in 0..<colorCount {
      let behind = unsafe colors[color].code
      var group = unsafe colors[color].firstGroup
      while group != 0 {
        let current = unsafe groups[Int(group &- 1)]
        let before = UInt32(truncatingIfNeeded: current.key)
        var entry = current.first
        while entry != 0 {
          let one = unsafe entries[Int(entry &- 1)]
          writer.writeFreely(
            one.look, column: Int(one.column), row: one.row, columns: columns, fore: before, back: behind)
          entry = one.next
        }
        group = current.next
      }
    }
    return entryCount
  }

  /// Notes the cells of a row that `collect` took as shown.
  func noteShown(_ wanted: UnsafePointer<Cell>, over shown: UnsafeMutablePointer<Cell>, in span: ChangedSpan)
  {
    var column = span.start
    while column < span.end {
      if unsafe wanted[column].isOrderFree { unsafe shown[column] = wanted[column] }
      column &+= 1
    }
  }
}

extension Cell {
  /// Whether it looks the same wherever and whenever it is written: a space or a half block, in known colours.
  @inline(__always)
  fileprivate var isOrderFree: Bool {
    if style != 0 || back == ColorCode.terminalDefault { return false }
    if glyph == 0x20 { return true }
    return (glyph == 0x2580 || glyph == 0x2584) && fore != ColorCode.terminalDefault
  }
}
