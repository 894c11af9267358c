import Foundation
import Testing

@testable import HotLoopSoak

@Suite(.serialized)
struct SoakTests {
  @Test("25 seconds of random edits: the host survives and runs the newest valid source")
  func short() throws {
    let (status, output) = try SoakProcess.run("--seed", "7", "--seconds", "25")
    #expect(status == 0, "\(output)")
    #expect(output.contains("crashes survived"), "\(output)")
  }

  @Test("A game with a wrong world makes a soak fail, with the expected value and the command to repeat it")
  func failure() throws {
    let package = try BeaconCopy()
    try package.replace(
      "world.distance += Speed.perTick", with: "world.distance += 1; world.soak_ticks += 1",
      in: "Game/Beacon.swift")
    let (status, output) = try SoakProcess.run("--seed", "7", "--edits", "2", "--package", package.root.path)
    #expect(status == 1)
    #expect(output.contains("expected: soak_ticks to be the number of ticks"), "\(output)")
    #expect(output.contains("again: hotloop soak --seed 7 --edits"), "\(output)")
  }

  @Test("A folder with other files in it is not overwritten")
  func foreignFolder() throws {
    let package = try BeaconCopy()
    let before = try package.text("Game/Speed.swift")
    let (status, output) = try SoakProcess.run("--edits", "1", folder: package.root)
    #expect(status == 1)
    #expect(output.contains("is not empty"), "\(output)")
    #expect(try package.text("Game/Speed.swift") == before)
    #expect(!package.exists("Game/Soak.swift"))
  }

  @Test("The same seed gives the same edits, and another seed gives others")
  func seeds() {
    #expect(edits(5) == edits(5))
    #expect(edits(5) != edits(6))
  }

  @Test("Every fault occurs in every callback")
  func faults() {
    let all = Set((1...20).flatMap(edits))
    for fault in SoakFault.allCases {
      for callback in SoakCallback.allCases {
        #expect(all.contains("\(fault.rawValue) in \(callback.rawValue)"))
      }
    }
  }

  private func edits(_ seed: UInt64) -> [String] {
    var random = SoakRandom(seed: seed)
    return (0..<100).map { _ in
      SoakEdit.random(using: &random, callbacks: SoakCallback.allCases).kind
    }
  }
}
