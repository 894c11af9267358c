import GameSDK
import World

enum Rules {
  static let health: Int32 = 20
  static let damage = 2...5
  /// What the stairs heal.
  static let rest: Int32 = 6
  /// How far you and the monsters see.
  static let sight = 9
}

extension World {
  mutating func begin(_ bestiary: Bestiary, _ random: inout WorldRandom) {
    (health, depth, turn) = (Rules.health, 0, 0)
    descend(bestiary, &random)
    messages.removeAll()
    tell(.began)
  }

  /// The player's turn, and that of each monster. The direction 0, 0 waits.
  mutating func takeTurn(_ direction: Point, _ bestiary: Bestiary, _ random: inout WorldRandom) {
    messages.removeAll()
    turn += 1
    let place = player + direction
    if let monster = monster(at: place) {
      hit(monster, &random)
    } else if self[place].ground != .wall {
      player = place
    }
    if self[player].ground == .stairs {
      health = min(Rules.health, health + Rules.rest)
      descend(bestiary, &random)
      tell(.descended, amount: depth)
    } else {
      for index in monsters.indices where health > 0 { act(index, bestiary, &random) }
    }
    lookAround()
  }

  private mutating func descend(_ bestiary: Bestiary, _ random: inout WorldRandom) {
    depth += 1
    digRooms(bestiary, &random)
    lookAround()
  }

  private mutating func hit(_ index: Int, _ random: inout WorldRandom) {
    let damage = Int32(random.next(in: Rules.damage))
    let kind = monsters[index].kind
    monsters[index].health -= damage
    if monsters[index].health > 0 { return tell(.hit, amount: damage, kind: kind) }
    monsters.swapRemove(at: index)
    tell(.killed, kind: kind)
  }

  /// A monster that sees the player comes closer, and bites when it is beside them.
  private mutating func act(_ index: Int, _ bestiary: Bestiary, _ random: inout WorldRandom) {
    let monster = monsters[index]
    guard sees(monster.place, player) else { return }
    let (x, y) = (player.x - monster.place.x, player.y - monster.place.y)
    if abs(x) + abs(y) == 1 {
      let damage = Int32(random.next(in: 1...bestiary[monster.kind].damage))
      health -= damage
      return tell(health > 0 ? .hurt : .died, amount: damage, kind: monster.kind)
    }
    let steps = [Point(x: x.signum(), y: 0), Point(x: 0, y: y.signum())]
    for step in abs(x) >= abs(y) ? steps : steps.reversed() {
      let place = monster.place + step
      if self[place].ground == .floor, self.monster(at: place) == nil {
        monsters[index].place = place
        return
      }
    }
  }

  func monster(at place: Point) -> Int? {
    monsters.elements.firstIndex { $0.place.x == place.x && $0.place.y == place.y }
  }

  private mutating func tell(_ happening: Happening, amount: Int32 = 0, kind: Int32 = 0) {
    messages.append(Message(amount: amount, kind: kind, happening: happening, padding: (0, 0, 0)))
  }
}
