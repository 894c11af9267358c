/// How the linker itself is called to make a game's library: without swiftc and clang in between.
struct LinkCommand: Codable, Equatable {
  private static let outputPlace = "/hotloop/output.so"

  let linker: String
  private let before: [String]
  private let after: [String]

  /// What to ask swiftc, with `-###`.
  ///
  /// - Parameter place: an existing file, which stands for the objects.
  static func driverArguments(toolchain: Toolchain, place: String) -> [String] {
    var arguments = [
      "-###", "-emit-library", "-target", toolchain.triple, "-module-name", GamePackage.gameTarget,
      "-o", outputPlace, place,
    ]
    if toolchain.lld != nil { arguments.append("-use-ld=lld") }
    return arguments
  }

  /// What to ask clang, with `-###`, after swiftc has answered; nil where it has no call of clang.
  static func clangArguments(driverOutput: String) -> (clang: String, arguments: [String])? {
    let line = driverOutput.split(separator: "\n").first {
      $0.contains(outputPlace) && $0.contains("-shared")
    }
    guard let line else { return nil }
    var words = ShellWords.split(line)
    guard !words.isEmpty else { return nil }
    let clang = words.removeFirst()
    // The libraries that the objects ask for are added for each link (see Autolink).
    return (clang, ["-###"] + words.filter { !$0.hasPrefix("@") })
  }

  /// Reads what clang answered; nil where it has no call of a linker.
  init?(clangOutput: String, place: String) {
    let line = clangOutput.split(separator: "\n").last {
      $0.contains(LinkCommand.outputPlace) && $0.contains("-shared")
    }
    guard let line else { return nil }
    var words = ShellWords.split(line)
    guard words.count > 2 else { return nil }
    linker = words.removeFirst()
    guard let objects = words.firstIndex(of: place) else { return nil }
    let isOption = { (word: String) in word != LinkCommand.outputPlace && word != "-o" }
    before = words[..<objects].filter(isOption)
    after = words[(objects + 1)...].filter(isOption)
  }

  /// - Parameters:
  ///   - exports: a version script that names the one symbol a game exports.
  ///   - firstWins: of two definitions of a symbol the one in the object that comes first is taken, instead of none.
  func arguments(
    objects: [String], libraries: [String], exports: String, output: String, firstWins: Bool = false
  ) -> [String] {
    before + ["-Bsymbolic", "-z", "now", "-z", "defs", "--version-script=\(exports)"]
      + (firstWins ? ["-z", "muldefs"] : []) + objects + libraries + mathematics + after + ["-o", output]
  }

  /// Swift code calls libm for rounding and roots without asking for it by autolink: libswiftCore has it loaded.
  private var mathematics: [String] { ["-lm"] }

  static let exportScript = "{ global: \(ImageFile.entrySymbol); local: *; };\n"
}

/// The libraries that an object asks for, as the compiler wrote them into it.
enum Autolink {
  /// Linker arguments (`-lswiftGlibc`, …) in order of first appearance.
  static func libraries(of objects: [[UInt8]]) throws(ELFImage.Truncated) -> [String] {
    var libraries: [String] = []
    for bytes in objects {
      guard let section = try ELFImage(bytes: bytes).content(ofSection: ".swift1_autolink_entries") else {
        continue
      }
      for entry in section.split(separator: 0) {
        let argument = String(decoding: entry, as: UTF8.self)
        if !libraries.contains(argument) { libraries.append(argument) }
      }
    }
    return libraries
  }
}
