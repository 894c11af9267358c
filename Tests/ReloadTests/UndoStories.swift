import Foundation
import Testing

/// Values that an edit removed, and declarations that come a save late.
extension Stories {
  @Suite("Undo", .serialized)
  struct UndoStories {
    private let header = "Game/World/include/world.h"
    private let game = "Game/Beacon.swift"
    private let start = "mutating func start("

    @Test("A rename that is declared late, or after a rollback, takes the value along")
    func lateRename() throws {
      let package = try TestPackage()
      try package.edit(header, "int32_t pushes;", "int32_t pushes;\n  float b;\n  int32_t rows[3];")
      try package.edit(
        game, "for value in 1...10", "world.b = 1.5; world.rows = (7, 8, 9)\n    for value in 1...10")
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      let setters = "world.b = 1.5; world.rows = (7, 8, 9)\n    "
      try package.edit(game, setters, "")
      try run.events.next("swapped")
      let (before, after) = ("float b;\n  int32_t rows[3];", "float c;\n  int32_t lines[3];")
      try package.edit(header, before, after)
      try run.events.next("swapped")
      #expect(try number(package, "c") == 0)
      // Declared a save late.
      let renames =
        "static var renames: [Rename] { [.field(of: \"World\", from: \"b\", to: \"c\"),"
        + " .field(of: \"World\", from: \"rows\", to: \"lines\"),"
        + " .field(of: \"Spark\", from: \"value\", to: \"worth\")] }\n  "
      try package.edit(game, start, renames + start)
      let late = try run.events.next("swapped")
      #expect(late.counts == ["restore": 2], "\(late)")
      #expect(try number(package, "c") == 1.5)
      #expect(try array(package, "lines") == [7, 8, 9])
      #expect(try logged(package, "World.c: float, kept, an earlier value restored"))
      // Back to before the edit, by rollbacks; then the same edit with everything declared.
      for _ in 0..<2 { try move(package, run, "rollback") }
      #expect(try number(package, "b") == 1.5)
      try package.edit(header, "int32_t changed_files;", "int32_t changed_files;\n  int8_t other;")
      try run.events.next("swapped")
      #expect(try number(package, "c") == 1.5)
      #expect(try array(package, "lines") == [7, 8, 9])
    }

    @Test("A rename that is declared after the edit was undone takes the value along, in pool elements too")
    func undoneAndDeclared() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      let (old, new) = ("int32_t value;", "int32_t worth;")
      func rename(_ from: String, _ to: String, _ extra: String = "") throws -> String {
        try package.read(game).replacing("Spark(age: 0, \(from):", with: "Spark(age: 0, \(to):")
          .replacing("].\(from))", with: "].\(to))").replacing(start, with: extra + start)
      }
      try package.save(game, try rename("value", "worth"))
      try package.edit(header, old, new)
      while try sparks(package)[0]["worth"] == nil { try run.events.next("swapped") }
      #expect(try values(package, "worth") == Array(repeating: 0, count: 10))
      try package.save(game, try rename("worth", "value"))
      try package.edit(header, new, old)
      while try sparks(package)[0]["value"] == nil { try run.events.next("swapped") }
      #expect(try values(package, "value") == Array(1...10))
      try package.save(
        game,
        try rename(
          "value", "worth",
          "static var renames: [Rename] { [.field(of: \"Spark\", from: \"value\", to: \"worth\")] }\n  "))
      try package.edit(header, old, new)
      while try sparks(package)[0]["worth"] == nil { try run.events.next("swapped") }
      #expect(try values(package, "worth") == Array(1...10))
      #expect(try logged(package, "Spark.worth: int32, kept, renamed, was value"))
    }

    @Test("A default that is declared late holds where nobody wrote since")
    func lateDefault() throws {
      let package = try TestPackage()
      try package.edit(game, "Spark(age: 0, value: Int32(value))", "made(value)")
      try package.edit(
        game, start,
        "func made(_ value: Int) -> Spark { var s = Spark(); s.value = .init(value); return s }\n  " + start)
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      try package.edit(header, "int32_t value;", "int32_t value;\n  float shield;")
      try run.events.next("swapped")
      try package.edit(
        game, "world.distance += Speed.perTick",
        "world.distance += Speed.perTick\n    world.sparks[2].shield = 3")
      try run.events.next("swapped")
      _ = try package.ctl("step 1")
      while try values(package, "shield")[2] != 3 {}
      try package.edit(
        game, start,
        "static var defaults: [FieldDefault] { [.field(of: \"Spark\", \"shield\", 5 as Float)] }\n  " + start)
      try run.events.next("swapped")
      #expect(try values(package, "shield") == [5, 5, 3, 5, 5, 5, 5, 5, 5, 5])
      #expect(try logged(package, "Spark.shield: float, kept, the game's default in 9 of 10"))
    }

    @Test("A field that is removed comes back with its value, whatever else has changed in between")
    func removed() throws {
      let package = try TestPackage()
      try package.edit(game, "Spark(age: 0, value: Int32(value))", "made(value)")
      try package.edit(
        game, start, "func made(_ value: Int) -> Spark { Spark() }\n  " + start)
      try package.edit(header, "int32_t pushes;", "int32_t pushes;\n  int16_t ballast;\n  int32_t slots[2];")
      try package.edit(
        game, "for value in 1...10 {", "world.ballast = 77; world.slots = (4, 5)\n    for value in 1...10 {")
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      try package.edit(game, "world.ballast = 77; world.slots = (4, 5)\n    ", "")
      try run.events.next("swapped")
      try package.edit(header, "\n  int16_t ballast;\n  int32_t slots[2];", "")
      try run.events.next("swapped")
      try package.edit(header, "int32_t age;", "int64_t age;\n  float shield;")
      try run.events.next("swapped")
      try package.edit(header, "int32_t pushes;", "int32_t pushes;\n  int32_t slots[3];\n  int32_t ballast;")
      let back = try run.events.next("swapped")
      #expect(back.counts["restore"] == 2, "\(back)")
      #expect(try number(package, "ballast") == 77)
      #expect(try array(package, "slots") == [4, 5, 0])
    }

    @Test("Two names that are swapped, as declared, take their values along, once")
    func swapped() throws {
      let package = try TestPackage()
      try package.edit(header, "int32_t pushes;", "int32_t pushes;\n  int32_t alpha, beta;")
      try package.edit(
        game, "for value in 1...10 {", "world.alpha = 1; world.beta = 2\n    for value in 1...10 {")
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      try package.edit(
        game, start,
        "static var renames: [Rename] { [.field(of: \"World\", from: \"alpha\", to: \"beta\"),"
          + " .field(of: \"World\", from: \"beta\", to: \"alpha\")] }\n  " + start)
      try run.events.next("swapped")
      #expect(try number(package, "alpha") == 1)
      try package.edit(header, "int32_t alpha, beta;", "int32_t beta, alpha;")
      #expect(try run.events.next("swapped").counts == ["copy": 2])
      #expect(try number(package, "alpha") == 2)
      #expect(try number(package, "beta") == 1)
      try package.edit(header, "int32_t beta, alpha;", "int8_t more;\n  int32_t beta, alpha;")
      try run.events.next("swapped")
      #expect(try number(package, "alpha") == 2)
      for _ in 0..<3 { try move(package, run, "rollback") }
      #expect(try number(package, "alpha") == 1)
      #expect(try number(package, "beta") == 2)
    }

    @Test(
      "After one element died and another was born, each gets back what is its own, and the new one nothing")
    func elements() throws {
      let package = try TestPackage()
      try package.edit(
        header, "int32_t age;", "int32_t age;\n  int32_t identifier;")
      try package.edit(game, "Spark(age: 0, value: Int32(value))", "made(value)")
      try package.edit(
        game, start,
        "func made(_ value: Int) -> Spark { var s = Spark(); s.value = .init(value); fill(&s); return s }\n"
          + "  func fill(_ s: inout Spark) { s.identifier = 100 + s.value }\n  " + start)
      try package.edit(game, "for value in 1...10", "for value in 1...5")
      let run = try HeadlessRun(package)
      _ = try package.ctl("pause")
      try package.edit(game, "s.identifier = 100 + s.value", "")
      try run.events.next("swapped")
      try package.edit(header, "\n  int32_t identifier;", "")
      try run.events.next("swapped")
      try package.edit(
        game, "world.distance += Speed.perTick",
        "world.distance += Speed.perTick\n"
          + "    if world.sparks[1].value == 2 {\n"
          + "      world.sparks.swapRemove(at: 1)\n      world.sparks.append(made(9))\n    }")
      try run.events.next("swapped")
      _ = try package.ctl("step 1")
      while try values(package, "value") != [1, 5, 3, 4, 9] {}
      try package.edit(header, "int32_t age;", "int32_t age;\n  int32_t identifier;")
      let back = try run.events.next("swapped")
      #expect(back.counts["restore"] == 1, "\(back)")
      #expect(try values(package, "identifier") == [101, 105, 103, 104, 0])
      #expect(
        try logged(
          package, "Spark.identifier: int32, added, an earlier value restored in 4 of 5, zero in the other 1")
      )
    }

    // MARK: Reading the world

    private func member(_ package: TestPackage, _ field: String) throws -> Any? {
      (try package.ctl("world")["world"] as? [String: Any])?[field]
    }

    private func number(_ package: TestPackage, _ field: String) throws -> Double? {
      (try member(package, field) as? NSNumber)?.doubleValue
    }

    private func array(_ package: TestPackage, _ field: String) throws -> [Int]? {
      try member(package, field) as? [Int]
    }

    private func sparks(_ package: TestPackage) throws -> [[String: Any]] {
      try member(package, "sparks") as? [[String: Any]] ?? []
    }

    private func values(_ package: TestPackage, _ field: String) throws -> [Int] {
      try sparks(package).map { ($0[field] as? NSNumber)?.intValue ?? -1 }
    }

    /// Whether the text log has a line that contains the text. Waits for it.
    private func logged(_ package: TestPackage, _ text: String) throws -> Bool {
      let path = package.path(".hotloop/hotloop.log")
      let end = Date().addingTimeInterval(20)
      while Date() < end {
        if let log = try? String(contentsOfFile: path, encoding: .utf8), log.contains(text) { return true }
      }
      return false
    }

    private func move(_ package: TestPackage, _ run: HeadlessRun, _ command: String) throws {
      _ = try package.ctl(command)
      try run.events.next("rolled-back")
    }
  }
}

extension EventStream.Event {
  /// The number of fields by kind of migration action.
  fileprivate var counts: [String: Int] { members["migration"] as? [String: Int] ?? [:] }
}
