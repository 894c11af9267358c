import GameBuilder
import Testing

@testable import HotReload

@Suite("Changed literals that were not read")
struct UnreadLiteralsTests {
  private static func id(_ index: Int) -> LiveLiteral.ID {
    LiveLiteral.ID(path: "/p/Game/A.swift", index: index)
  }
  private let a = id(0)
  private let b = id(1)

  private func unread(_ ids: [LiveLiteral.ID], isSave: Bool = true) -> UnreadLiterals {
    var unread = UnreadLiterals(in: "1.so")
    unread.note(ids, isSave: isSave)
    return unread
  }

  @Test("It takes two seconds of ticks, and is said once")
  func once() {
    var unread = unread([a, b])
    var reports = 0
    for tick in 1...600 {
      unread.pass(1 / 60)
      let (isChanged, saved) = unread.check { _ in false }
      if !saved.isEmpty {
        reports += 1
        #expect(saved == [a, b] && (119...122).contains(tick) && isChanged)
      }
    }
    #expect(reports == 1)
    #expect(unread.overdue == [a, b])
  }

  @Test("A save of which anything was read is not mentioned; what was not is still known")
  func partly() {
    var unread = unread([a, b])
    #expect(unread.check { $0 == a }.saved.isEmpty)
    unread.pass(5)
    let (isChanged, saved) = unread.check { _ in false }
    #expect(isChanged && saved.isEmpty && unread.overdue == [b])
    #expect(unread.check { $0 == b }.isChanged)
    #expect(unread.overdue.isEmpty)
    #expect(!unread.check { _ in true }.isChanged)
  }

  @Test("Another change begins anew, and belongs to no save")
  func again() {
    var unread = unread([a])
    unread.pass(1.9)
    unread.note([a])
    unread.pass(1.9)
    #expect(!unread.check { _ in false }.isChanged)
    unread.pass(0.2)
    let (isChanged, saved) = unread.check { _ in false }
    #expect(isChanged && saved.isEmpty && unread.overdue == [a])
    unread.forget([a])
    #expect(unread.overdue.isEmpty)
    unread.pass(5)
    #expect(!unread.check { _ in false }.isChanged)
  }

  @Test("In another image the same literals are waited for, without a second report")
  func following() {
    var unread = unread([a, b])
    unread.pass(3)
    var next = unread.following(in: "2.so") { $0 == b }
    #expect(next.image == "2.so")
    #expect(next.check { _ in false }.saved.isEmpty)
    #expect(next.overdue == [b])
    unread.dropSave()
    #expect(unread.check { _ in false }.saved.isEmpty)
  }
}
