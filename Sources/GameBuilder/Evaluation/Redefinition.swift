/// Functions of the game that sent code replaces, in the texts of their files.
struct Redefinition {
  /// Path → the file with the functions that were sent.
  private(set) var texts: [String: [UInt8]] = [:]
  /// By path: what is replaced, such as `Player.move(by:)`.
  private(set) var names: [String: [String]] = [:]
  /// By path: the lines of a file that were sent, and what a line of the sent code is less than its line in the file.
  private(set) var lines: [String: [(lines: Range<Int>, offset: Int)]] = [:]
  /// What was sent besides, at its lines and columns.
  private(set) var rest: String

  struct Ambiguity: Error, Equatable {
    let description: String
  }

  /// The functions that code declares as their files do, or in an `extension` of their type; nil for none.
  static func functions(in code: String) -> [FunctionPlaces.Function]? {
    guard let tokens = SwiftTokens(Array(code.utf8)) else { return nil }
    let functions = FunctionPlaces(tokens).functions
    return functions.isEmpty ? nil : functions
  }

  /// Finds the functions by the names of their types, their own and those of their parameters.
  /// - Parameters:
  ///   - sent: see `functions(in:)`.
  ///   - file: where methods are looked up that are declared without their type; nil for none.
  ///   - sources: of the game, by path.
  init(
    _ sent: [FunctionPlaces.Function], of code: String, file: String?, in sources: [String: [UInt8]]
  ) throws(Ambiguity) {
    rest = code
    let bytes = Array(code.utf8)
    var known: [(path: String, function: FunctionPlaces.Function)] = []
    for (path, source) in sources.sorted(by: { $0.key < $1.key }) {
      guard let tokens = SwiftTokens(source) else { continue }
      known += FunctionPlaces(tokens).functions.map { (path, $0) }
    }
    var edits: [String: [(old: Range<Int>, new: Range<Int>)]] = [:]
    for function in sent {
      guard let (path, old) = try Self.original(of: function, file, known) else {
        if function.owner != nil || !function.isMethod { continue }
        throw Ambiguity(
          description: "there is no \(function.title) in "
            + (file ?? "the game; name its file, or its type by an extension"))
      }
      edits[path, default: []].append((old.range, function.range))
      names[path, default: []].append(old.title)
    }
    if edits.isEmpty { return }
    for (path, edits) in edits {
      guard let source = sources[path] else { continue }
      (texts[path], lines[path]) = Self.replace(edits, in: source, by: bytes)
    }
    rest = Self.rest(of: bytes, without: edits.values.flatMap { $0.map(\.new) })
  }

  private static func original(
    of sent: FunctionPlaces.Function, _ file: String?,
    _ known: [(path: String, function: FunctionPlaces.Function)]
  ) throws(Ambiguity) -> (path: String, function: FunctionPlaces.Function)? {
    let candidates = known.filter { path, function in
      guard function.hasName(of: sent), file == nil || path == file else { return false }
      return function.owner == sent.owner || sent.owner == nil && file != nil
    }
    let exact = candidates.filter { $0.function.types == sent.types }
    let found = exact.isEmpty ? candidates : exact
    if found.count > 1 {
      let places = found.map { "\($0.function.title) in \($0.path)" }
      throw Ambiguity(
        description: "it is not clear which function is meant: \(places.joined(separator: ", "))")
    }
    return found.first
  }

  private static func replace(
    _ edits: [(old: Range<Int>, new: Range<Int>)], in source: [UInt8], by code: [UInt8]
  ) -> (text: [UInt8], lines: [(lines: Range<Int>, offset: Int)]) {
    func lineCount(_ bytes: some Sequence<UInt8>) -> Int { bytes.count { $0 == 10 } }
    var text: [UInt8] = []
    var lines: [(lines: Range<Int>, offset: Int)] = []
    var end = 0
    for edit in edits.sorted(by: { $0.old.lowerBound < $1.old.lowerBound }) {
      text += source[end..<edit.old.lowerBound]
      let (first, count) = (lineCount(text) + 1, lineCount(code[edit.new]))
      let line = lineCount(code[..<edit.new.lowerBound]) + 1
      lines.append((first..<first + count + 1, first - line))
      text += code[edit.new]
      // What follows keeps its lines, if there is room.
      let room = lineCount(source[edit.old]) - count
      if room > 0 { text += Array(repeating: 10, count: room) }
      end = edit.old.upperBound
    }
    return (text + source[end...], lines)
  }

  private static func rest(of code: [UInt8], without ranges: [Range<Int>]) -> String {
    var rest = code
    func blank(_ range: Range<Int>) {
      for index in range where rest[index] != 10 { rest[index] = 32 }
    }
    for range in ranges { blank(range) }
    // An extension of which nothing is left.
    if let tokens = SwiftTokens(rest) {
      let list = tokens.tokens
      for index in list.indices where tokens.isWord(list[index], "extension") {
        guard let open = list[index...].firstIndex(where: { $0.kind == .mark(UInt8(ascii: "{")) }),
          tokens.isMark("}", at: open + 1)
        else { continue }
        blank(list[index].range.lowerBound..<list[open + 1].range.upperBound)
      }
    }
    return String(decoding: rest, as: UTF8.self)
  }
}
