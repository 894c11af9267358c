import Testing

@testable import GameBuilder

@Suite("Known warnings")
struct KnownWarningsTests {
  private func tree(_ contents: [String: String]) -> SourceTree {
    SourceTree(files: contents.mapValues { ContentHash(of: Array($0.utf8)) })
  }

  private func warning(_ file: String?, _ message: String, line: Int = 1) -> Diagnostic {
    Diagnostic(severity: .warning, file: file, line: line, column: 1, message: message)
  }

  @Test("Warnings stay with the content that they are about")
  func content() {
    var known = KnownWarnings()
    let first = tree(["/A.swift": "one", "/B.swift": "b"])
    known.record(
      [warning("/A.swift", "later", line: 9), warning("/A.swift", "unused"), warning("/B.swift", "old")],
      compiled: ["/A.swift", "/B.swift"], in: first)
    #expect(known.all(in: first).map(\.message) == ["unused", "later", "old"])
    let second = tree(["/A.swift": "two", "/B.swift": "b"])
    #expect(known.all(in: second).map(\.message) == ["old"], "B was not compiled again")
    known.record([], compiled: ["/A.swift"], in: second)
    #expect(known.all(in: second).map(\.message) == ["old"])
    #expect(known.all(in: first).map(\.message) == ["unused", "later", "old"], "the edit was undone")
    #expect(known.all(in: tree(["/A.swift": "two"])).isEmpty, "B was deleted")
  }

  @Test("A file that is compiled again has only its new warnings; two reports of one problem are one")
  func again() {
    var known = KnownWarnings()
    let sources = tree(["/A.swift": "one", "/w.h": "h"])
    known.record([warning("/A.swift", "deprecated")], compiled: ["/A.swift"], in: sources)
    known.record(
      [warning("/w.h", "padding"), warning("/w.h", "padding"), warning(nil, "somewhere")],
      compiled: ["/A.swift"], in: sources)
    #expect(known.all(in: sources).map(\.message) == ["padding"])
  }
}
