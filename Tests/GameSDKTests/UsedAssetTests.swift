import Testing
import WorldFixtures

@testable import GameSDK

@Suite("Used assets")
struct UsedAssetTests {
  private let host = TestHost()
  private let used = UsedAssets()

  /// Runs code as if inside a callback of a game that has used these assets.
  private func inCallback(_ body: () -> Void) {
    let arena = TestArena<PoolWorld>()
    arena.use { _ in
      unsafe Host.table = host.table
      unsafe CallbackArena.enter(arena.header, usedAssets: used)
      body()
    }
  }

  private func number(in text: String) throws -> Int {
    guard let number = Int(text) else { throw AssetError(line: 1, "`\(text)` is not a number") }
    return number
  }

  @Test("An asset that was used once is checked in each frame, and only once for each change")
  func changed() {
    let asset = Asset("n.txt", fallback: 0, text: number(in:))
    let unread = Asset("m.txt", fallback: 0, text: number(in:))
    host.save("n.txt", "3")
    inCallback { _ = asset.value }
    host.removeReports()
    host.save("n.txt", "three")
    for _ in 0..<3 { inCallback { used.check() } }
    #expect(host.reports == [.init(path: "n.txt", line: 1, message: "`three` is not a number")])
    host.save("n.txt", "4")
    inCallback { used.check() }
    #expect(host.reports.last == .init(path: "n.txt", line: 0, message: nil))
    inCallback { #expect((asset.value, unread.path) == (4, "m.txt")) }
  }

  @Test("A deleted file is reported without a use, and an asset that ended is forgotten")
  func deleted() {
    var asset: Asset<Int>? = Asset("n.txt", fallback: 0, text: number(in:))
    host.save("n.txt", "3")
    inCallback { _ = asset?.value }
    host.removeReports()
    host.assets["n.txt"] = nil
    inCallback { used.check() }
    #expect(host.reports == [.init(path: "n.txt", line: 0, message: "the file does not exist")])
    host.removeReports()
    asset = nil
    host.save("n.txt", "three")
    inCallback { used.check() }
    #expect(host.reports == [])
  }
}
