import Testing

@testable import HotReload

@Suite struct CrashOutputTests {
  @Test("The message of a crash is the last one of Swift's runtime, whatever was printed after it")
  func message() {
    let printed = [
      "Game/A.swift:1: Fatal error: earlier", "Game/A.swift:2: Precondition failed: x > 0", "derived anew",
      "",
    ]
    #expect(CrashInvestigator.message(in: printed) == "Precondition failed: x > 0")
    #expect(CrashInvestigator.message(in: ["derived anew"]) == nil)
  }

  @Test("A stack trace is not taken for output of the game")
  func summary() {
    let own = "loading\nGame/Beacon.swift:3: Fatal error: no entry\n"
    let frame = "1 [ra]  0x00007f44ebeadb5f hotloopGame + 110 in 1.so at /game/Game/Beacon.swift:59:60"
    for trace in [
      "*** Program crashed: Illegal instruction ***\n\(frame)\n", "Current stack trace:\n0    1.so  f\n",
    ] {
      let summary = CrashOutput.summary(of: own + trace, image: "/images/1.so")
      #expect(summary.hasPrefix("loading\nGame/Beacon.swift:3: Fatal error: no entry"), "\(summary)")
      #expect(
        summary.contains("in hotloopGame, /game/Game/Beacon.swift:59:60") == trace.contains("hotloopGame"))
      #expect(!summary.contains("1.so  f"))
    }
  }
}
