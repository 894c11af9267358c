import Foundation
import Testing

/// Worlds of many elements, read while the game plays.
extension Stories {
  @Suite("Large worlds", .serialized)
  struct WorldStories {
    @Test(
      "A world is formatted beside the game, which answers and plays meanwhile",
      arguments: [100_000, 262_144])
    func large(_ count: Int) throws {
      let package = try TestPackage()
      try package.edit("Game/Beacon.swift", "for value in 1...10 {", "for value in 1...\(count) {")
      try package.edit(
        "Game/Beacon.swift", "    for index in world.sparks.indices { world.sparks[index].age += 1 }\n", "")
      let run = try HeadlessRun(package, "--call-limit", "0")
      let file = package.path(".hotloop/world.json")
      let reader = Process()
      reader.executableURL = URL(fileURLWithPath: "/bin/sh")
      reader.arguments = ["-c", "exec \(TestPackage.hotloop) ctl world > \(file)"]
      reader.currentDirectoryURL = package.root
      try reader.run()
      var ticks: [Int] = []
      while reader.isRunning {
        let tick = try package.ctl("status")["tick"] as? Int
        if reader.isRunning, let tick { ticks.append(tick) }
      }
      #expect(reader.terminationStatus == 0)
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let reply = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      let world = try #require(reply["world"] as? [String: Any])
      #expect((world["sparks"] as? [Any])?.count == count)
      let copied = try #require((world["header"] as? [String: Any])?["tick"] as? Int)
      // Answered between the copy and the end of the formatting.
      #expect(ticks.contains { $0 > copied }, "\(copied): \(ticks)")
      run.end()
    }
  }
}
