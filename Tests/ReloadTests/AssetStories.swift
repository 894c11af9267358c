import Foundation
import Testing

extension Stories {
  @Suite("Assets and keys", .serialized)
  struct AssetStories {
    @Test(
      "A saved asset is read for the next frame, and a broken one is reported while the last good one stays")
    func asset() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.save("assets/greeting.txt", "good evening")
      #expect(try run.events.next("asset-reloaded").text("path") == "assets/greeting.txt")
      try package.save("assets/greeting.txt", "HEY!")
      let rejected = try run.events.next("asset-rejected")
      #expect(rejected.text("reason") == "assets/greeting.txt:1: no shouting")
      #expect(try package.problems().count == 1)
      try package.save("assets/greeting.txt", "hello again")
      try run.events.next("asset-reloaded")
      #expect(try package.problems().isEmpty)
    }

    @Test("An error in keys.yaml is reported with its line, and the fixed file applies")
    func keys() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      try package.edit("assets/keys.yaml", "mark: m", "mark: g")
      let rejected = try run.events.next("asset-rejected")
      #expect(rejected.text("reason")?.hasPrefix("assets/keys.yaml:5: g is bound twice") == true)
      try package.edit("assets/keys.yaml", "mark: g", "mark: k")
      #expect(try run.events.next("asset-reloaded").text("path") == "assets/keys.yaml")
    }
  }
}
