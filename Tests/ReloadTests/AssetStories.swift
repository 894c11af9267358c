import Foundation
import Testing

extension Stories {
  @Suite("Assets and keys", .serialized)
  struct AssetStories {
    @Test("a saved asset is read by the next frame; a broken one is reported and the last good one stays")
    func asset() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.save("assets/greeting.txt", "good evening")
      #expect(try run.events.next("asset-reloaded").text("path") == "assets/greeting.txt")
      try workshop.save("assets/greeting.txt", "HEY!")
      let rejected = try run.events.next("asset-rejected")
      #expect(rejected.text("reason") == "assets/greeting.txt:1: no shouting")
      #expect((try workshop.ctl("status")["problems"] as? [String])?.count == 1)
      try workshop.save("assets/greeting.txt", "hello again")
      try run.events.next("asset-reloaded")
      #expect(try workshop.ctl("status")["problems"] as? [String] == [])
    }

    @Test("keys.yaml with a mistake is reported with its line, and the mended one holds")
    func keys() throws {
      let workshop = try Workshop()
      let run = try HeadlessRun(workshop)
      try workshop.edit("assets/keys.yaml", "mark: m", "mark: g")
      let rejected = try run.events.next("asset-rejected")
      #expect(rejected.text("reason")?.hasPrefix("assets/keys.yaml:5: key 'g' is bound twice") == true)
      try workshop.edit("assets/keys.yaml", "mark: g", "mark: k")
      #expect(try run.events.next("asset-reloaded").text("path") == "assets/keys.yaml")
    }
  }
}
