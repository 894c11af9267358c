import Foundation
import Testing

@testable import HotLoopCLI

extension Stories {
  @Suite("Soak", .serialized)
  struct SoakStories {
    @Test("half a minute of random edits: the host lives, and runs the newest good source")
    func short() throws {
      let testPackage = try TestPackage()
      let (status, output) = try soak(testPackage, "--seed 7 --seconds 25")
      #expect(status == 0, "\(output)")
      #expect(output.contains("crashes survived"), "\(output)")
    }

    @Test("a game whose world goes wrong makes a soak fail, with what was expected and how to do it again")
    func failure() throws {
      let testPackage = try TestPackage()
      let package = testPackage.root.deletingLastPathComponent().appendingPathComponent("soaked")
      defer { try? FileManager.default.removeItem(at: package) }
      try testPackage.shell(
        "rm -rf ../soaked && mkdir ../soaked && cp -r Game assets Package.swift ../soaked")
      try testPackage.shell(
        "sed -i 's/world.distance += .*/world.distance += 1; world.soak_ticks += 1/' ../soaked/Game/Beacon.swift"
      )
      let (status, output) = try soak(testPackage, "--seed 7 --edits 2 --package \(package.path)")
      #expect(status == 1)
      #expect(output.contains("expected: soak_ticks to be the number of ticks"), "\(output)")
      #expect(output.contains("again: hotloop soak --seed 7 --edits"), "\(output)")
    }

    @Test("a folder with other things in it is not overwritten")
    func foreignFolder() throws {
      let testPackage = try TestPackage()
      try testPackage.shell("rm -f \(SoakWorkshop.marker)")
      let (status, output) = try testPackage.shell(
        "cd \(TestPackage.repository.path) && \(TestPackage.hotloop) soak --edits 1 --folder \(testPackage.root.path)"
      )
      #expect(status == 1)
      #expect(output.contains("is not empty"), "\(output)")
      #expect(try testPackage.read("Game/Speed.swift").contains("= 1"))
    }

    @Test("the same seed gives the same edits, another one gives others")
    func seeds() {
      func edits(_ seed: UInt64) -> [String] {
        var random = SoakRandom(seed: seed)
        return (0..<100).map { _ in
          SoakEdit.random(using: &random, callbacks: SoakCallback.allCases).kind
        }
      }
      #expect(edits(5) == edits(5))
      #expect(edits(5) != edits(6))
      let all = Set((1...20).flatMap(edits))
      for fault in SoakFault.allCases {
        for callback in SoakCallback.allCases {
          #expect(all.contains("\(fault.rawValue) in \(callback.rawValue)"))
        }
      }
    }

    /// In the testPackage's folder, where what a game needs is built already.
    private func soak(_ testPackage: TestPackage, _ options: String) throws -> (status: Int32, output: String)
    {
      try testPackage.save(SoakWorkshop.marker, "")
      defer { try? FileManager.default.removeItem(atPath: testPackage.path(SoakWorkshop.marker)) }
      return try testPackage.shell(
        "cd \(TestPackage.repository.path) && \(TestPackage.hotloop) soak --folder \(testPackage.root.path) \(options)"
      )
    }
  }
}
