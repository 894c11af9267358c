import GameBuilder
import Testing

@testable import HotLoopBench

/// A benchmark that no longer builds its games would be noticed only when somebody needs its figures.
@Suite(.timeLimit(.minutes(10)))
struct MeasuredGameTests {
  @Test("A generated game of `bench reload` is built, and has all kinds of edits")
  func generatedGame() async throws {
    let package = try ReloadPackage()
    let game = try BenchGame.generated(
      GeneratedGame(lines: 100, linesPerFile: 50), name: "generated", kinds: ReloadBench.allKinds, rounds: 1)
    #expect(Set(game.edits.map(\.kind)).union(["tweak-key"]) == ReloadBench.allKinds)
    try package.install(game)
    let toolchain = try await Toolchain.find(cache: package.root + "/.hotloop")
    let compiler = GameCompiler(
      package: try await GamePackage.find(from: package.root, toolchain: toolchain), toolchain: toolchain)
    let image = try await compiler.build()
    #expect(
      !image.reused && image.compiledFiles.count >= game.files.keys.filter { $0.hasSuffix(".swift") }.count)
  }

  @Test("The edits of `bench reload` fit the game of the repository")
  func shippedGame() throws {
    let game = try BenchGame.shipped(ReloadPackage.shippedFiles(), rounds: 1)
    for edit in game.edits { #expect(game.files[edit.path(1)] != edit.content(1), "\(edit.kind)") }
  }
}
