import Testing
import WorldFixtures

@testable import GameSDK

@Suite struct AssetTests {
  /// A number in a file of text.
  private func number(in text: String) throws -> Int {
    guard let number = Int(text) else { throw AssetError(line: 1, "`\(text)` is no number") }
    return number
  }

  /// One look at the assets, as a callback would take it.
  private func look<R>(_ host: TestHost, _ body: () -> R) -> R {
    TestArena<PoolWorld>().use { _ in
      unsafe Host.table = host.table
      return body()
    }
  }

  @Test func aSavedFileIsReadAgain() {
    let host = TestHost()
    let asset = Asset("n.txt", fallback: 0, text: number(in:))
    host.save("n.txt", "3")
    #expect(look(host) { asset.value } == 3)
    #expect(look(host) { asset.version } == 1)
    host.save("n.txt", "4")
    #expect(look(host) { (asset.value, asset.version) } == (4, 2))
    #expect(
      host.reports == [
        .init(path: "n.txt", line: 0, message: nil), .init(path: "n.txt", line: 0, message: nil),
      ])
  }

  @Test func aBadFileIsReportedOnceAndTheLastGoodOneStays() {
    let host = TestHost()
    let asset = Asset("n.txt", fallback: 0, text: number(in:))
    host.save("n.txt", "3")
    _ = look(host) { asset.value }
    host.forgetReports()
    host.save("n.txt", "three")
    for _ in 0..<3 { #expect(look(host) { asset.value } == 3) }
    #expect(host.reports == [.init(path: "n.txt", line: 1, message: "`three` is no number")])
    #expect(look(host) { asset.version } == 1)
  }

  @Test func aMissingFileIsReportedOnceUnlessItNeedNotBeThere() {
    let host = TestHost()
    let asset = Asset("n.txt", fallback: 7, text: number(in:))
    let optional = Asset("m.txt", fallback: 8, isRequired: false, text: number(in:))
    for _ in 0..<3 { #expect(look(host) { (asset.value, optional.value, asset.exists) } == (7, 8, false)) }
    #expect(host.reports.map(\.path) == ["n.txt"])
    host.save("n.txt", "9")
    #expect(look(host) { (asset.value, asset.exists) } == (9, true))
  }

  @Test func aFileThatIsNoTextIsRefused() {
    let host = TestHost()
    let asset = Asset("n.txt", fallback: 7, text: number(in:))
    let bytes = Asset("n.txt", fallback: [], bytes: { $0 })
    host.assets["n.txt"] = ([0xFF, 0xFE], 5)
    #expect(look(host) { asset.value } == 7)
    #expect(host.reports.last?.message == "the file is not text in UTF-8")
    #expect(look(host) { bytes.value } == [0xFF, 0xFE])
  }
}
