import Testing
import WorldFixtures

@testable import GameSDK

@Suite("Stored values")
struct StoredTests {
  private func number(named name: String = "n.txt") -> Stored<Int> {
    Stored(
      name, fallback: 7,
      read: { text in
        guard let number = Int(text) else { throw AssetError(line: 1, "`\(text)` is not a number") }
        return number
      }, write: { "\($0)" })
  }

  /// Runs code as if inside a callback of a game on this host.
  private func inCallback<R>(_ host: TestHost, _ body: () -> R) -> R {
    TestArena<PoolWorld>().use { _ in
      unsafe Host.table = host.table
      return body()
    }
  }

  @Test("A value is the fallback until there is a file, and the host gets what is stored")
  func storing() {
    let host = TestHost()
    let stored = number()
    #expect(inCallback(host) { stored.value } == 7)
    inCallback(host) {
      stored.store(8)
      #expect(stored.value == 8)
    }
    #expect(host.stored["n.txt"]?.content == Array("8".utf8))
    #expect(inCallback(host) { stored.value } == 8)
  }

  @Test("A file of an earlier run is read, and so is what another build stored since")
  func reading() {
    let host = TestHost()
    let stored = number()
    host.store("n.txt", "3".utf8)
    #expect(inCallback(host) { stored.value } == 3)
    inCallback(host) { number().store(4) }
    #expect(inCallback(host) { stored.value } == 4)
  }

  @Test("A file that cannot be read is reported once, with its line, and the value is the fallback")
  func rejecting() {
    let host = TestHost()
    let stored = number()
    host.store("n.txt", "three".utf8)
    for _ in 0..<3 { #expect(inCallback(host) { stored.value } == 7) }
    #expect(host.storedRejections == [.init(path: "n.txt", line: 1, message: "`three` is not a number")])
    inCallback(host) { stored.store(9) }
    #expect(inCallback(host) { number().value } == 9)
  }

  @Test("A byte order mark is not part of the text")
  func byteOrderMark() {
    let host = TestHost()
    host.store("n.txt", "\u{FEFF}3".utf8)
    #expect(inCallback(host) { number().value } == 3)
    #expect(host.storedRejections.isEmpty)
  }

  @Test("A file that is not UTF-8 is rejected")
  func notText() {
    let host = TestHost()
    host.store("n.txt", [0xFF, 0xFE])
    #expect(inCallback(host) { number().value } == 7)
    #expect(host.storedRejections.map(\.message) == ["the file is not text in UTF-8"])
  }

  @Test("On a host that stores nothing the value lasts as long as the build")
  func olderHost() {
    let host = TestHost()
    let stored = number()
    TestArena<PoolWorld>().use { _ in
      var table = unsafe host.table.pointee
      unsafe (table.stored, table.store, table.stored_rejected) = (nil, nil, nil)
      unsafe withUnsafePointer(to: &table) {
        unsafe Host.table = unsafe $0
        stored.store(8)
        unsafe Host.table = nil
      }
    }
    #expect(inCallback(TestHost()) { stored.value } == 8)
  }

  @Test("Storing in draw and using a value outside callbacks are mistakes of the programmer")
  func misuse() async {
    await #expect(processExitsWith: .failure) {
      Stored("n.txt", fallback: 0, read: { _ in 0 }, write: { "\($0)" }).store(1)
    }
    await #expect(processExitsWith: .failure) {
      let arena = TestArena<PoolWorld>()
      unsafe CallbackArena.enter(arena.header, isDrawing: true)
      Stored("n.txt", fallback: 0, read: { _ in 0 }, write: { "\($0)" }).store(1)
    }
  }
}
