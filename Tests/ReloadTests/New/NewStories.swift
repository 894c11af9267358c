import Foundation
import Testing

@testable import HotLoopCLI

extension Stories {
  @Suite("New games", .serialized)
  struct NewStories {
    /// What the first picture of a game shows.
    static let pictures = [
      ("empty", ["Space turns"]), ("snake", ["score 0", "best 0"]),
      ("roguelike", ["floor 1  turn 0", "Find the stairs", "@"]), ("blocks", ["score 0", "next"]),
    ]

    @Test("A new game plays, and passes its tests", arguments: pictures)
    func plays(template: String, texts: [String]) throws {
      let package = try NewPackage.make(template)
      let play = "play --headless --fast --ticks 30 --seed 1 --print-frame --wait-for-build --no-optimise"
      let (status, output) = try package.shell("timeout 500 \(TestPackage.hotloop) \(play)")
      #expect(status == 0, "\(output)")
      for text in texts { #expect(output.contains(text), "\(output)") }
      let tests = try package.shell("timeout 500 swift test")
      #expect(tests.status == 0, "\(tests.output)")
      #expect(tests.output.contains(/Test run with [1-9]\d* tests? .*passed/), "\(tests.output)")
      #expect(!tests.output.contains("warning:"), "\(tests.output)")
      // Nobody plays the empty one.
      if template == "empty" { return }
      let replay = try package.shell(
        "\(TestPackage.hotloop) replay Tests/Recordings/*.run --headless --verify --json")
      #expect(replay.status == 0 && replay.output.contains(#""result":"same""#), "\(replay.output)")
      // It was recorded in a game of another name.
      #expect(replay.output.contains(#""game":"\#(template.capitalized)""#), "\(replay.output)")
    }

    @Test("A changed rule fails the recorded run of a new game, until it is accepted")
    func accepted() throws {
      let package = try NewPackage.make("snake")
      try package.edit("Game/Rules.swift", "growthPerApple: Int32 = 3", "growthPerApple: Int32 = 2")
      let failed = try package.shell("timeout 500 swift test")
      #expect(failed.status != 0, "\(failed.output)")
      // The first apple makes the difference.
      let difference = try #require(
        failed.output.firstMatch(of: /Tests\/Recordings\/apples.run: different from tick (\d+) on/),
        "\(failed.output)")
      #expect(failed.output.contains("growth: recorded "), "\(failed.output)")
      let recordings = "Tests/Recordings/*.run --headless"
      let replay = try package.shell("\(TestPackage.hotloop) replay \(recordings) --verify")
      #expect(replay.status == 1 && replay.output.contains(difference.0), "\(replay.output)")
      let update = try package.shell("\(TestPackage.hotloop) replay \(recordings) --update")
      #expect(update.status == 0 && update.output.contains("written again"), "\(update.output)")
      let passed = try package.shell("timeout 500 swift test")
      #expect(passed.status == 0, "\(passed.output)")
    }

    @Test("A mistake makes nothing, and says what to do")
    func mistakes() throws {
      let files = FileManager.default
      let root = files.temporaryDirectory.appendingPathComponent("hotloop-new-\(UUID())")
      try files.createDirectory(at: root.appending(path: "full"), withIntermediateDirectories: true)
      defer { try? files.removeItem(at: root) }
      let place = TestPackage(at: root)
      try place.save("full/mine.txt", "mine")
      try place.save("file", "mine")
      try files.copyItem(atPath: TestPackage.hotloop, toPath: place.path("elsewhere"))
      let before = try place.shell("find . | sort").output
      let hotloop = TestPackage.hotloop
      let cases: [(command: String, status: Int32, texts: [String])] = [
        ("\(hotloop) new", 64, ["<name>", "Usage: hotloop new"]),
        ("\(hotloop) new 2048", 64, ["'2048'", "begin with a letter"]),
        ("\(hotloop) new world", 64, ["'world'", "World"]),
        ("\(hotloop) new level", 64, ["Level", "the template snake"]),
        (
          "\(hotloop) new a --template chess", 64,
          ["'chess'", "are blocks, empty, roguelike, snake", "Usage: hotloop new"]
        ),
        ("\(hotloop) new full", 1, ["full exists and is not empty", "nothing was made"]),
        ("\(hotloop) new file", 1, ["file exists and is not a folder"]),
        ("\(hotloop) new file/a", 1, ["file", "nothing was made"]),
        ("\(hotloop) new a --hotloop full", 1, ["full is not a clone of HotLoop"]),
        ("\(hotloop) new a --hotloop /nowhere", 1, ["/nowhere is not a clone of HotLoop"]),
        ("./elsewhere new a", 1, ["not in a clone of HotLoop", "hotloop new a --hotloop PATH"]),
        // Some of the files are larger than the limit.
        ("sh -c 'ulimit -f 1; exec \(hotloop) new a'", 1, ["cannot write", "nothing was made"]),
      ]
      for one in cases {
        let (status, output) = try place.shell(one.command)
        #expect(status == one.status, "\(one.command): status \(status): \(output)")
        for text in one.texts { #expect(output.contains(text), "\(one.command): \(output)") }
        #expect(try place.shell("find . | sort").output == before, "\(one.command)")
      }
    }

    @Test("A new game can be made in an empty folder, by a program that is not in the clone")
    func elsewhere() throws {
      let files = FileManager.default
      let root = files.temporaryDirectory.appendingPathComponent("hotloop-new-\(UUID())")
      let place = TestPackage(at: root.appending(path: "dot"))
      try files.createDirectory(at: place.root, withIntermediateDirectories: true)
      defer { try? files.removeItem(at: root) }
      try files.copyItem(atPath: TestPackage.hotloop, toPath: root.path + "/elsewhere")
      let clone = TestPackage.repository.path
      let (status, output) = try place.shell("../elsewhere new . --template empty --hotloop '\(clone)'")
      #expect(status == 0 && output.contains("Made dot") && !output.contains("cd "), "\(output)")
      #expect(try place.read("Package.swift").contains(".package(name: \"hotloop\", path: \"\(clone)\")"))
      #expect(try place.read("Game/Dot.swift").contains("struct Dot: Game"))
    }
  }
}
