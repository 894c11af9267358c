import Engine
import Testing

@testable import HotLoopCLI

@Suite("What ends the wait for a reload")
struct ReloadWaitTests {
  private func swap(_ generation: UInt64, from: UInt64, _ cause: SwapCause) -> HostEvent {
    .swapped(.init(generation: generation, from: from, cause: cause, isOptimised: false))
  }

  /// `runs 2`, `runs 2: REASON` or `failed: REASON`; nil while it waits.
  private func outcome(_ events: HostEvent...) -> String? {
    let wait = ReloadWait()
    for event in events { wait.receive(event) }
    var text: String?
    if wait.isDone {
      text =
        switch wait.outcome.wait() {
        case .runs(let generation, let reason): "runs \(generation)" + (reason.map { ": \($0)" } ?? "")
        case .failed(let reason, _): "failed: \(reason)"
        }
    }
    return text
  }

  @Test("The first frame of the generation that was asked for does; that of another one does not")
  func firstFrame() {
    #expect(outcome(swap(2, from: 1, .force), .firstFrame(generation: 1)) == nil)
    #expect(outcome(swap(2, from: 1, .save), .firstFrame(generation: 2)) == nil)
    #expect(outcome(swap(2, from: 1, .force), .firstFrame(generation: 2)) == "runs 2")
    #expect(
      outcome(swap(2, from: 1, .force), swap(3, from: 2, .save), .firstFrame(generation: 3)) == "runs 3")
  }

  @Test("A terminal that shows nothing does, with the reason")
  func unseen() {
    #expect(
      outcome(swap(2, from: 1, .force), .firstFrameKept(generation: 2, reason: "too small"))
        == "runs 2: too small")
    #expect(outcome(.firstFrameKept(generation: 1, reason: "too small")) == nil)
  }

  @Test("A rollback before the first frame does, and a package that is moved away")
  func given() {
    #expect(
      outcome(swap(2, from: 1, .force), swap(1, from: 2, .rollback))
        == "failed: generation 2 was left for generation 1 before it drew a frame")
    #expect(
      outcome(.packageMoved(from: "/a", to: nil, reason: "it was deleted", advice: "wait"))
        == "failed: nothing is built: it was deleted")
  }
}
