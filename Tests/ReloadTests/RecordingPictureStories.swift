import Foundation
import Testing

/// Pictures of recorded runs.
extension Stories.RecordingStories {
  private static let replay = "\(TestPackage.hotloop) replay a.run --headless"

  /// The present files are what `HEAD` is.
  private func commit(_ package: TestPackage) throws {
    try package.shell(
      "rm -rf .git && git init -q && git add Game assets Package.swift && "
        + "git -c user.name=a -c user.email=a commit -qm first")
  }

  /// The halves of a screenshot whose halves have 40 columns.
  private func halves(_ package: TestPackage, _ file: String) throws -> (left: String, right: String) {
    let lines = try package.read(file).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count == 81 && Array($0)[40] == "│" })
    return (
      lines.map { String($0.prefix(40)) }.joined(separator: "\n"),
      lines.map { String($0.dropFirst(41)) }.joined(separator: "\n")
    )
  }

  @Test("With --against, pictures show the revision at the left and the present code at the right")
  func picturesAgainst() throws {
    let package = try TestPackage()
    defer { _ = try? package.shell("rm -rf .git .hotloop/revisions") }
    try record(package, "a.run", ticks: 120)
    try commit(package)
    let against = Self.replay + " --against HEAD --size 40x10 --color 16"
    let (same, nothing) = try package.shell(against + " --screenshot a.txt")
    #expect(same == 0, "\(nothing)")
    var (left, right) = try halves(package, "a.txt")
    #expect(left.hasPrefix(" HEAD  tick 120 ") && right.hasPrefix(" now  tick 120 "), "\(left)\n\(right)")
    // `go` is pressed from tick 20 on.
    try package.edit(Self.beacon, "world.pushes += 1", "world.pushes += 2")
    let (status, output) = try package.shell(
      against + " --screenshot a.txt --cast a.cast --animation a.svg --gif a.gif")
    #expect(status == 1 && output.contains("different from tick 20 on"), "\(output)")
    #expect(output.contains("in pictures, the worlds differ from tick 21 on"), "\(output)")
    (left, right) = try halves(package, "a.txt")
    #expect(left.contains("HEAD  tick 21") && left.contains("pushes 1 "), "\(left)")
    #expect(right.contains("now  tick 21") && right.contains("pushes 2 "), "\(right)")
    let cast = try package.read("a.cast")
    #expect(cast.hasPrefix("{") && cast.contains("\"width\":81") && cast.contains("\"height\":11"))
    #expect(try package.read("a.svg").contains("viewBox=\"0 0 648 176\""))
    let gif = try GIFBlocks(Data(contentsOf: URL(fileURLWithPath: package.path("a.gif"))))
    #expect(gif.width == 648 && gif.height == 176)
    _ = try package.shell(against + " --screenshot a.txt --at 120")
    (left, right) = try halves(package, "a.txt")
    #expect(left.contains("pushes 30 ") && right.contains("pushes 60 "), "\(left)\n\(right)")
  }

  @Test("Where one build cannot compute a tick, its half tells why, and the other goes on")
  func pictureOfCrash() throws {
    let package = try TestPackage()
    defer { _ = try? package.shell("rm -rf .git .hotloop/revisions") }
    try record(package, "a.run", ticks: 120)
    try commit(package)
    try package.edit(
      Self.beacon, "world.pushes += 1", "world.pushes += 1; if world.pushes == 5 { fatalError() }")
    let (status, output) = try package.shell(
      Self.replay + " --against HEAD --size 40x10 --screenshot a.txt --at 100 --cast a.cast")
    #expect(status == 1 && output.contains("the second code: step crashed"), "\(output)")
    let (left, right) = try halves(package, "a.txt")
    #expect(left.contains("distance 100 "), "\(left)")
    #expect(right.contains("tick 24 of the recording cannot be"), "\(right)")
    #expect(try package.read("a.cast").contains("cannot be"))
  }

  @Test("If start makes another world, pictures follow from that of each code")
  func picturesOfStarts() throws {
    let package = try TestPackage()
    defer { _ = try? package.shell("rm -rf .git .hotloop/revisions") }
    try record(package, "a.run", ticks: 60)
    try commit(package)
    try package.edit(Self.beacon, "for value in 1...10", "for value in 1...9")
    let (status, output) = try package.shell(
      Self.replay + " --against HEAD --size 40x10 --screenshot a.txt")
    #expect(status == 1 && output.contains("start makes another world"), "\(output)")
    let (left, right) = try halves(package, "a.txt")
    #expect(left.contains("tick 0 ") && left.contains("sparks 10 "), "\(left)")
    #expect(right.contains("tick 0 ") && right.contains("sparks 9 "), "\(right)")
  }

  @Test("With --compare, pictures show both recordings")
  func picturesOfRecordings() throws {
    let package = try TestPackage()
    try record(package, "a.run", ticks: 100)
    try package.save("input.txt", "30 press go\n")
    let play = "\(TestPackage.hotloop) play --headless --fast --seed 5 --ticks 100 --no-optimise"
    #expect(try package.shell(play + " --input input.txt --record b.run").status == 0)
    let (status, output) = try package.shell(
      Self.replay + " --compare b.run --size 40x10 --screenshot a.txt")
    #expect(status == 1 && output.contains("different from tick 20 of the recording on"), "\(output)")
    let (left, right) = try halves(package, "a.txt")
    #expect(left.contains("a.run  tick 21") && left.contains("pushes 1 "), "\(left)")
    #expect(right.contains("b.run  tick 21") && right.contains("pushes 0 "), "\(right)")
  }

  @Test("A GIF has the frames of the moving SVG, with their times, and begins again for ever")
  func gif() throws {
    let package = try TestPackage()
    try record(package, "a.run", ticks: 200)
    try package.save("a.gif", "an earlier one")
    let (status, output) = try package.shell(
      "mkdir -p tmp; TMPDIR=$PWD/tmp \(Self.replay) --animation a.svg --gif a.gif --size 60x20")
    #expect(status == 0, "\(output)")
    #expect(try package.shell("rmdir tmp").status == 0, "the temporary folder was removed")
    let gif = try GIFBlocks(Data(contentsOf: URL(fileURLWithPath: package.path("a.gif"))))
    #expect(gif.width == 60 * 8 && gif.height == 20 * 16)
    #expect(gif.loops == 0 && gif.frames == gif.delays.count)
    let times = try package.read("a.svg").matches(of: /keyTimes="0;([0-9.]+)" dur="([0-9.]+)s"/).map {
      (Double($0.output.1) ?? 0) * (Double($0.output.2) ?? 0)
    }
    #expect(times.count > 20 && gif.frames == times.count + 1)
    var begin = 0
    for (delay, time) in zip(gif.delays, times) {
      begin += delay
      #expect(abs(Double(begin) / 100 - time) < 0.0056, "\(begin), \(time)")
    }
    // 200 ticks of 1/60 s, and the pause of the last frame.
    #expect(gif.delays.reduce(0, +) == 333 + 200)
  }

  @Test("A program for GIFs that is missing is named at once; the error of one that fails is told")
  func gifPrograms() throws {
    let package = try TestPackage()
    try record(package, "a.run", ticks: 20)
    let gif = Self.replay + " --gif a.gif --size 20x8"
    try package.shell("rm -rf a.gif tmp bin; mkdir -p tmp bin")
    defer { _ = try? package.shell("rm -rf tmp bin") }
    let (missing, advice) = try package.shell("PATH=$PWD/bin \(gif)")
    #expect(missing == 2 && advice.contains("--gif needs programs"), "\(advice)")
    #expect(advice.contains("apt-get install librsvg2-bin imagemagick gifsicle"), "\(advice)")
    let doctor = try package.shell("PATH=$PWD/bin \(TestPackage.hotloop) doctor").output
    #expect(doctor.contains("odd  gif") && doctor.contains("librsvg2-bin imagemagick gifsicle"), "\(doctor)")
    func run(_ script: String) throws -> (status: Int32, output: String) {
      try package.save("bin/rsvg-convert", "#!/bin/sh\n\(script)\n")
      let result = try package.shell("chmod +x bin/*; TMPDIR=$PWD/tmp PATH=$PWD/bin:$PATH \(gif)")
      #expect(try package.shell("ls -A tmp").output == "", "the temporary folder was removed")
      #expect(!FileManager.default.fileExists(atPath: package.path("a.gif")))
      return result
    }
    let failed = try run("echo; echo a warning >&2; echo no room >&2; exit 3")
    #expect(failed.status == 2, "\(failed.output)")
    #expect(failed.output == "Error: the GIF cannot be made: rsvg-convert: no room\n")
    // The user ends the program meanwhile. A shell tells a signal as 128 and its number.
    let ended = try run("kill -TERM $PPID; exec sleep 100")
    #expect(ended.status == SIGTERM || ended.status == 128 + SIGTERM, "\(ended)")
    #expect(!ended.output.contains("Error"), "\(ended)")
  }
}
