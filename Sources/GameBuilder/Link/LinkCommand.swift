/// The linker's command for a game's library. It is called directly: swiftc and clang, which would call it, take longer than
/// it does.
struct LinkCommand: Codable, Equatable {
  /// Stands for the output in the commands that the drivers print.
  private static let outputPath = "/hotloop/output.so"

  let linker: String
  private let argumentsBeforeObjects: [String]
  private let argumentsAfterObjects: [String]

  /// The arguments with which swiftc prints its call of clang.
  ///
  /// - Parameter objectPath: an existing file. It stands for the objects.
  static func driverArguments(toolchain: Toolchain, objectPath: String) -> [String] {
    var arguments = [
      "-###", "-emit-library", "-target", toolchain.triple, "-module-name", GamePackage.gameTarget,
      "-o", outputPath, objectPath,
    ]
    if toolchain.lld != nil { arguments.append("-use-ld=lld") }
    return arguments
  }

  /// The arguments with which clang prints its call of the linker. Nil if swiftc did not print a call of clang.
  static func clangArguments(driverOutput: String) -> (clang: String, arguments: [String])? {
    let line = driverOutput.split(separator: "\n").first {
      $0.contains(outputPath) && $0.contains("-shared")
    }
    guard let line else { return nil }
    var words = ShellWords.split(line)
    guard !words.isEmpty else { return nil }
    let clang = words.removeFirst()
    // Response files list the libraries that the objects need. ``Autolink`` adds those for each link.
    return (clang, ["-###"] + words.filter { !$0.hasPrefix("@") })
  }

  /// Reads the command from what clang printed. Nil if there is no call of a linker.
  init?(clangOutput: String, objectPath: String) {
    let line = clangOutput.split(separator: "\n").last {
      $0.contains(LinkCommand.outputPath) && $0.contains("-shared")
    }
    guard let line else { return nil }
    var words = ShellWords.split(line)
    guard words.count > 2 else { return nil }
    linker = words.removeFirst()
    guard let objects = words.firstIndex(of: objectPath) else { return nil }
    let isOption = { (word: String) in word != LinkCommand.outputPath && word != "-o" }
    argumentsBeforeObjects = words[..<objects].filter(isOption)
    argumentsAfterObjects = words[(objects + 1)...].filter(isOption)
  }

  /// The option that names the format of objects. Empty if there is none.
  ///
  /// lld looks for it before anything else. If it is not in the arguments of the call, lld reads a response file twice.
  var emulation: [String] {
    guard let index = argumentsBeforeObjects.firstIndex(of: "-m") else { return [] }
    return Array(argumentsBeforeObjects[index...].prefix(2))
  }

  /// The libraries that every image needs (`-lc`, …).
  var libraries: [String] { argumentsAfterObjects.filter { $0.hasPrefix("-l") } }

  /// - Parameters:
  ///   - first: further arguments, before all others.
  ///   - exports: a version script with the one symbol that a game exports.
  ///   - firstWins: if several objects define a symbol, take the first definition instead of failing.
  func arguments(
    _ first: [String] = [], objects: [String], libraries: [String], exports: String, output: String,
    firstWins: Bool = false
  ) -> [String] {
    first + argumentsBeforeObjects + ["-Bsymbolic", "-z", "now", "-z", "defs", "--version-script=\(exports)"]
      + (firstWins ? ["-z", "muldefs"] : []) + objects + libraries + mathLibrary + argumentsAfterObjects
      + ["-o", output]
  }

  /// Swift code calls libm for rounding and roots, and does not record it for autolink: libswiftCore has it loaded.
  private var mathLibrary: [String] { ["-lm"] }

  /// The function that runs the code of an evaluation (HOTLOOP_EVALUATION_SYMBOL).
  static let evaluationSymbol = "hotloop_evaluation"

  /// A version script: what an image exports.
  struct Exports: Sendable {
    let file: String
    let text: String

    private init(file: String, symbols: [String]) {
      self.file = file
      text = "{ global: \(symbols.map { $0 + "; " }.joined())local: *; };\n"
    }

    static let game = Exports(file: "exports.ld", symbols: [ImageFile.entrySymbol])
    static let evaluation = Exports(
      file: "exports-evaluation.ld", symbols: [ImageFile.entrySymbol, evaluationSymbol])
  }
}
