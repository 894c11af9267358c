import Foundation
import Testing

/// Recordings that are compared with each other.
extension Stories.RecordingStories {
  @Test("Two recordings of a run that have no tick in common are told apart")
  func nothingInCommon() throws {
    let package = try TestPackage()
    try package.shell("rm -f a.run b.run")
    let run = try HeadlessRun(package)
    try package.ctl("pause")
    for name in ["a.run", "b.run"] {
      try package.ctl("record \(package.path(name))")
      try package.step(5)
      try package.ctl("record")
      try package.step(5)
    }
    for (one, other) in [("a.run", "b.run"), ("b.run", "a.run")] {
      let (status, output) = try package.shell(
        "\(TestPackage.hotloop) replay \(one) --headless --compare \(other)")
      #expect(status == 1 && output.contains("they have no ticks in common"), "status \(status): \(output)")
    }
    #expect(run.isAlive)
  }

  @Test("Two recordings are compared: the first tick with another input, or another world")
  func compared() throws {
    let package = try TestPackage()
    try record(package, "a.run", ticks: 150)
    try record(package, "b.run", ticks: 150)
    let compare = "\(TestPackage.hotloop) replay a.run --headless --compare b.run"
    let same = try package.shell(compare)
    #expect(same.status == 0 && same.output.contains("a.run: the same: 150 ticks"), "\(same.output)")
    try record(package, "b.run", ticks: 120)
    let shorter = try package.shell(compare)
    #expect(shorter.status == 1 && shorter.output.contains("one has 150 ticks, the other 120"))
    // `go` is pressed from tick 20 on; here from tick 30.
    try package.save("input.txt", "30 press go\n")
    let play = "\(TestPackage.hotloop) play --headless --fast --seed 5 --ticks 150 --no-optimise"
    #expect(try package.shell(play + " --input input.txt --record b.run").status == 0)
    let input = try package.shell(compare)
    #expect(input.status == 1 && input.output.contains("different from tick 20 of the recording on"))
    #expect(input.output.contains("another input"), "\(input.output)")
    // Another start: the worlds differ from the first one on.
    try package.edit(Self.beacon, "for value in 1...10", "for value in 1...9")
    try record(package, "b.run", ticks: 150)
    let world = try package.shell(compare)
    #expect(
      world.status == 1 && world.output.contains("sparks: a.run 10 elements, b.run 9 elements"),
      "\(world.output)")
    // Another step: each is computed by the code that was recorded.
    try package.edit(Self.beacon, "for value in 1...9", "for value in 1...10")
    try package.edit(Self.beacon, "world.pushes += 1", "world.pushes += 7")
    try record(package, "b.run", ticks: 150)
    let step = try package.shell(compare)
    #expect(step.status == 1 && step.output.contains("pushes: a.run 1, b.run 7"), "\(step.output)")
  }
}
