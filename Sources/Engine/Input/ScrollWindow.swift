/// The part of a list that is in view. Pure.
struct ScrollWindow: Equatable {
  /// The number of lines, and how many of them have room.
  let count: Int
  let room: Int
  /// The first line in view.
  let first: Int

  /// - Parameter first: the wanted first line; moved into 0...`maxFirst`.
  init(count: Int, room: Int, first: Int) {
    self.count = count
    self.room = max(0, room)
    self.first = max(0, min(first, count - self.room))
  }

  var maxFirst: Int { max(0, count - room) }
  var lines: Range<Int> { first..<min(count, first + room) }
  var isCut: Bool { count > room }

  /// What is out of view, such as `↑ 3 more  ↓ 12 more`; nil if everything is in view.
  var note: String? {
    guard isCut else { return nil }
    let below = count - lines.upperBound
    let parts = [first > 0 ? "↑ \(first) more" : nil, below > 0 ? "↓ \(below) more" : nil]
    return parts.compactMap(\.self).joined(separator: "  ")
  }
}

extension Scroll {
  /// The first line in view afterwards.
  func moved(_ window: ScrollWindow) -> Int {
    let page = max(1, window.room - 1)
    let first =
      switch self {
      case .lines(let count): window.first + count
      case .pageUp: window.first - page
      case .pageDown: window.first + page
      case .home: 0
      case .end: window.maxFirst
      }
    return max(0, min(first, window.maxFirst))
  }
}
