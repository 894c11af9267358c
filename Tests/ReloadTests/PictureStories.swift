import Foundation
import Testing

extension Stories {
  @Suite("Pictures", .serialized)
  struct PictureStories {
    @Test("A screenshot can be taken as another terminal would show the screen")
    func looks() throws {
      let package = try TestPackage()
      try package.save("assets/greeting.txt", "caf\u{E9}")
      let run = try HeadlessRun(package)
      #expect(try package.ctl("screenshot a.txt")["ok"] as? Bool == true)
      #expect(try package.read("a.txt").contains("greeting caf\u{E9}"))
      #expect(try package.ctl("screenshot b.txt --glyphs ascii")["ok"] as? Bool == true)
      #expect(try package.read("b.txt").contains("greeting cafe"))
      #expect(try package.ctl("screenshot c.svg --color mono")["ok"] as? Bool == true)
      let colors = Set(try package.read("c.svg").matches(of: /"#[0-9a-f]+"/).map { String($0.output) })
      #expect(colors.isSubset(of: ["\"#000\"", "\"#000000\"", "\"#c8c8c8\""]) && colors.count > 1)
      let (status, output) = try package.shell("\(TestPackage.hotloop) ctl screenshot d.svg --color pink")
      #expect(status != 0 && output.contains("--color is one of auto, truecolor, 256, 16, mono, not 'pink'"))
      run.end()
    }

    @Test("The last seconds of a run can be kept as a moving picture")
    func animation() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(
        package, "--ticks", "120", "--animation", "a.svg", "--animation-seconds", "1", "--screenshot",
        "b.svg",
        "--color", "16")
      #expect(run.waitForEnd() == 0)
      let animation = try package.read("a.svg")
      let times = animation.matches(of: /keyTimes="0;([0-9.]+)" dur="([0-9.]+)s"/).map {
        (Double($0.output.1) ?? 0) * (Double($0.output.2) ?? 0)
      }
      #expect((2...12).contains(times.count) && times == times.sorted() && times.allSatisfy { $0 <= 1.001 })
      // The last number on the screen was drawn last.
      let distance = try #require(
        try package.read("b.svg").firstMatch(of: /distance<.*?>([0-9]+)</)?.output.1)
      #expect(animation.contains(">\(distance)<") || animation.contains(">\(distance.suffix(1))<"))
    }
  }
}
