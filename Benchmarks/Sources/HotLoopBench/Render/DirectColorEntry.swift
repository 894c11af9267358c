import Foundation
import Glibc
import HotLoopProduct

/// A terminfo entry with which ncurses writes true colour. Debian ships one only in ncurses-term, which few install.
enum DirectColorEntry {
  static let name = "hotloop-direct"

  private static let source = """
    \(name)|xterm with direct colour,
    \tuse=xterm-256color,
    \tRGB, colors#0x1000000, pairs#0x10000, ccc@, initc@, oc@,
    \tsetaf=\\E[38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,
    \tsetab=\\E[48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,

    """

  /// Installs the entry for ncurses in this process while `work` runs. Sets TERMINFO, so no other thread may use the
  /// environment meanwhile.
  static func installed<R>(while work: () throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hotloop-bench-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "entry.ti")
    try Data(source.utf8).write(to: file)
    let tic = Process()
    tic.executableURL = URL(filePath: "/usr/bin/env")
    tic.arguments = ["tic", "-x", "-o", folder.path, file.path]
    try tic.run()
    tic.waitUntilExit()
    guard tic.terminationStatus == 0 else {
      throw ProgramError(
        "tic did not compile a terminfo entry; it comes with ncurses (Debian: apt install ncurses-bin)")
    }
    unsafe setenv("TERMINFO", folder.path, 1)
    defer { unsafe unsetenv("TERMINFO") }
    return try work()
  }
}
