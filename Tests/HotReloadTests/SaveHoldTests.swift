import Testing

@testable import HotReload

@Suite("Held saves")
struct SaveHoldTests {
  /// Saves and builds, as the coordinator does.
  private func save(_ hold: inout SaveHold<String>, _ name: String, mayWait: Bool = true) -> String {
    hold.noteSaved()
    return build(&hold, name, mayWait: mayWait)
  }

  private func build(_ hold: inout SaveHold<String>, _ name: String, mayWait: Bool = true) -> String {
    let answer = hold.answer(name, mayWait: mayWait)
    #expect(!end(&hold))
    return text(answer)
  }

  private func end(_ hold: inout SaveHold<String>, isUnchanged: Bool = false) -> Bool {
    hold.noteBuilt(isUnchanged: isUnchanged)
  }

  private func text(_ answer: SaveHold<String>.Answer) -> String {
    switch answer {
    case .waits(let saves): "waits \(saves)"
    case .runs(let held): "runs \(held)"
    }
  }

  private func request(_ hold: inout SaveHold<String>) -> String {
    switch hold.request() {
    case .apply(let proposal, let saves): "apply \(proposal) \(saves)"
    case .built: "built"
    case .rebuild: "rebuild"
    }
  }

  @Test("Without a hold everything runs, and a request rebuilds")
  func off() {
    var hold = SaveHold<String>()
    #expect(save(&hold, "a") == "runs 0")
    hold.noteSaved()
    #expect(request(&hold) == "rebuild")
    #expect(hold.waiting == nil)
  }

  @Test("A request that applies something else also wants the save that is being built, without a hold")
  func appliedElse() {
    var hold = SaveHold<String>()
    func request() -> Bool { if case .built = hold.request(isApplied: true) { true } else { false } }
    #expect(!request())
    hold.noteSaved()
    #expect(request())
    #expect(build(&hold, "a") == "runs 1")
    #expect(save(&hold, "b") == "runs 0")
  }

  @Test("The newest save waits and is applied with the earlier ones, also those that did not build")
  func newest() {
    var hold = SaveHold<String>()
    _ = hold.set(true)
    #expect(save(&hold, "a") == "waits 1")
    hold.noteSaved()
    #expect(!end(&hold))
    #expect(hold.waiting?.proposal == "a" && hold.waiting?.saves == 1)
    #expect(save(&hold, "c") == "waits 3")
    hold.replace { $0 += ", whole" }
    #expect(request(&hold) == "apply c, whole 3")
    #expect(request(&hold) == "rebuild")
    #expect(save(&hold, "d") == "waits 1")
  }

  @Test("What changes nothing is not counted")
  func unchanged() {
    var hold = SaveHold<String>()
    _ = hold.set(true)
    hold.noteSaved()
    #expect(!end(&hold, isUnchanged: true))
    #expect(save(&hold, "a") == "waits 1")
  }

  @Test("A request during a build applies what waits and what comes; then saves wait again")
  func requestDuringBuild() {
    var hold = SaveHold<String>()
    _ = hold.set(true)
    hold.noteSaved()
    #expect(request(&hold) == "built")
    #expect(build(&hold, "a") == "runs 1")
    #expect(save(&hold, "b") == "waits 1")
    hold.noteSaved()
    #expect(request(&hold) == "apply b 1")
    #expect(build(&hold, "c") == "runs 1")
    #expect(save(&hold, "d") == "waits 1")
  }

  @Test("A request during a build that fails is over; one during a build of nothing rebuilds")
  func requestWithoutOutcome() {
    var hold = SaveHold<String>()
    _ = hold.set(true)
    hold.noteSaved()
    #expect(request(&hold) == "built")
    #expect(!end(&hold))
    #expect(save(&hold, "b") == "waits 2")
    _ = request(&hold)
    hold.noteSaved()
    #expect(request(&hold) == "built")
    #expect(end(&hold, isUnchanged: true))
    #expect(save(&hold, "c") == "waits 1")
  }

  @Test("What must run takes along what waits")
  func mustRun() {
    var hold = SaveHold<String>()
    _ = hold.set(true)
    #expect(save(&hold, "a", mayWait: false) == "runs 0")
    #expect(save(&hold, "b") == "waits 1")
    #expect(save(&hold, "c", mayWait: false) == "runs 2")
    #expect(hold.waiting == nil)
  }

  @Test("The end of the hold gives what waits, once")
  func release() {
    var hold = SaveHold<String>()
    _ = hold.set(true)
    #expect(save(&hold, "a") == "waits 1")
    let released = hold.set(false)
    #expect(released?.proposal == "a" && released?.saves == 1)
    let again = hold.set(false)
    #expect(again == nil && !hold.isOn)
    #expect(save(&hold, "b") == "runs 0")
  }
}
