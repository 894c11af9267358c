import Glibc

/// The short name of a function from its symbol: `Cinder.step` for `$s4Game6CinderV4stepyy…`.
func functionName(ofSymbol symbol: String) -> String {
  var name = demangle(symbol) ?? symbol
  // `closure #1 (Int) -> () in Game.Cinder.step(…) -> ()`: show the outermost function.
  var isClosure = false
  while let range = name.firstRange(of: " in "),
    name.hasPrefix("closure #") || name.hasPrefix("implicit closure #")
  {
    name = String(name[range.upperBound...])
    isClosure = true
  }
  for prefix in [
    "merged ", "static ", "specialized ", "generic specialization ", "function signature specialization ",
  ]
  where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
  // `(extension in Game):__C.World.stepPlayer() -> ()`: a method in an extension of a type of another module.
  if name.hasPrefix("(extension in "), let end = name.firstRange(of: "):") {
    name = String(name[end.upperBound...])
  }
  // `Game.Player.(move in _4F2A…)(by: Float)`: a private one.
  if let range = name.firstRange(of: ".("), let end = name[range.upperBound...].firstRange(of: " in _") {
    let bare = name[range.upperBound..<end.lowerBound]
    let rest = name[end.upperBound...].drop { $0 != ")" }.dropFirst()
    name = name[..<range.lowerBound] + "." + bare + rest
  }
  if let end = name.firstIndex(of: "(") { name = String(name[..<end]) }
  if let dot = name.firstIndex(of: "."), name[..<dot].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
  {
    name = String(name[name.index(after: dot)...])
  }
  return isClosure ? "closure in \(name)" : name
}

/// Calls the Swift runtime's demangler; nil if the symbol is not mangled.
private func demangle(_ symbol: String) -> String? {
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
