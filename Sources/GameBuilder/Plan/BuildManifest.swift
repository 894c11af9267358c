import Yams

/// The commands that SwiftPM planned, from the file it writes for its build system: `.build/release.yaml`.
struct BuildManifest {
  struct Command {
    let name: String
    let tool: String
    let inputs: [String]
    let outputs: [String]
    let arguments: [String]

    /// Whether it compiles a Swift module.
    var isSwiftModule: Bool { name.hasPrefix("C.") && name.hasSuffix(".module") && tool == "shell" }
    var isC: Bool { tool == "clang" }
    /// Of a command that compiles a Swift module.
    var moduleName: String? {
      zip(arguments, arguments.dropFirst()).first { $0.0 == "-module-name" }?.1
    }
  }

  let commands: [String: Command]
  /// Output → the name of the command that makes it.
  private let makers: [String: String]

  /// Returns nil if the text is not such a manifest.
  init?(yaml: String) {
    guard let root = try? Yams.compose(yaml: yaml), let table = root.mapping?["commands"]?.mapping else {
      return nil
    }
    var commands: [String: Command] = [:]
    var makers: [String: String] = [:]
    for (key, value) in table {
      guard let name = key.string, let fields = value.mapping else { continue }
      func strings(_ field: String) -> [String] { fields[field]?.sequence?.compactMap(\.string) ?? [] }
      let command = Command(
        name: name, tool: fields["tool"]?.string ?? "", inputs: strings("inputs"),
        outputs: strings("outputs"), arguments: strings("args"))
      commands[name] = command
      for output in command.outputs { makers[output] = name }
    }
    self.commands = commands
    self.makers = makers
  }

  func maker(of output: String) -> Command? { makers[output].flatMap { commands[$0] } }

  /// The command that compiles a Swift module.
  func module(named name: String) -> Command? {
    commands.values.first { $0.isSwiftModule && $0.name.hasPrefix("C.\(name)-") }
  }

  /// The compilers whose results a command needs, directly or indirectly, without the command itself. Sorted by name.
  ///
  /// Only modules and objects are followed: the program of a macro or plugin is run, not linked.
  func dependencies(of command: Command) -> [Command] {
    var found: [String: Command] = [:]
    var pending = command.inputs
    while let input = pending.popLast() {
      guard input.hasSuffix(".swiftmodule") || input.hasSuffix(".o") || input.hasSuffix(".module>"),
        let maker = maker(of: input), maker.name != command.name, found[maker.name] == nil
      else { continue }
      found[maker.name] = maker
      pending += maker.inputs
    }
    return found.values.filter { $0.isSwiftModule || $0.isC }.sorted { $0.name < $1.name }
  }
}
