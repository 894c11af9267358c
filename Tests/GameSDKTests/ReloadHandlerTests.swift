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

  /// - Parameters:
  ///   - modules: those of a game, each behind those that it imports.
  ///   - hasVariables: whether it has those of `Variables`.
  private func run(
    _ moment: HandlerRegistry.Moment, _ modules: [StaticString], changed: [StaticString] = [],
    hasVariables: Bool = false
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
        try unsafe Variables.addressors.withUnsafeBufferPointer { addressors in
          if hasVariables {
            unsafe (info.handlers, info.handler_count) = (addressors.baseAddress, UInt64(addressors.count))
          }
          try unsafe HandlerRegistry.run(moment, info, Reload(info))
        }
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

  /// Variables as an image has them: initialised at their first use.
  private enum Variables {
    nonisolated(unsafe) static var ran: [String] = []
    nonisolated(unsafe) static var used = Reloads.before(fileID: "Game/B.swift", line: 9) { _ in
      unsafe ran.append("used by a callback")
    }
    nonisolated(unsafe) static var unused = Reloads.before(fileID: "Game/B.swift", line: 3) { _ in
      unsafe ran.append("unused")
    }
    nonisolated(unsafe) static var several = [
      Reloads.before(fileID: "Game/A.swift", line: 7) { _ in unsafe ran.append("one of several") }
    ]
    /// Nothing was ever registered with it.
    nonisolated(unsafe) static var none: ReloadHandler?

    /// The functions that initialise them. The host may not know an address.
    static let addressors: [(@convention(c) () -> UnsafeMutableRawPointer?)?] = unsafe [
      { unsafe address(&used) }, { unsafe address(&none) }, { unsafe address(&several) },
      { unsafe address(&unused) }, nil,
    ]

    private static func address<T>(_ variable: inout T) -> UnsafeMutableRawPointer {
      unsafe withUnsafeMutableBytes(of: &variable) { $0.baseAddress! }
    }
  }

  @Test("Variables come first in their module, by file and line, also those that code has used before")
  func variables() throws {
    let first = Reloads.before(fileID: "Game/A.swift", line: 1) { _ in
      unsafe Variables.ran.append("registered by a callback")
    }
    let used = unsafe Variables.used
    let library = Reloads.before(fileID: "Leaf/A.swift", line: 1) { _ in
      unsafe Variables.ran.append("library")
    }
    try run(.before, ["Leaf", "Game"], hasVariables: true)
    #expect(
      unsafe Variables.ran == [
        "library", "one of several", "unused", "used by a callback", "registered by a callback",
      ])
    for handler in unsafe [first, used, library, Variables.unused] + Variables.several {
      handler.remove()
    }
    #expect(unsafe Variables.none == nil)
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
