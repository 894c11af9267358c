/// The name of an exported game's program.
enum ProgramName {
  /// `TicTacToe` is `tic-tac-toe`, as the package of a new game is called.
  static func of(game: String) -> String {
    var name = ""
    var isAfterSmall = false
    for character in game {
      let isWord = character.isLetter || character.isNumber
      let begins = !isWord || character.isUppercase && isAfterSmall
      if begins, !name.isEmpty, name.last != "-" { name.append("-") }
      if isWord { name.append(contentsOf: character.lowercased()) }
      isAfterSmall = isWord && !character.isUppercase
    }
    if name.last == "-" { name.removeLast() }
    return name.isEmpty ? "game" : name
  }
}
