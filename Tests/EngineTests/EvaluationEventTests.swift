import Testing

@testable import Engine

@Suite struct EvaluationEventTests {
  @Test(arguments: [
    (
      HostEvent.Evaluation(
        code: "world.lives = 9\n// more", outcome: .finished, text: "", changesWorld: true),
      "eval `world.lives = 9…` changed the world"
    ),
    (.init(code: "a", outcome: .declared, text: "func f", changesWorld: false), "eval `a` declares: func f"),
    (
      .init(code: "wrld", outcome: .rejected, text: "eval:1:1: no\nnote", changesWorld: false),
      "eval `wrld` does not compile: eval:1:1: no…"
    ),
    (.init(code: "a", outcome: .redefined, text: "A.f()", changesWorld: false), "eval `a` replaces: A.f()"),
    (.init(code: "a", outcome: .failed, text: "r", changesWorld: false), "eval `a` failed: r"),
    (.init(code: "a", outcome: .crashed, text: "r", changesWorld: false), "eval `a` crashed: r"),
    (.init(code: "a", outcome: .refused, text: "r", changesWorld: false), "eval `a` did not run: r"),
    (
      .init(code: String(repeating: "x", count: 100), outcome: .finished, text: "", changesWorld: false),
      "eval `\(String(repeating: "x", count: 80))…` ran"
    ),
  ])
  func `An evaluation is summed up on one line`(evaluation: HostEvent.Evaluation, line: String) {
    #expect(evaluation.summary == line)
  }
}
