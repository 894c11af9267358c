import CommandOptions
import HostSystem

/// The shared libraries that programs need and that a machine without Swift may lack.
enum SharedLibraries {
  /// Those of the C library: they belong to the system's loader, and copies would not fit another one.
  private static let ofSystem = [
    "linux-vdso", "ld-linux", "libc.so", "libm.so", "libpthread.so", "libdl.so", "librt.so", "libresolv.so",
    "libutil.so", "libmvec.so",
  ]

  /// - Returns: the name by which a library is looked for → its file.
  static func needed(by programs: [String]) throws -> [String: String] {
    var found: [String: String] = [:]
    for program in programs {
      let result = try blocking { try await ToolRun.run("/usr/bin/env", ["ldd", program], in: "/") }
      guard result.succeeded else { throw CommandError("ldd \(program) failed: \(result.text)") }
      for line in result.text.split(separator: "\n") {
        // `libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x…)`
        let words = line.split { $0 == " " || $0 == "\t" }
        guard words.count >= 3, words[1] == "=>", !ofSystem.contains(where: words[0].hasPrefix) else {
          continue
        }
        guard words[2].hasPrefix("/") else {
          throw CommandError("\(program) needs \(words[0]), which is not on this machine")
        }
        found[String(words[0])] = String(words[2])
      }
    }
    return found
  }
}
