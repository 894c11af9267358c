import CGameABI

/// Writes the changed half blocks of a picture in the order of their colours instead of row by row.
///
/// In true colour, changing both colours takes about 35 bytes and moving the cursor 2 to 8. If many cells share few pairs of
/// colours, as in anything drawn with a palette, it is shorter to set each pair once and to visit all cells that have it.
/// Cells are grouped by background and then by foreground, so that mostly one colour changes from group to group. A cell of
/// one colour is a space.
///
/// `isShorter` decides from the numbers of colours and pairs, before a byte is written. One thread.
// Safe: every index is masked with a table's size or is a count below the capacity.
@safe final class ColorOrder {
  /// With fewer cells the order is not considered.
  static let minCells = 192

  private struct Group {
    var key: UInt64
    /// Index + 1 of its first and its last cell; 0 for none.
    var first: UInt32
    var last: UInt32
    /// Index + 1 of the next group with the same background.
    var next: UInt32
  }

  private struct Color {
    var code: UInt32
    /// Index + 1 of its first and its last group.
    var firstGroup: UInt32
    var lastGroup: UInt32
  }

  /// What is written into a cell while its group's colours are set.
  enum Look: UInt16 {
    case space, upper, lower
  }

  /// A copy of everything that writing needs, because the cells themselves are far apart in memory.
  private struct Entry {
    var column: UInt16
    private var rowAndLook: UInt16
    /// Index + 1 of the next cell of the group.
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
  /// Hash tables with open addressing: index + 1 of a group or a colour, 0 for a free slot.
  private var groupTable: UnsafeMutablePointer<UInt32>
  private var colorTable: UnsafeMutablePointer<UInt32>

  private var entryCount = 0
  private var groupCount = 0
  private var colorCount = 0
  private var tablesAreClean = false
  /// The cost of row order: colours to set, and runs with other colours than the previous run.
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

  /// Begins a picture of at most `cells` cells.
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
    var slots = 1024
    while slots < 2 * cells { slots *= 2 }
    mask = UInt32(slots - 1)
    unsafe entries = .allocate(capacity: cells)
    unsafe groups = .allocate(capacity: cells)
    unsafe colors = .allocate(capacity: cells)
    unsafe groupTable = .allocate(capacity: slots)
    unsafe colorTable = .allocate(capacity: slots)
    tablesAreClean = false
  }

  /// Collects the cells of a row that differ and can be written in any order.
  ///
  /// - Returns: false if the picture has too many colours for this order to be shorter.
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
    return entryCount < ColorOrder.minCells || colorCount &* 2 < entryCount
  }

  @inline(__always)
  private func add(_ cell: Cell, _ column: Int, _ row: Int) {
    let isSpace = cell.glyph == 0x20
    let group = group(fore: isSpace ? cell.back : cell.fore, back: cell.back)
    let index = UInt32(truncatingIfNeeded: entryCount)
    let look: Look = isSpace ? .space : cell.glyph == BlockElement.upperHalf ? .upper : .lower
    countRowOrder(isSpace, cell)
    unsafe entries[entryCount] = Entry(column: column, row: row, look: look)
    entryCount &+= 1
    let last = unsafe groups[group].last
    if last == 0 {
      unsafe groups[group].first = index &+ 1
    } else {
      unsafe entries[Int(last &- 1)].next = index &+ 1
    }
    unsafe groups[group].last = index &+ 1
  }

  private func countRowOrder(_ isSpace: Bool, _ cell: Cell) {
    var changes = 0
    if !isSpace, cell.fore != fore { changes &+= 1 }
    if cell.back != back { changes &+= 1 }
    if changes == 0 { return }
    rowColors &+= changes
    rowRuns &+= 1
    if !isSpace { fore = cell.fore }
    back = cell.back
  }

  /// The group of a pair of colours.
  private func group(fore: UInt32, back: UInt32) -> Int {
    let key = UInt64(back) << 32 | UInt64(fore)
    var slot = ColorOrder.hash(key) & mask
    while true {
      let found = unsafe groupTable[Int(slot)]
      if found == 0 { break }
      if unsafe groups[Int(found &- 1)].key == key { return Int(found &- 1) }
      slot = (slot &+ 1) & mask
    }
    let index = groupCount
    groupCount &+= 1
    let number = UInt32(truncatingIfNeeded: groupCount)
    unsafe groupTable[Int(slot)] = number
    unsafe groups[index] = Group(key: key, first: 0, last: 0, next: 0)
    let color = color(back)
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
    var slot = ColorOrder.hash(UInt64(code)) & mask
    while true {
      let found = unsafe colorTable[Int(slot)]
      if found == 0 { break }
      if unsafe colors[Int(found &- 1)].code == code { return Int(found &- 1) }
      slot = (slot &+ 1) & mask
    }
    unsafe colors[colorCount] = Color(code: code, firstGroup: 0, lastGroup: 0)
    colorCount &+= 1
    unsafe colorTable[Int(slot)] = UInt32(truncatingIfNeeded: colorCount)
    return colorCount &- 1
  }

  private static func hash(_ key: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }

  /// Whether this order takes clearly fewer bytes than row by row.
  func isShorter(depth: ColorDepth) -> Bool {
    if entryCount < ColorOrder.minCells { return false }
    let colorBytes = depth == .truecolor ? 17 : 9
    let inRows = rowColors &* colorBytes &+ rowRuns &* 3
    // A movement takes 3 to 4 bytes on average: the cells of a group are often in adjacent rows.
    let inColors = (colorCount &+ groupCount) &* colorBytes &+ groupCount &* 3 &+ entryCount &* 4
    return inColors &* 10 < inRows &* 9
  }

  /// Writes the collected cells. The caller then calls `noteShown` for each row.
  ///
  /// - Returns: the number of cells.
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

  /// Notes the collected cells of a row as shown.
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
  /// Whether the cell can be written in any order: a space or a half block in explicit colours.
  @inline(__always)
  fileprivate var isOrderFree: Bool {
    if style != 0 || back == ColorCode.terminalDefault { return false }
    if glyph == 0x20 { return true }
    return isHalfBlock && fore != ColorCode.terminalDefault
  }
}
