import HostSystem

/// Where the value of `#line` and `#column` is part of the code.
///
/// In the expansion of a macro these are the line and column of the declaration with the macro, also as the default argument
/// of a function that the expansion calls. So a ``WarmSource`` is only for files that call no such function.
enum LineLiterals {
  static let literals = ["#line", "#column"].map { Array($0.utf8) }

  /// Functions of the standard library with such a default argument.
  static let functions: Set<BodySplit.Word> = Set(
    [
      "assert", "assertIsolated", "assertionFailure", "assumeIsolated", "fatalError", "precondition",
      "preconditionFailure", "preconditionIsolated",
    ].map { ArraySlice($0.utf8) })

  /// Modules in Swift that have no other function with such a default argument.
  private static let plainModules: Set<String> = [
    "Foundation", "FoundationEssentials", "GameSDK", "Glibc", "Swift", "Synchronization",
  ]

  /// Whether a function of a module may have such a default argument. Nil if the file cannot be parsed.
  /// - Parameter isSwiftModule: C modules have no default arguments.
  static func mayMatter(to source: [UInt8], isSwiftModule: (String) -> Bool) -> Bool? {
    guard let reader = InterfaceFingerprint.read(source) else { return nil }
    if matter(outsideBodiesOf: reader) { return true }
    for index in reader.tokens.indices.dropLast() where reader.source.isWord(reader.tokens[index], "import") {
      var module = reader.source.string(reader.tokens[index + 1])
      // `import struct Module.Name`
      if DeclarationKeyword.all.contains(module), index + 2 < reader.tokens.count {
        module = reader.source.string(reader.tokens[index + 2])
      }
      if !plainModules.contains(module), isSwiftModule(module) { return true }
    }
    return false
  }

  /// Whether one of the literals is outside the bodies that can be replaced.
  static func matter(outsideBodiesOf reader: InterfaceFingerprint) -> Bool {
    var bodies = reader.bodies.filter(\.isPlain).map(\.tokens)[...]
    for index in reader.tokens.indices.dropLast() where reader.source.isMark("#", at: index) {
      while let body = bodies.first, body.upperBound <= index { bodies.removeFirst() }
      let word = reader.tokens[index + 1]
      if reader.source.isWord(word, "line") || reader.source.isWord(word, "column"),
        bodies.first?.contains(index) != true
      {
        return true
      }
    }
    return false
  }

  /// Whether a part of the file is compiled only under a condition, or has other lines.
  static func hasConditions(_ reader: InterfaceFingerprint) -> Bool {
    reader.tokens.indices.dropLast().contains { index in
      reader.source.isMark("#", at: index)
        && ["if", "sourceLocation"].contains(reader.source.string(reader.tokens[index + 1]))
    }
  }
}
