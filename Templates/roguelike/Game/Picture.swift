import GameSDK
import World

extension TemplateGame {
  /// The map is in the middle, with the message line above it, and a line of numbers below.
  func draw(_ world: World, _ bestiary: Bestiary, on canvas: inout Canvas) {
    let left = (canvas.columns - Map.width) / 2
    let top = (canvas.rows - Map.height) / 2
    for place in Map.places where world[place].is_known {
      let (column, row) = (left + Int(place.x), top + Int(place.y))
      let isSeen = world.sees(world.player, place)
      switch world[place].ground {
      case .floor: canvas.text("·", column: column, row: row, isSeen ? 0x6C7680 : 0x2E343B)
      case .stairs: canvas.text(">", column: column, row: row, isSeen ? 0xFFD75F : 0x8A7A45, style: .bold)
      default: canvas.text("#", column: column, row: row, isSeen ? 0xA89984 : 0x4A453D)
      }
    }
    for monster in world.monsters.elements where world.sees(world.player, monster.place) {
      let kind = bestiary[monster.kind]
      let (column, row) = (left + Int(monster.place.x), top + Int(monster.place.y))
      canvas.text(kind.letter, column: column, row: row, kind.color, style: .bold)
    }
    canvas.text(
      "@", column: left + Int(world.player.x), row: top + Int(world.player.y), .white, style: .bold)

    let health = max(0, Int(world.health))
    let color: Color = health > Int(Rules.health) / 3 ? 0x8BC34A : 0xFF5C57
    let bottom = top + Map.height
    canvas.text("health", column: left, row: bottom, 0x9AA5B1)
    canvas.text(String(repeating: "█", count: health), column: left + 7, row: bottom, color)
    canvas.text(
      "floor \(world.depth)  turn \(world.turn)", in: left..<left + Map.width, row: bottom, align: .right,
      0x9AA5B1)
    let messages = world.messages.elements.map { text(of: $0, bestiary, world) }
    canvas.text(messages.joined(separator: " "), column: left, row: top - 1, 0xE5E9F0)
  }

  private func text(of message: Message, _ bestiary: Bestiary, _ world: World) -> String {
    let name = bestiary[message.kind].name
    return switch message.happening {
    case .began: "You enter the cellar. Find the stairs (>)."
    case .hit: "You hit the \(name) for \(message.amount)."
    case .killed: "You kill the \(name)."
    case .hurt: "The \(name) bites you for \(message.amount)."
    case .died: "The \(name) kills you on floor \(world.depth). r begins again."
    case .descended: "You rest on the stairs, and reach floor \(message.amount)."
    default: ""
    }
  }
}
