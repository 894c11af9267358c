import Engine
import Testing

@testable import HotReload

@Suite("Reloads that the game delays")
struct ReloadDelayTests {
  private static let second: UInt64 = 1_000_000_000

  private func ask(
    _ delay: inout ReloadDelay, _ generation: UInt64 = 2, at seconds: UInt64, says yes: Bool?
  ) -> String {
    var wasAsked = false
    let answer = delay.answer(generation, at: seconds * Self.second) {
      wasAsked = true
      return yes ?? false
    }
    // Nil: it must not be asked.
    #expect(wasAsked == (yes != nil), "\(answer)")
    switch answer {
    case .waits(let isNew): return isNew ? "waits anew" : "waits"
    case .goesOn(nil): return "goes on"
    case .goesOn(let after?): return "\(after.end.rawValue) after \(after.waited / Self.second)"
    }
  }

  private func overrule(_ delay: inout ReloadDelay) -> Bool { delay.overrule() }

  @Test("A game that says yes delays nothing; one that says no does until it says yes")
  func game() {
    var delay = ReloadDelay()
    #expect(ask(&delay, at: 1, says: true) == "goes on" && delay.waiting == nil)
    #expect(ask(&delay, at: 2, says: false) == "waits anew")
    #expect(ask(&delay, at: 3, says: false) == "waits")
    #expect(ask(&delay, at: 5, says: true) == "game after 3" && delay.waiting == nil)
  }

  @Test("After the limit it is not asked again, also not by saves that come meanwhile")
  func limit() {
    var delay = ReloadDelay()
    #expect(ask(&delay, at: 2, says: false) == "waits anew")
    #expect(ask(&delay, 3, at: 11, says: false) == "waits anew")
    #expect(ask(&delay, 3, at: 12, says: nil) == "limit after 10")
    // The next one has the whole time.
    #expect(ask(&delay, 4, at: 13, says: false) == "waits anew")
    #expect(ask(&delay, 4, at: 22, says: false) == "waits")
    #expect(ask(&delay, 4, at: 23, says: nil) == "limit after 10")
  }

  @Test("Without a limit games are not asked")
  func never() {
    var delay = ReloadDelay()
    delay.limit = 0
    #expect(ask(&delay, at: 2, says: nil) == "goes on" && delay.waiting == nil)
  }

  @Test("A request applies what waits, and nothing later")
  func request() {
    var delay = ReloadDelay()
    #expect(!overrule(&delay))
    #expect(ask(&delay, at: 2, says: false) == "waits anew")
    #expect(overrule(&delay))
    #expect(ask(&delay, at: 3, says: nil) == "request after 1")
    #expect(ask(&delay, 3, at: 4, says: false) == "waits anew")
    delay.end()
    #expect(delay.waiting == nil && !overrule(&delay))
  }
}
