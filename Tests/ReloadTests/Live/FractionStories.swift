import Foundation
import Testing

/// Numbers without a fraction that get one.
extension Stories {
  @Suite("Fractions of live literals", .serialized)
  struct FractionStories {
    private static let file = "Game/Speed.swift"
    private static let source = """
      enum Speed {
        static let perTick: Double = 2
        static let inferred = 3
        static func scaled(by factor: Float = 10) -> Double { perTick * Double(factor) + Double(inferred) }
      }
      struct Cargo { var weight: Float = 4 }

      """

    /// How far one tick goes: 10 · (2 · 10 + 3) + 4 at first.
    private func distance(_ package: TestPackage) throws -> Int { try TweakStories.distanceOfTick(package) }

    private func started() throws -> (TestPackage, HeadlessRun) {
      let package = try TestPackage()
      try package.save(Self.file, Self.source)
      try package.edit(
        "Game/Beacon.swift", "world.distance += Speed.perTick",
        "world.distance += Int64(Speed.scaled() * 10) + Int64(Cargo().weight * 10) / 10")
      let run = try HeadlessRun(package, appliesLive: true)
      try run.events.next("live-literals")
      _ = try package.ctl("pause")
      return (package, run)
    }

    @Test(
      "A tweak gives a number of a declared type a fraction, which is written; an inferred type refuses it")
    func tweak() throws {
      let (package, run) = try started()
      #expect(try distance(package) == 234)
      _ = try package.ctl("tweak list")
      try run.events.next("swapped") { $0.text("cause") == "tweak" }
      #expect(try package.ctl("tweak set Speed.perTick 2.5")["value"] as? String == "2.5")
      #expect(try package.ctl("tweak set \(Self.file):4 8.5")["value"] as? String == "8.5")
      #expect(try distance(package) == 246)
      #expect(try package.ctl("tweak set Cargo.weight 7.5")["value"] as? String == "7.5")
      try run.events.next("swapped") { $0.text("cause") == "tweak" }
      #expect(try distance(package) == 249)
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl tweak set Speed.inferred 3.5")
      #expect(status != 0 && output.contains("without a fraction (Int)"), "\(output)")
      #expect(try package.ctl("tweak write")["ok"] as? Bool == true)
      let text = try package.read(Self.file)
      for line in [
        "perTick: Double = 2.5\n", "factor: Float = 8.5)", "weight: Float = 7.5 }", "inferred = 3\n",
      ] {
        #expect(text.contains(line), "\(text)")
      }
      // The compiler agrees, and the running code stays.
      let event = try run.events.next(among: ["live-literals", "build-failed", "swapped"])
      #expect(event.name == "live-literals", "\(event)")
      #expect(try distance(package) == 249)
      run.end()
    }

    @Test("A save does the same without the compiler, in both directions")
    func save() throws {
      let (package, run) = try started()
      try package.edit(Self.file, "perTick: Double = 2\n", "perTick: Double = 2.5\n")
      var swapped = try run.events.next("swapped")
      #expect(swapped.members["live"] as? Bool == true, "\(swapped)")
      #expect(try distance(package) == 284)
      try run.events.next("live-literals")
      try package.edit(Self.file, "perTick: Double = 2.5\n", "perTick: Double = 1\n")
      swapped = try run.events.next("swapped")
      #expect(swapped.members["live"] as? Bool == true, "\(swapped)")
      #expect(try distance(package) == 134)
      run.end()
    }
  }
}
