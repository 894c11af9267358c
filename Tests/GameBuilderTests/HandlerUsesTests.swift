import Testing

@testable import GameBuilder

@Suite struct HandlerUsesTests {
  private func text(_ source: String) -> String? { HandlerUses(Array(source.utf8))?.text }

  private func listing(_ calls: String) -> String {
    "\n@section(\"hotloop_handlers\") @used private let hotloopHandlers: @convention(c) () -> Void = { \(calls) }\n"
  }

  @Test(arguments: [
    "let a = Reloads.before { _ in }", "private let a: ReloadHandler = GameSDK.Reloads.after { _ in f() }",
    "import GameSDK\n@MainActor struct B { let c = [1] }\npublic let a = Reloads.after({ _ in })",
    "func f() { let b = Reloads.before { _ in } }\nfileprivate let a: GameSDK.ReloadHandler? = Reloads.after(g)",
    "#if DEBUG\nlet b = Reloads.before { _ in }\n#else\nlet b = Reloads.after { _ in }\n#endif\nlet a = Reloads.after { _ in }",
  ])
  func `A global variable is used`(source: String) {
    #expect(text(source) == listing("GameSDK.Reloads.hold(a)"))
  }

  @Test func `One that can change is used if no thread owns it`() {
    #expect(
      text("nonisolated(unsafe) private var a: ReloadHandler? = Reloads.before { _ in }")
        == listing("unsafe GameSDK.Reloads.hold(a)"))
    #expect(text("@MainActor var a = Reloads.before { _ in }") == nil)
  }

  @Test func `Those of types are used in extensions`() {
    let source = """
      let a = Reloads.before { _ in }
      enum B {
        private static let c = Reloads.after { _ in }
        struct D { static let e = Reloads.after { _ in }; let f = Reloads.after { _ in } }
      }
      extension B.D { public static let g = Reloads.before { _ in } }
      """
    let expected = """

      extension B { nonisolated fileprivate static func hotloopHandlers0() { GameSDK.Reloads.hold(c) } }
      extension B.D { nonisolated fileprivate static func hotloopHandlers1() { \
      GameSDK.Reloads.hold(e); GameSDK.Reloads.hold(g) } }
      """
    #expect(
      text(source)
        == expected + listing("GameSDK.Reloads.hold(a); B.hotloopHandlers0(); B.D.hotloopHandlers1()"))
  }

  @Test(arguments: [
    "let a = f(Reloads.before { _ in })", "let a = [Reloads.before { _ in }]",
    "let a = 1; Reloads.before { _ in }",
    "struct B<T> { static let a = Reloads.before { _ in } }", "let a = reloads.before { _ in }",
    "enum B { private enum C { static let a = Reloads.before { _ in } } }", "let (a, b) = (1, 2)", "let a",
    "#if os(Linux)\nlet a = Reloads.before { _ in }\n#endif", "\"let a = Reloads.before {}\"",
  ])
  func `Nothing else is used`(source: String) {
    #expect(text(source) == nil)
  }
}
