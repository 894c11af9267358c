import CGameABI
import CGameImage
import Testing

@testable import GameSDK

/// Handlers of reloads in one image.
@Suite("Reload handlers", .serialized)
struct ReloadHandlerTests {
  /// What ran.
  private final class Trace { var lines: [String] = [] }
  private struct Failure: Error {}

  /// The modules of a game, each behind those that it imports.
  private func run(
    _ moment: HandlerRegistry.Moment, _ modules: [StaticString], changed: [StaticString] = []
  ) throws {
    func pointers(_ texts: [StaticString]) -> [UnsafePointer<CChar>?] {
      unsafe texts.map { unsafe UnsafeRawPointer($0.utf8Start).assumingMemoryBound(to: CChar.self) }
    }
    let (order, different) = unsafe (pointers(modules), pointers(changed))
    try unsafe order.withUnsafeBufferPointer { order in
      try unsafe different.withUnsafeBufferPointer { different in
        var info = unsafe ReloadInfo()
        unsafe (info.modules, info.module_count) = (order.baseAddress, UInt32(order.count))
        unsafe (info.changed_modules, info.changed_module_count) = (
          different.baseAddress, UInt32(different.count)
        )
        try unsafe HandlerRegistry.run(moment, info, Reload(info))
      }
    }
  }

  @Test(
    "Handlers run by module, those of libraries first, and in the order of their registration in a module")
  func order() throws {
    let trace = Trace()
    let handlers = [
      Reloads.before(fileID: "Game/A.swift") { _ in trace.lines.append("game 1") },
      Reloads.before(fileID: "Middle/A.swift") { trace.lines.append("middle \($0.hasChanged("Leaf"))") },
      Reloads.after(fileID: "Leaf/A.swift") { trace.lines.append("leaf after \($0.changedModules)") },
      Reloads.before(fileID: "Leaf/B.swift") { _ in trace.lines.append("leaf 1") },
      Reloads.before(fileID: "Leaf/A.swift") { _ in trace.lines.append("leaf 2") },
      Reloads.before(fileID: "Registry/A.swift") { _ in trace.lines.append("registry") },
      Reloads.before(fileID: "Game/A.swift") { _ in trace.lines.append("game 2") },
    ]
    try run(.before, ["Leaf", "Middle", "Game"], changed: ["Leaf"])
    #expect(trace.lines == ["registry", "leaf 1", "leaf 2", "middle true", "game 1", "game 2"])
    trace.lines = []
    try run(.after, ["Leaf", "Middle", "Game"], changed: ["Leaf", "Game"])
    #expect(trace.lines == ["leaf after [\"Leaf\", \"Game\"]"])
    trace.lines = []
    handlers[3].remove()
    handlers[3].remove()
    try run(.before, ["Middle", "Leaf", "Game"])
    #expect(trace.lines == ["registry", "middle false", "leaf 2", "game 1", "game 2"])
    for handler in handlers { handler.remove() }
  }

  @Test("A handler that throws names its place, and later ones do not run; one may remove others and itself")
  func failure() throws {
    let trace = Trace()
    var later: [ReloadHandler] = []
    let first = Reloads.before(fileID: "Game/A.swift", line: 3) { _ in
      trace.lines.append("first")
      for handler in later { handler.remove() }
    }
    later = [
      first, Reloads.before(fileID: "Game/A.swift", line: 4) { _ in trace.lines.append("removed") },
    ]
    let bad = Reloads.before(fileID: "Game/B.swift", line: 7) { _ in throw Failure() }
    let last = Reloads.before(fileID: "Game/C.swift") { _ in trace.lines.append("last") }
    let error = #expect(throws: (any Error).self) { try run(.before, ["Game"]) }
    #expect(error.map { "\($0)" } == "the handler at Game/B.swift:7: Failure()")
    #expect(trace.lines == ["first"])
    bad.remove()
    trace.lines = []
    try run(.before, ["Game"])
    #expect(trace.lines == ["last"])
    last.remove()
  }
}
