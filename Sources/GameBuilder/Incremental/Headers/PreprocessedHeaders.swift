/// What clang's preprocessor makes of headers (`-E -dD`): their declarations with all macros expanded, and the definitions of
/// their own macros.
struct PreprocessedHeaders {
  /// Split at the ends of declarations.
  private(set) var declarations: [[CToken]] = []
  /// `#define` and `#undef`.
  private(set) var macros: [Macro] = []
  /// Whether a directive such as `#pragma pack` may change the meaning of what follows it.
  private(set) var hasOtherDirectives = false
  /// The headers that were read.
  private(set) var files: Set<String> = []

  struct Macro {
    /// As the preprocessor writes it: `define SPEED 3`.
    let text: String
    let tokens: [CToken]
    /// Whether a header of somebody else was read afterwards, on which it may have an effect.
    var precedesOthers = false
  }

  private var pending: [CToken] = []
  private var brackets: [UInt8] = []

  /// - Parameters:
  ///   - output: of the preprocessor.
  ///   - folders: declarations in files elsewhere are left out.
  /// Returns nil if it cannot be split with confidence.
  init?(_ output: [UInt8], in folders: [String]) {
    var number = 0
    var isOwn = false
    for line in output.split(separator: 10, omittingEmptySubsequences: false) {
      defer { number += 1 }
      guard let first = line.first(where: { $0 > 32 }) else { continue }
      if first != UInt8(ascii: "#") {
        guard isOwn else { continue }
        guard let tokens = CToken.tokens(of: line, number: number) else { return nil }
        for token in tokens {
          guard append(token) else { return nil }
        }
        continue
      }
      let text = String(decoding: line, as: UTF8.self)
      if text.hasPrefix("# ") {
        guard let marker = Marker(text) else { return nil }
        number = marker.line - 1
        isOwn = folders.contains { marker.file.hasPrefix($0 + "/") }
        if isOwn {
          files.insert(marker.file)
        } else if !marker.file.hasPrefix("<"), marker.file != "/dev/null" {
          // What another file adds in the middle of a declaration is not read here.
          if !pending.isEmpty { return nil }
          for index in macros.indices { macros[index].precedesOthers = true }
        }
      } else if isOwn {
        guard readDirective(text, number) else { return nil }
      }
    }
    guard pending.isEmpty else { return nil }
  }

  /// `# 14 "/game/Game/World/include/world.h" 2`: which line of which file follows.
  private struct Marker {
    let line: Int
    let file: String

    init?(_ text: String) {
      let parts = text.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, let line = Int(parts[0].dropFirst(2).filter { $0 != " " }) else { return nil }
      self.line = line
      file = String(parts[1])
    }
  }

  private mutating func readDirective(_ text: String, _ number: Int) -> Bool {
    let directive = text.dropFirst()
    if directive.hasPrefix("define ") || directive.hasPrefix("undef ") {
      guard let tokens = CToken.tokens(of: directive.utf8, number: number), tokens.count > 1 else {
        return false
      }
      macros.append(Macro(text: String(directive), tokens: tokens))
      return true
    }
    if !directive.hasPrefix("pragma once"), !directive.hasPrefix("pragma clang module ") {
      hasOtherDirectives = true
    }
    return true
  }

  private mutating func append(_ token: CToken) -> Bool {
    pending.append(token)
    guard case .mark(let mark) = token.kind else { return true }
    switch mark {
    case UInt8(ascii: "("): brackets.append(UInt8(ascii: ")"))
    case UInt8(ascii: "["): brackets.append(UInt8(ascii: "]"))
    case UInt8(ascii: "{"): brackets.append(UInt8(ascii: "}"))
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      guard brackets.popLast() == mark else { return false }
      if brackets.isEmpty, mark == UInt8(ascii: "}"), CDeclaration(pending).isFunction { end() }
    case UInt8(ascii: ";") where brackets.isEmpty: end()
    default: break
    }
    return true
  }

  private mutating func end() {
    if pending.count > 1 { declarations.append(pending) }
    pending = []
  }
}

extension PreprocessedHeaders {
  /// What files depend on that look up what the headers declare.
  var parts: [InterfacePart] {
    var plain = CPlainTypes()
    return macros.flatMap(\.parts) + declarations.flatMap { CDeclaration($0).parts(&plain) }
  }
}

extension PreprocessedHeaders.Macro {
  var parts: [InterfacePart] {
    let names = tokens.dropFirst().first.map { Set([$0.text]) } ?? []
    var parts = [
      InterfacePart(
        scope: .names(names), hash: ContentHash(of: text), mentions: tokens.dropFirst(2).names, language: .c)
    ]
    if precedesOthers {
      parts.append(
        InterfacePart(scope: .everything, hash: ContentHash(of: text), mentions: [], language: .c))
    }
    return parts
  }
}
