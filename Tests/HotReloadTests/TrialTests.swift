import CGameABI
import Foundation
import Glibc
import HostSystem
import Testing
import Timeline

@testable import HotReload

@Suite("Trials")
struct TrialTests {
  @Test("The input of the last 30 ticks is kept, oldest first", arguments: [0, 1, 29, 30, 31, 75])
  func recentInput(count: Int) {
    var recent = RecentInput()
    for tick in 0..<count {
      recent.append(PlayedTick(tick: UInt64(tick), dt: 0, input: InputSample()))
    }
    #expect(recent.ticks.map { Int($0.tick) } == Array((0..<count).suffix(RecentInput.capacity)))
  }

  @Test(
    "Every message of a trial child survives encoding as a line of JSON",
    arguments: TrialStage.allCases.map { TrialMessage.stage($0) } + [
      .loaded, .unable("no\nway"),
      .verdict(
        TrialVerdict(
          kind: .crashed, ticks: 3, callback: "step", reason: "line one\nline two", location: "A.swift:1",
          backtrace: ["a", "b"])),
    ])
  func messages(message: TrialMessage) throws {
    let line = try JSONEncoder().encode(message)
    #expect(!line.contains(UInt8(ascii: "\n")))
    #expect(try JSONDecoder().decode(TrialMessage.self, from: line) == message)
  }

  @Test(
    "A failed load names the stage, the cause and the next step",
    arguments: [
      (
        LoadFailure(end: .signalled(SIGSEGV), stage: .constructors, printed: "in f"),
        ["constructor", "SIGSEGV", "in f", "save again"]
      ),
      (LoadFailure(end: .exited(3), stage: .entry, printed: ""), ["hotloop_game", "status 3"]),
      (LoadFailure(end: .signalled(SIGKILL), stage: .entry, printed: ""), ["hotloop_game", "signal 9"]),
      (.hung(seconds: 5, .constructors), ["constructor", "within 5 s"]),
    ])
  func loadFailures(failure: LoadFailure, words: [String]) {
    for word in words { #expect("\(failure)".contains(word), "\(failure)") }
  }
}
