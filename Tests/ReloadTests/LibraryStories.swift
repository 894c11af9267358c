import Foundation
import Testing

/// A game with two libraries in its package, one of a package beside it, and a package of somebody else.
extension Stories {
  @Suite("Libraries of the author", .serialized)
  struct LibraryStories {
    private static let sources = [
      "Sources/Base/Base.swift": "public func base() -> Int64 { 1 }\n",
      "Sources/Pace/Pace.swift": """
      import Base
      public struct Pace {
        public init() {}
        public func perTick() -> Int64 { base() + extra() }
      }
      """,
      "Sources/Pace/Extra.swift": "func extra() -> Int64 { 0 }\n",
      "../tide/Package.swift": """
      // swift-tools-version: 6.2
      import PackageDescription
      let package = Package(
        name: "tide", products: [.library(name: "Tide", targets: ["Tide"])], targets: [.target(name: "Tide")])
      """,
      "../tide/Sources/Tide/Tide.swift": "public func tide() -> Int64 { 0 }\n",
      "Game/Speed.swift": """
      import Pace
      import SystemPackage
      import Tide
      enum Speed {
        static var perTick: Int64 { Pace().perTick() + tide() + Int64(FilePath("a/b").components.count) - 2 }
      }
      """,
    ]

    /// The next test gets a manifest without the libraries.
    private func package() throws -> TestPackage {
      let package = try TestPackage()
      try package.shell("rm -rf Sources ../tide Package.resolved")
      for (path, text) in Self.sources {
        try package.shell("mkdir -p $(dirname \(path))")
        try package.save(path, text)
      }
      try package.edit(
        "Package.swift", "dependencies: [.package", "dependencies: [\(Self.packages), .package")
      try package.edit("Package.swift", "targets: [\n", "targets: [\n\(Self.targets)")
      try package.edit(
        "Package.swift", "[\"World\", .product", "[\"World\", \"Pace\", \(Self.products), .product")
      return package
    }

    private static let packages =
      ".package(path: \"../tide\"), .package(url: \"https://github.com/apple/swift-system\", from: \"1.8.1\")"
    private static let targets =
      ".target(name: \"Base\"), .target(name: \"Pace\", dependencies: [\"Base\"]),\n"
    private static let products = """
      .product(name: "Tide", package: "tide"), .product(name: "SystemPackage", package: "swift-system")
      """

    /// Waits until the world moves by this many each tick.
    private func expectPace(_ pace: Int, _ package: TestPackage, _ run: HeadlessRun) throws {
      try package.ctl("pause")
      let before = try package.world("distance")
      try package.step(3)
      #expect(try package.world("distance") == before + 3 * pace)
      try package.ctl("resume")
    }

    @Test("Saves of all of them are built and swapped in without SwiftPM, and errors have their places")
    func saves() throws {
      let package = try package()
      let run = try HeadlessRun(package)
      try expectPace(1, package, run)
      let begun = run.events.events.count
      var pace = 1
      let edits: [(file: String, from: String, to: String, pace: Int?)] = [
        ("Sources/Base/Base.swift", "{ 1 }", "{ 2 + Int64([1].count) }", 3),
        ("Sources/Pace/Extra.swift", "{ 0 }", "{ base() }", nil),
        ("Sources/Pace/Extra.swift", "func", "import Base\nfunc", 6),
        ("../tide/Sources/Tide/Tide.swift", "{ 0 }", "{ Int64([1, 2, 3, 4].count) }", 10),
        ("../tide/Sources/Tide/Tide.swift", "tide()", "tide(_ x: Int64 = 5)", 10),
        ("../tide/Sources/Tide/Tide.swift", "count)", "count) + x", 15),
        ("../tide/Sources/Tide/Tide.swift", "+ x", "+ y", nil),
        ("../tide/Sources/Tide/Tide.swift", "+ y", "+ x + x", 20),
      ]
      for edit in edits {
        try package.edit(edit.file, edit.from, edit.to)
        let end = try run.events.next(among: ["swapped", "build-failed"])
        if let next = edit.pace {
          #expect(end.name == "swapped", "\(edit): \(end)")
          pace = next
        } else {
          #expect(end.name == "build-failed")
          let problems = try package.shell("\(TestPackage.hotloop) ctl problems --format gcc").output
          #expect(problems.contains(edit.file.replacing("../", with: "")), "\(problems)")
        }
        try expectPace(pace, package, run)
      }
      #expect(!run.events.events.dropFirst(begun).contains { $0.name == "preparing" })
      // F6 also takes back what came from a library.
      try package.ctl("rollback")
      try run.events.next("rolled-back")
      try expectPace(15, package, run)
      run.end()
    }

    @Test(
      "A library that is added while the game runs takes part; a description that is wrong changes nothing")
    func added() throws {
      let package = try package()
      let run = try HeadlessRun(package)
      try package.shell("mkdir -p Sources/Wind")
      try package.save("Sources/Wind/Wind.swift", "public func wind() -> Int64 { 7 }\n")
      let manifest = try package.read("Package.swift")
      try package.save(
        "Package.swift", manifest.replacing("targets: [\n", with: "targets: [\n.target(nam: 1),\n"))
      try run.events.next("build-failed")
      try expectPace(1, package, run)
      try package.save(
        "Package.swift",
        manifest.replacing("targets: [\n", with: "targets: [\n.target(name: \"Wind\"),\n")
          .replacing("\"Pace\", .product", with: "\"Pace\", \"Wind\", .product"))
      try run.events.next("swapped")
      try package.edit("Game/Speed.swift", "import Tide", "import Tide\nimport Wind")
      try package.edit("Game/Speed.swift", "+ tide()", "+ tide() + wind()")
      try run.events.next("swapped")
      try expectPace(8, package, run)
      try package.edit("Sources/Wind/Wind.swift", "7", "9 + Int64([1].count)")
      try run.events.next("swapped") { $0.list("files").contains("Sources/Wind/Wind.swift") }
      try expectPace(11, package, run)
      run.end()
    }

    @Test("A package beside the game whose description is wrong for a while is watched on")
    func mended() throws {
      let package = try package()
      let run = try HeadlessRun(package)
      let manifest = try package.read("../tide/Package.swift")
      try package.save("../tide/Package.swift", manifest + "let broken: Int = \"\"\n")
      try run.events.next("build-failed")
      try package.save("../tide/Package.swift", manifest)
      try package.edit("../tide/Sources/Tide/Tide.swift", "{ 0 }", "{ 5 }")
      try run.events.next("swapped") { $0.list("files").contains { $0.hasSuffix("Tide.swift") } }
      try expectPace(6, package, run)
      run.end()
    }
  }
}
