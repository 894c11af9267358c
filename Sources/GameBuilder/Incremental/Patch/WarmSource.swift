/// A source from which a compiler can do most of its work before it is known which bodies of a file change.
///
/// It is the file with an attached macro on each function. The compiler checks everything outside bodies, and then asks the
/// macro's plug-in for each body (``BodyPlugIn``), which waits for the save: of the changed functions it returns the new
/// bodies, of all others a call of the placeholder. So the compiler ends up with what ``BodySplit/patchSource(since:)``
/// would have given it.
///
/// Before the file come copies of its functions that cannot be called. The compiler checks them first, which makes it read
/// what bodies of this file use of other modules, and emits no code for them.
struct WarmSource: Sendable {
  static let module = "HotLoopBodies"
  /// What the plug-in finds the number of a body by.
  static let attribute = "_HotloopBody("

  let text: [UInt8]
  /// The version from which it was made.
  let split: BodySplit
  private let path: String

  /// - Parameter hasCopies: whether it contains the copies. The compiler may reject them: they are in other places.
  /// - Returns: nil if the file cannot be compiled in this way.
  init?(_ source: [UInt8], path: String, hasCopies: Bool) {
    guard let split = BodySplit(source), let reader = InterfaceFingerprint.read(source),
      reader.bodies.count == split.bodies.count, !LineLiterals.matter(outsideBodiesOf: reader),
      !LineLiterals.hasConditions(reader),
      !path.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 32 }),
      // A byte order mark is allowed only at the beginning of a file.
      source.first != 0xEF
    else { return nil }
    self.split = split
    self.path = path
    var text: [UInt8] = hasCopies ? WarmSource.copies(reader) : []
    text += "#sourceLocation(file: \"\(path)\", line: 1)\n".utf8
    var position = 0
    for (number, (body, function)) in zip(split.bodies, reader.bodies.map(\.function)).enumerated()
    where body.isPlain {
      if let function {
        let start = reader.tokens[function.start].range.lowerBound
        text += source[position..<start]
        text += "@\(WarmSource.attribute)\(number)) ".utf8
        position = start
      }
      text += source[position..<body.range.lowerBound]
      text += split.replacement(of: body)
      position = body.range.upperBound
    }
    text += source[position...]
    text += "\n#sourceLocation()\n".utf8
    text += BodySplit.placeholderDeclaration.utf8
    text +=
      """
      @attached(body) private macro _HotloopBody(_ number: Int) =
        #externalMacro(module: "\(WarmSource.module)", type: "Body")

      """.utf8
    self.text = text
  }

  /// The bodies to insert for a version of the file, in braces, by their number. All others stay as they are in `base`, the
  /// version of the object of the whole file.
  ///
  /// Returns nil if the result would differ from `new.patchSource(since: base)`.
  func bodies(of new: BodySplit, since base: BodySplit) -> [Int: [UInt8]]? {
    guard let unchanged = new.unchangedBodies(since: base), new.interface == split.interface,
      new.bodies.count == split.bodies.count, new.values.map(\.content) == split.values.map(\.content)
    else { return nil }
    var changed: [Int: [UInt8]] = [:]
    for (number, body) in new.bodies.enumerated() where !unchanged[number] {
      let old = split.bodies[number]
      let line = new.line(of: body)
      guard line == split.line(of: old) else { return nil }
      if !body.isPlain {
        guard body.content == old.content else { return nil }
        continue
      }
      // The compiler counts what is local to a function otherwise in a macro's expansion, and the numbers are in names.
      guard body.isFunction, body.words.isDisjoint(with: WarmSource.localDeclarations),
        body.words.isDisjoint(with: LineLiterals.functions),
        !LineLiterals.literals.contains(where: { new.source[body.range].firstRange(of: $0) != nil })
      else { return nil }
      // After the brace, each byte is on the line and in the column where it is in the file.
      var text = Array("{\n#sourceLocation(file: \"\(path)\", line: \(line))\n".utf8)
      text += [UInt8](repeating: 32, count: new.column(of: body))
      text += new.source[body.range]
      text.append(UInt8(ascii: "}"))
      changed[number] = text
    }
    return changed
  }

  private static let localDeclarations: Set<BodySplit.Word> = Set(
    ["func", "struct", "enum", "class", "actor", "lazy"].map { ArraySlice($0.utf8) })

  // MARK: Copies

  private static func copies(_ reader: InterfaceFingerprint) -> [UInt8] {
    var text: [UInt8] = []
    for (number, body) in reader.bodies.enumerated() where body.isPlain {
      guard let function = body.function, let head = extensionHead(of: function, reader),
        reader.tokens[function.name].kind == .word, !reader.hasAttribute(before: function.start)
      else { continue }
      text += head
      text += "@available(*, unavailable) private ".utf8
      for token in reader.tokens[function.start..<function.name - 1]
      where keptModifiers.contains(reader.source.string(token)) {
        text += reader.source.text(token)
        text.append(32)
      }
      text += "func _hotloopWarm\(number)".utf8
      let end = reader.tokens[body.tokens.upperBound].range.upperBound
      text += reader.source.source[reader.tokens[function.name].range.upperBound..<end]
      text += (head.isEmpty ? "\n" : "\n}\n").utf8
    }
    return text
  }

  private static let keptModifiers: Set<String> = [
    "borrowing", "class", "consuming", "mutating", "nonisolated", "nonmutating", "static",
  ]

  /// `extension T where … { `, of the type around a function; empty for a global one. Nil if an extension could not see
  /// what the function sees: names of a type around its type.
  private static func extensionHead(
    of function: InterfaceFingerprint.Function, _ reader: InterfaceFingerprint
  ) -> [UInt8]? {
    guard let scope = function.scopes.first else { return [] }
    guard function.scopes.count == 1, !reader.hasAttribute(before: scope.lowerBound) else { return nil }
    let words = reader.tokens[scope].dropFirst()
    var parts = [words]
    if reader.source.isWord(reader.tokens[scope.lowerBound], "extension") {
      // Without the protocols of `extension T: P, Q where …`.
      if let colon = words.firstIndex(where: { $0.kind == .mark(UInt8(ascii: ":")) }) {
        let condition = words.firstIndex { reader.source.isWord($0, "where") } ?? words.endIndex
        if colon < condition { parts = [words[..<colon], words[condition...]] }
      }
    } else {
      parts = [words.prefix(1)]
    }
    var text = Array("extension ".utf8)
    for part in parts {
      guard let first = part.first, let last = part.last else { continue }
      text += reader.source.source[first.range.lowerBound..<last.range.upperBound]
      text.append(32)
    }
    return text + Array("{ ".utf8)
  }
}

extension BodySplit {
  /// The number of the line on which a body begins, after the brace.
  fileprivate func line(of body: Body) -> Int {
    1 + source[..<body.range.lowerBound].count { $0 == 10 }
  }

  /// The bytes before a body on its first line.
  fileprivate func column(of body: Body) -> Int {
    source[..<body.range.lowerBound].reversed().prefix { $0 != 10 }.count
  }
}

extension InterfaceFingerprint {
  /// Whether an attribute, or its arguments, ends before a declaration.
  fileprivate func hasAttribute(before declaration: Int) -> Bool {
    var start = declaration
    while start > 0, tokens[start - 1].kind == .word,
      DeclarationKeyword.functionModifiers.contains(source.string(tokens[start - 1]))
    {
      start -= 1
    }
    if source.isMark(")", at: start - 1) {
      var depth = 0
      repeat {
        start -= 1
        if source.isMark(")", at: start) { depth += 1 }
        if source.isMark("(", at: start) { depth -= 1 }
      } while depth > 0 && start > 0
    }
    return source.isMark("@", at: start - 2)
  }
}
