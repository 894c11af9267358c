import Foundation
import Testing

@testable import GameBuilder

/// A small game whose files use a C header in many ways. An edit changes one declaration of the header.
struct HeaderGame {
  var item = ["int32_t x;", "int16_t y;", "uint8_t tag;"]
  var inner = ["int32_t a;", "int8_t b;"]
  var outer = ["Inner inner;", "int32_t tail;"]
  var stage = ["Outer outer;", "ItemBag items;", "Mood mood;", "Score score;", "Crate crate;"]
  var moods = ["MoodCalm", "MoodWild"]
  var score = "int32_t"
  var limit = 3
  var factor = 5
  var comment = 0
  var others = 0
  var pack = false
  var condition = false
  var body = 1
  var element = "Item"
  /// A comment at the start of each Swift file.
  var note = ""
  private var added = 0

  /// What was edited, for messages.
  mutating func edit(_ random: inout some RandomNumberGenerator) -> String {
    let kind = Int.random(in: 0..<20, using: &random)
    added += 1
    let types = ["int8_t", "int16_t", "int32_t", "int64_t", "float", "Inner", "Mood"]
    let type = types.randomElement(using: &random) ?? "float"
    switch kind {
    case 0, 1: item.insert("\(type) extra\(added);", at: Int.random(in: 0...item.count, using: &random))
    case 2: item.shuffle(using: &random)
    case 3: item.removeAll { $0.contains("extra") }
    case 4:
      inner.insert("\(types[added % 5]) more\(added);", at: Int.random(in: 0...inner.count, using: &random))
    case 5: inner.shuffle(using: &random)
    case 6: outer.shuffle(using: &random)
    case 7: stage.insert("\(type) other\(added);", at: Int.random(in: 0...stage.count, using: &random))
    case 8: stage.shuffle(using: &random)
    case 9: moods.insert("MoodNew\(added)", at: Int.random(in: 0...moods.count, using: &random))
    case 10: score = score == "int32_t" ? "int16_t" : "int32_t"
    case 11: limit += 1
    case 12: factor += 1
    case 13: comment += 1
    case 14: others += 1
    case 15: pack.toggle()
    case 16: condition.toggle()
    case 18:
      item = item.map { field in
        field == "uint8_t tag;" ? "uint16_t tag;" : field == "uint16_t tag;" ? "uint8_t tag;" : field
      }
    case 17: element = element == "Item" ? "Crate" : "Item"
    default: body += 1
    }
    return "\(kind)"
  }

  private var header: String {
    """
    #ifndef WORLD_H
    #define WORLD_H
    #include <stdint.h>
    #include "crate.h"
    \(pack ? "#pragma pack(push, 1)" : "")
    #define LIMIT \(limit)
    #define DOUBLE (LIMIT * 2)
    #define BAG(Element) typedef struct Element##Bag { int32_t count; } Element##Bag
    typedef enum __attribute__((enum_extensibility(open))) Mood : uint8_t { \(moods.joined(separator: ", ")) } Mood;
    typedef \(score) Score;
    typedef struct Inner { \(inner.joined(separator: " ")) } Inner;
    typedef struct Outer {
      \(outer.joined(separator: "\n  "))
    } Outer;
    typedef struct Item { \(item.joined(separator: comment % 2 == 0 ? " " : "  /* and */ ")) } Item;
    BAG(Item);
    \((0..<others).map { "typedef struct Other\($0) { float x; int32_t y; } Other\($0);" }.joined(separator: "\n"))
    typedef struct Stage { \(stage.joined(separator: " ")) } Stage;
    static inline int32_t tuned(int32_t x) { return x * \(factor) + DOUBLE; }
    static inline int32_t weighed(const Item *item) { return item->x + item->tag * LIMIT; }
    int32_t world_scale(void);
    \(String(repeating: "/* one\n\n more */\n", count: comment))
    \(pack ? "#pragma pack(pop)" : "")
    #endif

    """
  }

  private var crate: String {
    """
    #pragma once
    #include <stdint.h>
    \(condition ? "#ifdef __swift__\n#define WIDE int64_t\n#else\n#define WIDE int8_t\n#endif" : "#define WIDE int16_t")
    typedef struct Crate { WIDE load; int32_t x; uint8_t tag; int16_t y; } Crate;

    """
  }

  /// By path in the fixture. The entry returns the result of one file for each argument.
  var files: [String: String] {
    var files = HeaderGame.swift.merging(HeaderGame.layouts) { one, _ in one }.mapValues {
      note + "import GameSDK\nimport World\n" + $0
    }
    files["Bags"] =
      "import GameSDK\nimport World\nextension ItemBag: Bag { public typealias Element = \(element) }\n"
    files["Own"] = "func own() -> Int32 { \(body) }\n"
    let uses = files.keys.filter { files[$0]?.contains("func \($0.lowercased())() -> Int32") == true }
      .sorted()
    files["Entry"] =
      "@c(hotloop_game) public func entry(_ x: Int32) -> Int32 {\n  switch x {\n"
      + uses.enumerated().map { "  case \($0.offset): \($0.element.lowercased())()\n" }.joined()
      + "  default: -1\n  }\n}\n"
    var result = Dictionary(uniqueKeysWithValues: files.map { ("game/Game/\($0.key).swift", $0.value) })
    result["game/Game/World/include/world.h"] = header
    result["game/Game/World/include/crate.h"] = crate
    result["game/Game/World/world.c"] =
      "#include \"world.h\"\nint32_t world_scale(void) { return (int)sizeof(Item); }\n"
    return result
  }

  /// None of these names the type of a bag's elements, except `Direct`, `Holder`, `Alias` and `Weigh`.
  private static let swift = [
    "Stages": """
    func makeStage() -> Stage {
      var stage = Stage()
      stage.outer.tail = 77
      stage.outer.inner.a = 5
      stage.items.count = 3
      stage.mood = .wild
      stage.score = 300
      stage.crate.x = 9
      return stage
    }
    func digest<T>(_ value: T) -> Int32 { Int32(MemoryLayout<T>.size) &+ text("\\(value)") &* 100 }
    func text(_ value: String) -> Int32 { value.utf8.reduce(7) { $0 &* 31 &+ Int32($1) } }

    """,
    "Direct": """
    func direct() -> Int32 { Int32(MemoryLayout<Item>.size) &+ Int32(MemoryLayout<Item>.offset(of: \\.tag) ?? 99) }
    """,
    "Fields": """
    func fields() -> Int32 { let items = makeStage().items; return items[1].x &+ Int32(items[2].tag) }
    """,
    "Loop": """
    func loop() -> Int32 { var all: Int32 = 0; for one in makeStage().items.elements { all = all &* 3 &+ digest(one) }; return all }
    """,
    "Copy": """
    func copy() -> Int32 { let a = makeStage().items[1]; let b = (a, Int8(3)); return Int32(MemoryLayout.size(ofValue: b)) }
    """,
    "Stride": """
    func stride() -> Int32 { makeStage().items.bytes }
    """,
    "Generic": """
    func total<B: Bag>(_ bag: B) -> Int32 { bag.elements.reduce(0) { $0 &+ digest($1) } }
    func generic() -> Int32 { total(makeStage().items) }
    """,
    "Mirrored": """
    func mirrored() -> Int32 { text(makeStage().items.labels()) &+ text("\\(makeStage().outer)") }
    """,
    "Outside": """
    func outside() -> Int32 { let stage = makeStage(); return stage.outer.tail &+ Int32(MemoryLayout.size(ofValue: stage.outer)) }
    """,
    "Whole": """
    func whole() -> Int32 { digest(makeStage()) }
    """,
    "Moods": """
    func moods() -> Int32 {
      switch makeStage().mood {
      case .calm: 1
      case .wild: 2 &+ Int32(Mood.wild.rawValue) &* 10
      default: 3
      }
    }
    """,
    "Scores": """
    func scores() -> Int32 { let score = makeStage().score; return Int32(MemoryLayout.size(ofValue: score)) &+ Int32(score) }
    """,
    "Macros": """
    func macros() -> Int32 { LIMIT &* 100 &+ DOUBLE }
    """,
    "Inlined": """
    func inlined() -> Int32 { tuned(4) &+ world_scale() }
    """,
    "Weigh": """
    func weigh() -> Int32 { var item = Item(); item.x = 3; item.tag = 7; return unsafe weighed(&item) }
    """,
    "Holder": """
    struct Holder { var item = Item(); var last: Int32 = 6 }
    func makeHolder() -> Holder { Holder() }
    """,
    "Held": """
    func held() -> Int32 { let holder = makeHolder(); return holder.last &+ Int32(MemoryLayout.size(ofValue: holder)) }
    """,
    "Alias": """
    typealias Thing = Item
    let shared = Thing()
    """,
    "Aliased": """
    func aliased() -> Int32 { let thing = Thing(); return digest(thing) &+ Int32(MemoryLayout.size(ofValue: shared)) }
    """,
    "Paths": """
    func paths() -> Int32 { let stage = makeStage(); return digest(stage[keyPath: \\.items][0]) &+ digest(stage[keyPath: \\.outer.inner]) }
    """,
    "Counts": """
    func counts() -> Int32 { makeStage().items.count }
    """,
    "Closures": """
    func closures() -> Int32 { let stage = makeStage(); let all = [2, 1, 0].map { stage.items[$0] }; return Int32(all.count) &+ digest(all[0]) }
    """,
  ]
}
