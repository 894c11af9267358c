import CGameABI
import Foundation
import Testing

@testable import HotReload

/// What host and child say to each other, and what they do when the other side says nothing.
@Suite("Preflight's parts")
struct PreflightTests {
  @Test("the last ticks' input is kept, oldest first", arguments: [0, 1, 29, 30, 31, 75])
  func recentInput(count: Int) {
    var recent = RecentInput()
    for tick in 0..<count {
      recent.note(
        InputSample(
          held: UInt64(tick), pressed: 0, released: 0, mouse_column: 0, mouse_row: 0, mouse_buttons: 0))
    }
    #expect(recent.samples.map { Int($0.held) } == Array((0..<count).suffix(30)))
  }

  @Test("of several lines the newest is told, a part of one waits for the rest, and an end is an end")
  func channel() throws {
    let (ours, its) = try PreflightChannel.pair()
    #expect(ours.send(PreflightMessage.stage(.load)))
    #expect(ours.send(PreflightMessage.stage(.step)))
    #expect(try its.message() == .stage(.step))
    let verdict = PreflightVerdict(kind: .died, ticks: 3, callback: "step", reason: "line one\nline two")
    let line = try JSONEncoder().encode(PreflightMessage.verdict(verdict)) + [UInt8(ascii: "\n")]
    #expect(ours.send(line: line.prefix(9)))
    if case .silence = its.receive(within: 0.001) {} else { Issue.record("half a line was taken for one") }
    #expect(ours.send(line: line.dropFirst(9)))
    #expect(try its.message() == .verdict(verdict))
    #expect(ours.send(line: Data("{\"verdict\":\n".utf8)))
    #expect(throws: PreflightFailure.self) { try its.message() }
    shutdown(ours.descriptor, Int32(SHUT_RDWR))
    if case .end = its.receive(within: nil) {} else { Issue.record("the end was not noticed") }
    #expect(!its.send(PreflightMessage.stage(.load)))
  }
}

extension PreflightChannel {
  fileprivate func message() throws -> PreflightMessage? {
    guard case .line(let line) = receive(within: nil) else { return nil }
    return try PreflightMessage(line: line)
  }
}
