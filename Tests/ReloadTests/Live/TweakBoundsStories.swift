import Foundation
import Testing

/// Comments that set bounds for numbers.
extension Stories {
  @Suite("Bounds of tweaks", .serialized)
  struct TweakBoundsStories {
    @Test("A comment that sets no bounds is explained, and the value can be changed without them")
    func problems() throws {
      let package = try TestPackage()
      try TweakStories.prepare(package)
      let file = TweakStories.file
      for (old, new) in [
        ("tweak: 0...50", "tweak: 50...0"), ("divisor: Int64 = 1", "divisor: Int64 = 1  // tweak: 2...9"),
        ("isOn = true", "isOn = true  // tweak: 0...1"), ("0xFF0000", "0xFF0000  // tweak: 0...0xFFFFFF"),
      ] { try package.edit(file, old, new) }
      let run = try HeadlessRun(package, appliesLive: true)
      try run.events.next("live-literals")
      _ = try package.ctl("pause")
      for (line, problem, value) in [
        (3, "has a lower bound above the upper one", "70"), (4, "1 is outside the bounds 2...9", "100"),
        (5, "is on a line without a number", "false"),
      ] {
        let item = try package.ctl("tweak get \(file):\(line)")
        let found = try #require(item["bounds-problem"] as? String)
        #expect(found.contains(problem), "\(found)")
        #expect(item["min"] == nil && item["max"] == nil)
        let reply = try package.ctl("tweak set \(file):\(line) \(value)")
        #expect(reply["ok"] as? Bool == true && reply["value"] as? String == value, "\(reply)")
      }
      // What has bounds is a number, also if it could be a colour.
      let color = try package.ctl("tweak get \(file):7")
      #expect(color["kind"] as? String == "number" && color["max"] as? Int == 0xFF_FFFF)
      #expect(color["bounds-problem"] == nil)
      run.end()
    }
  }
}
