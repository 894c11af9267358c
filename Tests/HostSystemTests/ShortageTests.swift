import Testing

@testable import HostSystem

@Suite("Shortages")
struct ShortageTests {
  @Test(
    "What tools print when a limit is reached is explained by the limit",
    arguments: [
      ("ld.lld: error: failed to write output 'a.so': File too large", Shortage.fileSize, "ulimit -f"),
      ("error: compile command failed due to signal 25 (use -v to see invocation)", .fileSize, "ulimit -f"),
      ("error: cannot open file: Too many open files", .openFiles, "ulimit -n"),
      ("error: cannot open file: Too many open files in system", .openFilesInSystem, "fs.file-max"),
      ("Resource temporarily unavailable", .processes, "ulimit -u"),
      ("/bin/sh: 1: Cannot fork", .processes, "ulimit -u"),
      ("LLVM ERROR: IO failure on output stream: No space left on device", .space, "disk is full"),
      ("error: 'a': Read-only file system", .writePermission, "read-only"),
    ])
  func output(text: String, shortage: Shortage, named: String) {
    #expect(Shortage(output: text) == shortage)
    #expect(shortage.explanation.contains(named))
  }

  @Test("Errors of sources are no shortage")
  func sources() {
    for text in [
      "Game/A.swift:3:5: error: cannot find 'limit' in scope", "", "signal 2", "permission denied",
    ] {
      #expect(Shortage(output: text) == nil)
    }
    #expect(Shortage(signal: 11, output: "") == nil)
    #expect(Shortage(signal: 25, output: "") == .fileSize)
  }
}
