/// The modules that a game's files import: code beside them finds the same names.
enum GameImports {
  static func names(in source: [UInt8]) -> Set<String> {
    var names: Set<String> = []
    for line in source.split(separator: 10) {
      var words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" || $0 == "\r" }
      while let first = words.first, first.hasPrefix("@") || access.contains(String(first)) {
        words.removeFirst()
      }
      guard words.first == "import",
        let name = words.dropFirst().first(where: { !kinds.contains(String($0)) })
      else { continue }
      names.insert(String(name.prefix { $0 != "." && $0 != ";" }))
    }
    return names
  }

  private static let access: Set = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
  ]
}
