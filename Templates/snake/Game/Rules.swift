import GameSDK
import World

enum Rules {
  static let stepsPerSecond: Float = 9
  static let growthPerApple: Int32 = 3
  static let firstLength = 4
}

extension World {
  /// Begins a new game: a snake at the start of the level, which looks to the right.
  mutating func begin(in level: Level, _ random: inout WorldRandom) {
    snake.removeAll()
    turns.removeAll()
    for index in 0..<Rules.firstLength {
      snake.append(level.around(Point(x: level.start.x - Int32(index), y: level.start.y)))
    }
    direction = .right
    (countdown, growth, score, is_over) = (1, 0, 0, false)
    placeApple(in: level, &random)
  }

  /// Remembers a turn for the next steps. A turn by 180° is none.
  mutating func turn(to direction: Point) {
    let last = turns.elements.last ?? self.direction
    let isTurn = direction.x * last.x + direction.y * last.y == 0
    if isTurn, turns.count < 2 { turns.append(direction) }
  }

  /// One step: the head enters the next cell, and each other cell follows the one before it.
  mutating func moveSnake(in level: Level, _ random: inout WorldRandom) {
    if !turns.isEmpty { direction = turns.swapRemove(at: 0) }
    let head = level.around(snake[0] + direction)
    let tail = snake[snake.count - 1]
    if level.isWall(head) || isSnake(head) && (head != tail || growth > 0) {
      is_over = true
      return
    }
    for index in snake.indices.dropFirst().reversed() { snake[index] = snake[index - 1] }
    snake[0] = head
    if growth > 0 {
      growth -= 1
      snake.append(tail)
    }
    if head == apple {
      score += 1
      growth += Rules.growthPerApple
      placeApple(in: level, &random)
    } else if level.isWall(apple) {
      // The level was edited.
      placeApple(in: level, &random)
    }
  }

  /// The game is over if there is no place.
  private mutating func placeApple(in level: Level, _ random: inout WorldRandom) {
    let free = level.cells.filter { !level.isWall($0) && !isSnake($0) }
    guard let place = random.element(of: free) else { return is_over = true }
    apple = place
  }

  private func isSnake(_ point: Point) -> Bool { snake.elements.contains(point) }
}

extension Point: @retroactive Equatable {
  static let left = Point(x: -1, y: 0)
  static let right = Point(x: 1, y: 0)
  static let up = Point(x: 0, y: -1)
  static let down = Point(x: 0, y: 1)

  static func + (a: Point, b: Point) -> Point { Point(x: a.x + b.x, y: a.y + b.y) }
  public static func == (a: Point, b: Point) -> Bool { a.x == b.x && a.y == b.y }
}
