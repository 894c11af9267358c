import Foundation
import GameBuilder
import HotReload
import Testing

extension Stories {
  @Suite("Two hundred saves", .serialized)
  struct LongStory {
    @Test("Two hundred saves all run, the world continues, and memory grows only by the images")
    func twoHundredSaves() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package)
      var start = try Footprint(of: run.pid)
      // Numbers that no run had before, so that every save is compiled.
      let base = Int(Date().timeIntervalSince1970) * 1000
      var speed = 1
      for generation in 2...201 {
        try package.edit("Game/Speed.swift", "= \(speed)\n", "= \(base + generation)\n")
        speed = base + generation
        let swapped = try run.events.next("swapped")
        #expect(swapped["generation"] == generation)
        try run.events.next("first-frame") { $0["generation"] == generation }
        // The first compiler that is run brings the means to run compilers.
        if generation == 2 { start = try Footprint(of: run.pid) }
      }
      #expect(try package.world("after_reloads") == 200)
      let end = try Footprint(of: run.pid)
      let image = try package.largestImage()
      // Whether compilers wait, then or now, is chance.
      #expect(end.descriptors <= start.descriptors + GameCompiler.maxStandbyDescriptors)
      // The images themselves, and what the build keeps of its own work: a few megabytes, whatever the number.
      let allowed = 199 * image * 6 / 5 + 24 << 20
      #expect(
        end.resident - start.resident <= allowed,
        "grew by \(end.resident - start.resident), images of \(image)")
    }
  }
}

/// What a process holds.
private struct Footprint {
  /// Bytes.
  let resident: Int
  let descriptors: Int

  init(of pid: Int32) throws {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    resident = (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
  }
}

extension TestPackage {
  fileprivate func largestImage() throws -> Int {
    let folder = path(".hotloop/images")
    return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
      try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.size] as? Int
    }.max() ?? 0
  }
}
