/// The command of the compiler for the game's module. `swift-frontend` is called directly, without the driver.
struct CompileCommand: Codable, Equatable {
  /// All arguments after `-frontend -c FILES`.
  let options: [String]

  /// Options of the driver that a reload does not need: outputs that are not read, and the organisation of its work. The
  /// number is that of the arguments that follow.
  private static let dropped: [String: Int] = [
    "-emit-module": 0, "-emit-module-path": 1, "-emit-dependencies": 0, "-output-file-map": 1,
    "-incremental": 0, "-enable-batch-mode": 0, "-serialize-diagnostics": 0, "-index-store-path": 1,
    "-enable-testing": 0, "-parseable-output": 0, "-emit-objc-header": 0, "-emit-objc-header-path": 1,
    "-num-threads": 1, "-g": 0, "-c": 0, "-entry-point-function-name": 1, "-profile-generate": 0,
    "-profile-coverage-mapping": 0,
  ]

  /// The option for debug information that a reload adds. A backtrace needs line tables, and for inlined functions also
  /// debug information: line tables have neither their types nor closures.
  private static func debugInformation(optimised: Bool) -> String {
    optimised ? "-g" : "-gline-tables-only"
  }

  /// Makes private functions global symbols, so that the linker can replace them (see ``BodyPatch``). It prevents many
  /// optimisations, so only unoptimised code is compiled with it.
  private static let globalPrivates = "-enable-private-imports"

  init(options: [String]) { self.options = options }

  /// The arguments with which the driver prints its call of the compiler for one source file.
  static func driverArguments(from command: [String], source: String, optimised: Bool) -> [String] {
    var arguments = optimised ? [] : ["-Onone"]
    var index = 1
    while index < command.count {
      let argument = command[index]
      if let count = dropped[argument] {
        index += 1 + count
        continue
      }
      // `-Xfrontend -entry-point-function-name -Xfrontend NAME` is for programs.
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
    if !optimised { arguments.append(globalPrivates) }
    return ["-###"] + arguments + [debugInformation(optimised: optimised), "-c", source]
  }

  /// Reads the command from what the driver printed. Nil if there is no call of the compiler for that source.
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

  /// Compiles some of the module's files, each to its own object.
  ///
  /// - Parameters:
  ///   - dependencies: object → where to write its dependency file.
  ///   - diagnostics: object → where to write its diagnostics.
  func arguments(
    primaries: [(source: String, object: String)], all sources: [String],
    dependencies: ((String) -> String)? = nil, diagnostics: ((String) -> String)? = nil
  ) -> [String] {
    let primary = Set(primaries.map(\.source))
    // Without a primary file, the compiler would write an object of the whole module to the folder it runs in.
    precondition(
      !primary.isEmpty && primary.isSubset(of: sources), "each primary file is one of the module's")
    var arguments = ["-frontend", "-c"]
    // Files must be in the order of the module, and outputs in the order of the primary files.
    for source in sources { arguments += primary.contains(source) ? ["-primary-file", source] : [source] }
    arguments += options
    for source in sources {
      for entry in primaries where entry.source == source {
        arguments += ["-o", entry.object]
        if let dependencies {
          arguments += ["-emit-reference-dependencies-path", dependencies(entry.object)]
        }
        if let diagnostics { arguments += ["-serialize-diagnostics-path", diagnostics(entry.object)] }
      }
    }
    return arguments
  }

  /// Writes the file that the compiler reads for an `import` of the module.
  /// - Parameters:
  ///   - diagnostics: where to write its diagnostics.
  ///   - skipsBodies: nothing is checked in the bodies that no other module can see.
  func moduleArguments(
    sources: [String], output: String, diagnostics: String, skipsBodies: Bool
  ) -> [String] {
    ["-frontend", "-emit-module"] + sources + optionsWithoutDebugInformation
      + (skipsBodies ? ["-experimental-skip-non-inlinable-function-bodies"] : [])
      + ["-suppress-warnings", "-o", output, "-serialize-diagnostics-path", diagnostics]
  }

  /// The same command, which imports libraries from these files, wherever else there are libraries of their names.
  func importing(_ libraries: [(name: String, file: String)]) -> CompileCommand {
    CompileCommand(options: options + libraries.map { "-swift-module-file=\($0.name)=\($0.file)" })
  }

  /// Debug information is not allowed without an object.
  private var optionsWithoutDebugInformation: [String] {
    let debugInformation: Set<String> = [
      "-g", "-gline-tables-only", "-debug-info-format=dwarf", "-dwarf-version=4",
    ]
    return options.filter { !debugInformation.contains($0) }
  }

  /// The options with which clang reads the headers of C modules.
  var clangOptions: [String] {
    zip(options, options.dropFirst()).filter { $0.0 == "-Xcc" }.map(\.1)
  }

  /// Whether headers are read as C++.
  var importsCxx: Bool { options.contains { $0.contains("cxx-interop") } }

  /// Compiles one file with another content, under its own name.
  /// - Parameter overlay: a virtual file system that maps `source` to the file with the content.
  func patchArguments(
    source: String, object: String, all sources: [String], overlay: String
  ) -> [String] {
    arguments(primaries: [(source, object)], all: sources) + ["-vfsoverlay", overlay, "-suppress-warnings"]
  }

  /// Writes the typed syntax trees of some of the module's files, as JSON.
  /// - Parameter primaries: each with the file to write.
  func dumpArguments(primaries: [(source: String, object: String)], all sources: [String]) -> [String] {
    ["-frontend", "-dump-ast", "-dump-ast-format", "json"]
      + CompileCommand(options: optionsWithoutDebugInformation).arguments(primaries: primaries, all: sources)
      .dropFirst(2)
      + ["-suppress-warnings"]
  }

  /// Compiles the whole module to one object.
  /// - Parameter diagnostics: where to write its diagnostics.
  func wholeModuleArguments(sources: [String], object: String, diagnostics: String) -> [String] {
    ["-frontend", "-c"] + sources + options + ["-o", object, "-serialize-diagnostics-path", diagnostics]
  }
}
