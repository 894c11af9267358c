/// The name of a new game: of its folder and its package, and of its Swift type.
struct GameName: Equatable {
  /// Such as `my-game`.
  let package: String
  /// Such as `MyGame`.
  let type: String

  init(_ name: String) throws(InvalidGameName) {
    if let wrong = name.first(where: { !$0.isASCII || !($0.isLetter || $0.isNumber || "-_".contains($0)) }) {
      throw InvalidGameName(name, "'\(wrong)' is not a letter of ASCII, a digit, - or _")
    }
    guard let first = name.first, first.isLetter else {
      throw InvalidGameName(name, "it must begin with a letter")
    }
    package = name
    type = name.split { "-_".contains($0) }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    if Self.taken.contains(type) {
      throw InvalidGameName(name, "its type would be \(type), which Swift or the SDK calls something else")
    }
  }

  /// Keywords of Swift, modules and targets that the files of a game import, and the protocol `Game`. What else a template uses
  /// is found in its files.
  private static let taken: Set<String> = [
    "Any", "Self", "Type", "Protocol", "Game", "World", "GameSDK", "GameTesting", "GameTests", "Testing",
    "Swift",
  ]
}

struct InvalidGameName: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ name: String, _ reason: String) {
    description = "'\(name)' cannot be the name of a game: \(reason); give another one, such as my-game"
  }
}
