import Glibc

/// The short name of a function from its symbol, as the source has it: `Cinder.step` for `$s4Game6CinderV4stepyy…`.
///
/// Accessors end with their kind, `World.health.getter`; closures and local functions begin with what they are in:
/// `closure in World.stepPlayer`.
func functionName(ofSymbol symbol: String) -> String {
  guard let demangled = demangled(symbol) else { return symbol }
  // `closure #1 (Int) -> () in inner #1 (Int) -> Int in Game.Cinder.step(…) -> ()`, innermost first.
  var parts = withoutAttributes(demangled[...]).splitAtTopLevel(by: " in ")
  guard let last = parts.popLast() else { return symbol }
  var names = [declarationName(withoutAttributes(last))]
  for part in parts.reversed() {
    let part = withoutAttributes(part)
    guard let number = part.firstRange(of: " #") else { continue }
    let local = String(part[..<number.lowerBound])
    if local != "closure" && local != "implicit closure" {
      names.insert(local, at: 0)
    } else if names[0] != "closure" {
      // A closure in a closure is in the same function.
      names.insert("closure", at: 0)
    }
  }
  return names.joined(separator: " in ")
}

/// `World.stepPlayer` for `(extension in Game):__C.World.(stepPlayer in _4F2A…)<A where A: Thing>(by: A) -> ()`.
private func declarationName(_ text: Substring) -> String {
  var name = String(text)
  // A method of an extension of a type of another module.
  while let start = name.firstRange(of: "(extension in "),
    let end = name[start.upperBound...].firstRange(of: "):")
  {
    name.removeSubrange(start.lowerBound..<end.upperBound)
  }
  // `(move in _4F2A…)`: private.
  name.replace(regex(#"\(([^()]+) in _[0-9A-F]+\)"#)) { $0.output[1].substring ?? "" }
  // Operators may contain the characters that are searched for below.
  for kind in [" infix(", " prefix(", " postfix("] {
    if let end = name.firstRange(of: kind) { return withoutModule(name[..<end.lowerBound]) }
  }
  name = name.withoutGenericArguments()
  for end in ["(", " : ", " -> "] {
    if let range = name.firstRange(of: end) { name = String(name[..<range.lowerBound]) }
  }
  return withoutModule(name[...])
}

private func withoutModule(_ name: Substring) -> String {
  guard let dot = name.firstIndex(of: "."),
    name[..<dot].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
  else { return String(name) }
  return String(name[name.index(after: dot)...])
}

/// Removes what the compiler adds in front: `static`, `merged`, `generic specialization <Game.Cinder> of` and the like.
private func withoutAttributes(_ text: Substring) -> Substring {
  var text = text
  while true {
    if let attribute = attributes.first(where: text.hasPrefix) {
      text = text.dropFirst(attribute.count)
    } else if let mark = text.prefixMatch(
      of: regex(#"\([0-9]+\) (await|suspend) resume partial function for "#))
    {
      text = text[mark.range.upperBound...]
    } else if let mark = text.prefixMatch(
      of: regex("([a-z-]+ )*specialization <|inlined generic function <")),
      let end = text.endOfGenericArguments(from: text.index(before: mark.range.upperBound)),
      text[end...].hasPrefix(" of ")
    {
      text = text[end...].dropFirst(" of ".count)
    } else if text.hasPrefix("protocol witness for "), let end = text.lastRange(of: " in conformance ") {
      text = text[..<end.lowerBound].dropFirst("protocol witness for ".count)
    } else if let mark = text.prefixMatch(of: regex("default argument [0-9]+ of ")) {
      text = text[mark.range.upperBound...]
    } else {
      return text
    }
  }
}

/// The regular expression for a pattern of this file, which is valid. Not a literal: the builder compiles the whole of a file with
/// those.
private func regex(_ pattern: String) -> Regex<AnyRegexOutput> {
  do { return try Regex(pattern) } catch { preconditionFailure("\(pattern): \(error)") }
}

private let attributes = [
  "static ", "class ", "merged ", "specialized ", "partial apply forwarder for ", "dispatch thunk of ",
  "one-time initialization function for ", "variable initialization expression of ",
]

extension Substring {
  /// The position after the angle bracket that closes the one at `start`. The bracket of `->` is none.
  fileprivate func endOfGenericArguments(from start: Index) -> Index? {
    var depth = 0
    var previous: Character = " "
    for index in self[start...].indices {
      let character = self[index]
      if character == "<" { depth += 1 }
      if character == ">", previous != "-" {
        depth -= 1
        if depth == 0 { return self.index(after: index) }
      }
      previous = character
    }
    return nil
  }

  /// Splits at a separator outside of parentheses.
  fileprivate func splitAtTopLevel(by separator: String) -> [Substring] {
    var parts: [Substring] = []
    var depth = 0
    var start = startIndex
    var index = startIndex
    while index < endIndex {
      if self[index] == "(" { depth += 1 }
      if self[index] == ")" { depth -= 1 }
      if depth == 0, self[index...].hasPrefix(separator) {
        parts.append(self[start..<index])
        start = self.index(index, offsetBy: separator.count)
        index = start
      } else {
        index = self.index(after: index)
      }
    }
    return parts + [self[start...]]
  }

  fileprivate func lastRange(of text: String) -> Range<Index>? { ranges(of: text).last }
}

extension String {
  fileprivate func withoutGenericArguments() -> String {
    var name = self
    while let start = name.firstIndex(of: "<"), let end = name[...].endOfGenericArguments(from: start) {
      name.removeSubrange(start..<end)
    }
    return name
  }
}

/// Calls the Swift runtime's demangler; nil if the symbol is not mangled.
func demangled(_ symbol: String) -> String? {
  guard symbol.hasPrefix("$s") || symbol.hasPrefix("$S") else { return nil }
  typealias Demangle =
    @convention(c) (
      UnsafePointer<CChar>?, Int, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?, UInt32
    ) -> UnsafeMutablePointer<CChar>?
  guard let entry = unsafe dlsym(nil, "swift_demangle") else { return nil }
  // The runtime exports it with this type; the caller frees the text it returns.
  let call = unsafe unsafeBitCast(entry, to: Demangle.self)
  guard let text = unsafe call(symbol, symbol.utf8.count, nil, nil, 0) else { return nil }
  defer { unsafe free(text) }
  return unsafe String(cString: text)
}
