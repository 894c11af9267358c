import Testing

@testable import HotReload

@Suite("Backtraces")
struct BacktraceTests {
  private func lines(_ inner: [String], skipped: Int = 0, _ outer: [String] = []) -> [String] {
    func frames(_ names: [String]) -> [Backtrace.Frame] {
      names.map { Backtrace.Frame(function: $0, file: "/game/Game/A.swift", line: 3) }
    }
    return Backtrace(frames: frames(inner), skipped: skipped, outerFrames: frames(outer))
      .lines(relativeTo: "/game").map { $0.replacing(" Game/A.swift:3", with: "") }
  }

  @Test("Calls are listed innermost first, equal ones in a row once")
  func plain() {
    #expect(lines(["a", "step"]) == ["a", "step"])
    #expect(lines(["b", "a", "a", "a", "step"]) == ["b", "a (3 times)", "step"])
    #expect(lines([]) == [])
  }

  @Test("A deep recursion is shown once, with the number of its calls and its caller")
  func deep() {
    let inner = ["leaf"] + Array(repeating: "a", count: 31)
    #expect(lines(inner, skipped: 1000, ["a", "a", "step"]) == ["leaf", "a (1033 times)", "step"])
    // Nothing is left of the recursion in the outer part.
    #expect(lines(inner, skipped: 1000, ["step", "main"]) == ["leaf", "a (1031 times)", "step", "main"])
  }

  @Test("A recursion through several functions is shown once, too")
  func mutual() {
    let inner = ["leaf"] + (0..<31).map { ["c", "b", "a"][$0 % 3] }
    #expect(
      lines(inner, skipped: 500, ["b", "a", "step"])
        == ["leaf", "c", "b", "a", "(the last 3 lines repeat, 533 calls in all)", "step"])
  }

  @Test("Where calls are missing and there is no recursion, their number is shown")
  func gap() {
    #expect(
      lines(["a", "b", "c"], skipped: 7, ["d", "step"]) == ["a", "b", "c", "… 7 more calls", "d", "step"])
    #expect(lines(["a"], skipped: 7, ["a"]) == ["a", "… 7 more calls", "a"])
  }
}

@Suite("Access conflicts")
struct AccessConflictTests {
  private let report = [
    "hello", "Simultaneous accesses to 0x7f28f83f4e68, but modification requires exclusive access.",
    "Previous access (a modification) started at 22-b0.so`<unavailable> + 109322 (0x7f28f83c6b0a).",
    "Current access (a read) started at:",
    "0    libswiftCore.so                    0x00007f293ce6d6a8 <unavailable> + 4642472",
    "Fatal access conflict detected.",
  ]

  @Test("The runtime's report of a conflict has the place of the earlier access")
  func reads() throws {
    let conflict = try #require(AccessConflict(printed: report))
    #expect(conflict.previousAddress == 0x7f28_f83c_6b0a && conflict.previousKind == "modification")
    let reason = conflict.reason(previousLocation: "Game/A.swift:7")
    #expect(reason.contains("modification") && reason.contains("Game/A.swift:7"))
  }

  @Test("Other output is no conflict")
  func others() {
    #expect(AccessConflict(printed: []) == nil)
    #expect(AccessConflict(printed: ["Fatal access conflict detected."]) == nil)
    // The conflict was an earlier one.
    #expect(AccessConflict(printed: report + ["abort, because I say so"]) == nil)
  }
}
