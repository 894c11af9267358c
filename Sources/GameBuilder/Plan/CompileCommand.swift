/// How the compiler itself is called for the game's module: `swift-frontend`, without the driver in between.
struct CompileCommand: Codable, Equatable {
  /// Everything but the files: after `-frontend -c FILES`.
  let options: [String]

  /// Options of the driver that have no part in a reload: products nobody reads, and how it organises its work.
  /// The number is that of the arguments that follow.
  private static let dropped: [String: Int] = [
    "-emit-module": 0, "-emit-module-path": 1, "-emit-dependencies": 0, "-output-file-map": 1,
    "-incremental": 0, "-enable-batch-mode": 0, "-serialize-diagnostics": 0, "-index-store-path": 1,
    "-enable-testing": 0, "-parseable-output": 0, "-emit-objc-header": 0, "-emit-objc-header-path": 1,
    "-num-threads": 1, "-g": 0, "-c": 0, "-entry-point-function-name": 1, "-profile-generate": 0,
    "-profile-coverage-mapping": 0,
  ]

  /// What a reload adds. Game code may be left by a jump after a crash, which the run-time check of exclusive
  /// access would take for an access that never ends. Line tables are what a backtrace needs.
  private static let added = [
    "-gline-tables-only", "-enforce-exclusivity=unchecked",
  ]

  /// Has private functions be symbols that the linker can tell apart, so that one of them can be replaced (see
  /// ``BodyPatch``). It keeps the optimiser from much of its work, so only what is not optimised has it.
  private static let openingPrivates = "-enable-private-imports"

  /// The driver's arguments for one source file, to be asked with `-###`.
  static func driverArguments(from command: [String], source: String, optimised: Bool) -> [String] {
    var arguments = optimised ? [] : ["-Onone"]
    var index = 1
    while index < command.count {
      let argument = command[index]
      if let count = dropped[argument] {
        index += 1 + count
        continue
      }
      // `-Xfrontend -entry-point-function-name -Xfrontend NAME` goes with the program's entry.
      if argument == "-Xfrontend", index + 3 < command.count,
        command[index + 1] == "-entry-point-function-name"
      {
        index += 4
        continue
      }
      let isOptimisation =
        !optimised && ["-O", "-Osize", "-whole-module-optimization", "-wmo"].contains(argument)
      let isFileList = argument.hasPrefix("@")
      let isThreadCount = argument.hasPrefix("-j") && argument.dropFirst(2).allSatisfy(\.isNumber)
      let isClangDebugInfo = argument == "-Xcc" && index + 1 < command.count && command[index + 1] == "-g"
      if isClangDebugInfo {
        index += 2
        continue
      }
      if !isFileList && !isThreadCount && !isOptimisation { arguments.append(argument) }
      index += 1
    }
    if !arguments.contains("-parse-as-library") { arguments.append("-parse-as-library") }
    if !optimised { arguments.append(openingPrivates) }
    return ["-###"] + arguments + added + ["-c", source]
  }

  /// Reads what the driver answered; nil where it has no call of the compiler for that source.
  init?(driverOutput: String, source: String) {
    let line = driverOutput.split(separator: "\n").first {
      $0.contains(" -frontend ") && $0.contains(" -c ")
    }
    guard let line else { return nil }
    var words = ShellWords.split(line)
    guard words.count > 3, words[1] == "-frontend" else { return nil }
    words.removeFirst(2)
    var options: [String] = []
    var index = 0
    while index < words.count {
      let word = words[index]
      if word == "-o" || word == "-primary-file" {
        index += 2
        continue
      }
      if word != "-c" && word != source { options.append(word) }
      index += 1
    }
    self.options = options + ["-diagnostic-style", "llvm"]
  }

  /// Compiles some of the module's files, each to an object of its own.
  ///
  /// - Parameter dependencies: an object → where to write what it depends on.
  func arguments(
    primaries: [(source: String, object: String)], all sources: [String],
    dependencies: ((String) -> String)? = nil
  ) -> [String] {
    let primary = Set(primaries.map(\.source))
    var arguments = ["-frontend", "-c"]
    // The order of the files is that of the module, and the outputs are in the order of the primary files.
    for source in sources { arguments += primary.contains(source) ? ["-primary-file", source] : [source] }
    arguments += options
    for source in sources {
      for entry in primaries where entry.source == source {
        arguments += ["-o", entry.object]
        if let dependencies {
          arguments += ["-emit-reference-dependencies-path", dependencies(entry.object)]
        }
      }
    }
    return arguments
  }

  /// Compiles one file as it is in the place that `overlay` says, under the name it has in the package.
  func patchArguments(
    source: String, object: String, all sources: [String], overlay: String
  ) -> [String] {
    arguments(primaries: [(source, object)], all: sources) + ["-vfsoverlay", overlay, "-suppress-warnings"]
  }

  /// Compiles the whole module to one object.
  func wholeModuleArguments(sources: [String], object: String) -> [String] {
    ["-frontend", "-c"] + sources + options + ["-o", object]
  }
}
