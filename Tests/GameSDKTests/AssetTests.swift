import Testing
import WorldFixtures

@testable import GameSDK

@Suite("Assets")
struct AssetTests {
  /// Parses a file with a number.
  private func number(in text: String) throws -> Int {
    guard let number = Int(text) else { throw AssetError(line: 1, "`\(text)` is not a number") }
    return number
  }

  /// Runs code as if inside a callback of a game on this host.
  private func inCallback<R>(_ host: TestHost, _ body: () -> R) -> R {
    TestArena<PoolWorld>().use { _ in
      unsafe Host.table = host.table
      return body()
    }
  }

  @Test("A saved file is parsed again")
  func aSavedFileIsReadAgain() {
    let host = TestHost()
    let asset = Asset("n.txt", fallback: 0, text: number(in:))
    host.save("n.txt", "3")
    #expect(inCallback(host) { asset.value } == 3)
    #expect(inCallback(host) { asset.version } == 1)
    host.save("n.txt", "4")
    #expect(inCallback(host) { (asset.value, asset.version) } == (4, 2))
    #expect(
      host.reports == [
        .init(path: "n.txt", line: 0, message: nil), .init(path: "n.txt", line: 0, message: nil),
      ])
  }

  @Test("An invalid file is reported once, and the last good value stays")
  func aBadFileIsReportedOnceAndTheLastGoodOneStays() {
    let host = TestHost()
    let asset = Asset("n.txt", fallback: 0, text: number(in:))
    host.save("n.txt", "3")
    _ = inCallback(host) { asset.value }
    host.removeReports()
    host.save("n.txt", "three")
    for _ in 0..<3 { #expect(inCallback(host) { asset.value } == 3) }
    #expect(host.reports == [.init(path: "n.txt", line: 1, message: "`three` is not a number")])
    #expect(inCallback(host) { asset.version } == 1)
  }

  @Test("A missing file is reported once, unless it is optional")
  func aMissingFileIsReportedOnceUnlessItNeedNotBeThere() {
    let host = TestHost()
    let asset = Asset("n.txt", fallback: 7, text: number(in:))
    let optional = Asset("m.txt", fallback: 8, isRequired: false, text: number(in:))
    for _ in 0..<3 {
      #expect(inCallback(host) { (asset.value, optional.value, asset.exists) } == (7, 8, false))
    }
    #expect(host.reports.map(\.path) == ["n.txt"])
    host.save("n.txt", "9")
    #expect(inCallback(host) { (asset.value, asset.exists) } == (9, true))
  }

  @Test("A byte order mark is not part of the text")
  func byteOrderMark() {
    let host = TestHost()
    let asset = Asset("n.txt", fallback: 0, text: number(in:))
    let bytes = Asset("n.txt", fallback: [], bytes: { $0 })
    host.save("n.txt", "\u{FEFF}3")
    #expect(inCallback(host) { asset.value } == 3)
    #expect(inCallback(host) { bytes.value.count } == 4)
    #expect(host.reports.allSatisfy { $0.message == nil })
  }

  @Test("A file that is not UTF-8 is rejected as text and accepted as bytes")
  func aFileThatIsNoTextIsRefused() {
    let host = TestHost()
    let asset = Asset("n.txt", fallback: 7, text: number(in:))
    let bytes = Asset("n.txt", fallback: [], bytes: { $0 })
    host.assets["n.txt"] = ([0xFF, 0xFE], 5)
    #expect(inCallback(host) { asset.value } == 7)
    #expect(host.reports.last?.message == "the file is not text in UTF-8")
    #expect(inCallback(host) { bytes.value } == [0xFF, 0xFE])
  }
}
