import Engine
import Synchronization

/// The widths of characters in tmux's own table, asked of a tmux that is used for nothing else.
enum TmuxWidths {
  private static let known = Mutex<[Unicode.Scalar: Int]>([:])

  /// Complete for the given scalars.
  static func of(_ scalars: some Sequence<Unicode.Scalar>) throws -> [Unicode.Scalar: Int] {
    let wanted = Set(scalars.lazy.filter { $0.value >= 0x7F })
    return try known.withLock { known in
      let missing = wanted.filter { known[$0] == nil }
      if !missing.isEmpty {
        let list = Array(missing)
        let advances = try TmuxScreen(size: CellSize(columns: 20, rows: 2)).cursorAdvances(list)
        for (scalar, advance) in zip(list, advances) { known[scalar] = advance }
      }
      return known
    }
  }
}
