import Foundation

/// A clone of HotLoop: its sources are more than a binary has.
enum HotLoopClone {
  /// The folder of the clone that this program was built in, or of the one that holds the current folder.
  static func find() -> String? {
    ofProgram ?? above(URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
  }

  /// Where the sources are that games depend on: a clone, or what `make install` has put beside this program.
  static func sources() -> String? { find() ?? installed }

  private static var installed: String? {
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let prefix = program.deletingLastPathComponent().deletingLastPathComponent()
    let path = prefix.appending(path: "share/hotloop/source").path
    return isClone(path) ? path : nil
  }

  /// The folder of the clone that this program was built in.
  static var ofProgram: String? { above(URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()) }

  private static func above(_ start: URL) -> String? {
    var folder = start
    while folder.path != "/" {
      if isClone(folder.path) { return folder.path }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  static func isClone(_ folder: String) -> Bool {
    // Another package may have a folder Benchmarks, too.
    ["Benchmarks/Package.swift", "Benchmarks/Sources/HotLoopBench"].allSatisfy {
      FileManager.default.fileExists(atPath: folder + "/" + $0)
    }
  }
}
