import GameSDK
import World

struct Room {
  let x, y, width, height: Int

  var center: Point { Point(x: Int32(x + width / 2), y: Int32(y + height / 2)) }

  /// Whether there would be no wall between two rooms.
  func touches(_ other: Room) -> Bool {
    x <= other.x + other.width && other.x <= x + width && y <= other.y + other.height
      && other.y <= y + height
  }

  func place(_ random: inout WorldRandom) -> Point {
    Point(x: Int32(random.next(in: x..<x + width)), y: Int32(random.next(in: y..<y + height)))
  }
}

extension World {
  /// A new floor: rooms, a corridor from each to the next, the player in the first, the stairs in the last, and monsters in
  /// all but the first.
  mutating func digRooms(_ bestiary: Bestiary, _ random: inout WorldRandom) {
    tiles.removeAll()
    monsters.removeAll()
    for _ in Map.places { tiles.append(Tile()) }
    let rooms = chooseRooms(&random)
    for room in rooms {
      for y in room.y..<room.y + room.height { dig(from: room.x, to: room.x + room.width - 1, row: y) }
    }
    for (room, next) in zip(rooms, rooms.dropFirst()) {
      let (a, b) = (room.center, next.center)
      dig(from: Int(a.x), to: Int(b.x), row: Int(a.y))
      for y in min(a.y, b.y)...max(a.y, b.y) { dig(from: Int(b.x), to: Int(b.x), row: Int(y)) }
    }
    player = rooms[0].center
    self[rooms[rooms.count - 1].center].ground = .stairs
    for room in rooms.dropFirst() { addMonsters(to: room, bestiary, &random) }
  }

  private func chooseRooms(_ random: inout WorldRandom) -> [Room] {
    var rooms: [Room] = []
    for attempt in 0..<40 {
      let (width, height) = (random.next(in: 5...12), random.next(in: 3...5))
      // The first two are in the two halves of the map, so that both have room.
      let left = attempt == 1 ? Map.width / 2 + 1 : 1
      let right = attempt == 0 ? Map.width / 2 : Map.width
      let (x, y) = (random.next(in: left..<right - width), random.next(in: 1..<Map.height - height))
      let room = Room(x: x, y: y, width: width, height: height)
      if !rooms.contains(where: room.touches) { rooms.append(room) }
    }
    return rooms
  }

  private mutating func dig(from x: Int, to other: Int, row: Int) {
    for x in min(x, other)...max(x, other) { self[Point(x: Int32(x), y: Int32(row))].ground = .floor }
  }

  /// Stronger ones the deeper it is.
  private mutating func addMonsters(to room: Room, _ bestiary: Bestiary, _ random: inout WorldRandom) {
    for _ in 0..<random.next(in: 0...2) {
      let place = room.place(&random)
      let kind = Int32(random.next(in: 0..<min(bestiary.kinds.count, Int(depth) + 1)))
      if self[place].ground == .floor, monster(at: place) == nil {
        monsters.append(Monster(place: place, health: bestiary[kind].health, kind: kind))
      }
    }
  }
}
