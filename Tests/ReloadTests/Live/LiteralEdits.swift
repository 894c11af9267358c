import Foundation
import HostSystem

@testable import GameBuilder

/// Random edits of the literals of a package that have slots.
struct LiteralEdits {
  /// Path → source.
  private let sources: [String: SourceLiterals]
  private let slots: [(path: String, slot: SlottedSource.Slot)]

  /// The share of literals with slots.
  let share: (live: Int, all: Int)

  /// Builds the package, and its live image.
  init(_ package: TestPackage) async throws {
    let toolchain = try await Toolchain.find(cache: nil)
    let game = try await GamePackage.find(from: package.root.path, toolchain: toolchain)
    let compiler = GameCompiler(package: game, toolchain: toolchain) { _ in }
    _ = try await compiler.build(BuildRequest())
    guard let image = try await compiler.liveImage(after: nil) else { throw TestFailure("no live image") }
    sources = image.files.filter { !$0.key.hasSuffix("/Round.swift") }.mapValues(\.literals)
    // The marker of the round is no part of the game.
    slots = image.files.filter { !$0.key.hasSuffix("/Round.swift") }.sorted { $0.key < $1.key }.flatMap {
      path, file in file.slots.map { (path, $0) }
    }
    share = image.share
  }

  /// The texts of the files in which `count` random literals have other values.
  func random(_ count: Int, _ random: inout some RandomNumberGenerator) -> [String: String] {
    var changes: [String: [(range: Range<Int>, text: String)]] = [:]
    for (path, slot) in slots.shuffled(using: &random).prefix(count) {
      guard let source = sources[path] else { continue }
      let literal = source.literals[slot.literal]
      let old = source.text(literal)
      var new = Self.changed(old, literal.kind, &random)
      // A sign directly behind an operator, as in `0..<-1`, is an error.
      let before = literal.range.lowerBound > 0 ? source.source[literal.range.lowerBound - 1] : 32
      if new.hasPrefix("-"), !" ([".utf8.contains(before) { new.removeFirst() }
      // What the type does not hold is the compiler's to report.
      guard (try? slot.type.content(of: new, literal.kind, slots: slot.count)) != nil else { continue }
      changes[path, default: []].append((literal.range, new))
    }
    return changes.reduce(into: [:]) { texts, change in
      guard let source = sources[change.key] else { return }
      var bytes = source.source
      for (range, text) in change.value.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
        bytes.replaceSubrange(range, with: Array(text.utf8))
      }
      texts[change.key] = String(decoding: bytes, as: UTF8.self)
    }
  }

  /// The texts without edits.
  var originals: [String: String] { sources.mapValues { String(decoding: $0.source, as: UTF8.self) } }

  private static func changed(
    _ text: String, _ kind: SourceLiterals.Literal.Kind, _ random: inout some RandomNumberGenerator
  ) -> String {
    switch kind {
    case .boolean: return text == "true" ? "false" : "true"
    case .float:
      guard let value = Double(text.replacing("_", with: "")) else { return text }
      let factor = Double.random(in: 0.7..<1.4, using: &random)
      return String(
        format: "%.\(Int.random(in: 1...9, using: &random))f", value * factor + (value == 0 ? 0.125 : 0))
    case .integer:
      let digits = text.replacing("_", with: "").replacing("0x", with: "")
      guard let value = Int(digits, radix: text.contains("0x") ? 16 : 10) else { return text }
      // Many of these are indices, or decide how much is read: most changes of them end in a crash.
      if abs(value) <= 3, Int.random(in: 0..<4, using: &random) > 0 { return text }
      let distance = max(1, abs(value) / 4)
      let new = value + Int.random(in: -distance...distance, using: &random)
      return text.contains("0x") ? "0x" + String(abs(new), radix: 16) : String(new)
    case .string:
      guard text.count > 2, let letter = "abcxyz".randomElement(using: &random) else { return text }
      var characters = Array(text)
      let place = Int.random(in: 1..<characters.count - 1, using: &random)
      guard characters[place].isLetter, characters[place - 1] != "\\" else { return text }
      characters[place] = letter
      return String(characters)
    }
  }
}
