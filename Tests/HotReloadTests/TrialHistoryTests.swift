import Foundation
import Testing
import WorldState

@testable import HotReload

@Suite("What is known about builds and suspects")
struct TrialHistoryTests {
  @Test("Verdicts outlive the process; the newest one on an image counts")
  func verdicts() {
    let path = NSTemporaryDirectory() + "hotloop-trials-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = TrialHistory(path: path)
    first.record(.passed, sourceHash: "a")
    first.record(.endedHost(reason: "exit(0) was called"), sourceHash: "a", isOptimised: true)
    first.record(.failed, sourceHash: "b")
    let next = TrialHistory(path: path)
    #expect(next.verdict(sourceHash: "a", isOptimised: false) == .passed)
    #expect(next.reasonAgainst(sourceHash: "a", isOptimised: true) == "exit(0) was called")
    #expect(next.verdict(sourceHash: "b", isOptimised: true) == .failed)
    #expect(next.reasonAgainst(sourceHash: "b", isOptimised: true) == nil)
    #expect(next.verdict(sourceHash: "c", isOptimised: false) == nil)
    next.pardon(sourceHash: "a")
    #expect(TrialHistory(path: path).reasonAgainst(sourceHash: "a", isOptimised: true) == nil)
  }

  @Test("A damaged file is no history")
  func damaged() throws {
    let path = NSTemporaryDirectory() + "hotloop-trials-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("{".utf8).write(to: URL(fileURLWithPath: path))
    #expect(TrialHistory(path: path).verdict(sourceHash: "a", isOptimised: false) == nil)
  }

  @Test(
    "The journal tells another process who is suspected, why the host ended itself, and what was before a swap"
  )
  func journal() throws {
    let memory = try RunMemory(worldReservation: 1 << 20)
    let journal = memory.journal
    let suspect = Suspect(number: 7, sourceHash: "abc", isOptimised: true)
    journal.suspects.begin(suspect, .loading)
    let other = try RunMemory(inherited: memory.descriptors.map { dup($0) }).journal
    #expect(other.suspects.read(.loading) == suspect && other.suspects.read(.entering) == nil)
    journal.suspects.end(.loading)
    #expect(other.suspects.read(.loading) == nil)

    journal.commit([RunJournal.Entry(record: [1], isQuarantined: false)], worldIndex: 0)
    journal.commit([RunJournal.Entry(record: [2], isQuarantined: false)], worldIndex: 2)
    journal.keepPrevious(worldIndex: 3)
    #expect(other.read()?.worldIndex == 2 && other.read()?.entries.map(\.record) == [[2]])
    #expect(other.read(beforeSwap: true)?.worldIndex == 3)
    #expect(other.read(beforeSwap: true)?.entries.map(\.record) == [[1]])
    journal.forgetPrevious()
    #expect(other.read(beforeSwap: true)?.worldIndex == 2)

    journal.setOwnDeath(.lostDescriptors)
    #expect(other.ownDeath == .lostDescriptors)
    other.recordDeath(.lostDescriptors, progress: 30)
    #expect(other.ownDeath == nil && other.lastDeath?.blamesGame == true)
  }
}
