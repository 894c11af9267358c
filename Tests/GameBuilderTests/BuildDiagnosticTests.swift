import Testing

@testable import GameBuilder

@Suite struct BuildDiagnosticTests {
  @Test func `A compiler error is parsed with its source line and notes`() {
    let found = DiagnosticParser.parse(
      """
      /game/A.swift:3:15: error: cannot convert value of type 'String' to 'Int'
        let x: Int = "a"
                     ^~~
      /game/B.swift:9:1: note: declared here
      func f() {}
      ^
      /game/A.swift:4:1: warning: never used
      """)
    #expect(
      found == [
        Diagnostic(
          severity: .error, file: "/game/A.swift", line: 3, column: 15,
          message: "cannot convert value of type 'String' to 'Int'", sourceLine: "  let x: Int = \"a\"",
          notes: [
            Diagnostic(
              severity: .note, file: "/game/B.swift", line: 9, column: 1, message: "declared here",
              sourceLine: "func f() {}")
          ]),
        Diagnostic(severity: .warning, file: "/game/A.swift", line: 4, column: 1, message: "never used"),
      ])
  }

  @Test func `The reason that git gives belongs to SwiftPM's error`() {
    let found = DiagnosticParser.parse(
      """
      error: 'yams': Failed to clone repository https://example.com/Yams:
          Cloning into bare repository '/x'...
          fatal: unable to access 'https://example.com/Yams/': Could not resolve host
      error: ExitCode(rawValue: 1)
      warning: other
      """)
    #expect(
      found.map(\.message) == [
        "'yams': Failed to clone repository https://example.com/Yams:\n"
          + "  Cloning into bare repository '/x'...\n"
          + "  fatal: unable to access 'https://example.com/Yams/': Could not resolve host",
        "other",
      ])
  }

  @Test(
    arguments: [
      ("/a b/c:d.swift:1:2: error: x: y", "/a b/c:d.swift", 1, 2, "x: y"),
      ("/w.h:7:3: fatal error: 'n.h' file not found", "/w.h", 7, 3, "'n.h' file not found"),
      ("/a: error: b/c.swift:1:2: error: x", "/a: error: b/c.swift", 1, 2, "x"),
      ("/a note: /c.h:1:2: fatal error: error: x", "/a note: /c.h", 1, 2, "error: x"),
      ("/c.swift:1:2: error: /d.swift:3:4: note: x", "/c.swift", 1, 2, "/d.swift:3:4: note: x"),
      ("/w.h:7: error: m", "/w.h", 7, 0, "m"),
      ("/w.swift: error: m", "/w.swift", 0, 0, "m"),
      ("<unknown>:0: error: no such file", nil, 0, 0, "no such file"),
      ("ld.lld: error: undefined symbol: f", nil, 0, 0, "undefined symbol: f"),
      ("error: no such module 'X'", nil, 0, 0, "no such module 'X'"),
    ] as [(String, String?, Int, Int, String)])
  func `Locations are parsed`(line: String, file: String?, row: Int, column: Int, message: String) {
    #expect(
      DiagnosticParser.parse(line) == [
        Diagnostic(severity: .error, file: file, line: row, column: column, message: message)
      ])
  }

  @Test(arguments: ["[3/8] Compiling Game A.swift", "let error: Int = 3", "  x.note: 4", "noerror: x", ""])
  func `Other lines are no diagnostics`(line: String) {
    #expect(DiagnosticParser.parse(line) == [])
  }

  @Test func `The numbered source lines of clang are parsed`() {
    let found = DiagnosticParser.parse("/w.h:3:1: error: unknown type\n    3 | int33_t x;\n      | ^\n")
    #expect(found.first?.sourceLine == "int33_t x;")
  }

  @Test func `A repeated error is reported once`() {
    #expect(DiagnosticParser.parse("/a:1:1: error: x\n/a:1:1: error: x\n").count == 1)
  }

  @Test(arguments: [
    ("a 'b c' \"d e\" f\\ g ''", ["a", "b c", "d e", "f g", ""]), ("", []), (" a  b ", ["a", "b"]),
    ("'a\\b' \"c\\\"d\"", ["a\\b", "c\"d"]),
  ])
  func `Command lines are split like in a shell`(line: String, words: [String]) {
    #expect(ShellWords.split(line) == words)
  }

  @Test func `Every kind of failure has a diagnostic`() {
    let errors: [BuildError] = [
      .rejected([Diagnostic(severity: .error, message: "x")]), .package(.noPackage(folder: "/")),
      .crashed(tool: "t", signal: 11, output: ""), .toolFailed(tool: "t", reason: "r"),
      .notStarted(tool: "t", reason: "r"), .package(.toolNotStarted(tool: "t", reason: "r")),
      .package(.toolCrashed(tool: "t", signal: 9, output: "")),
      .badManifest(path: "/p", reason: "r"), .disk(path: "/p", reason: "r"),
    ]
    for error in errors { #expect(!error.diagnostics.isEmpty && !error.description.isEmpty) }
  }
}
