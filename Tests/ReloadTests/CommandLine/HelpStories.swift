import Engine
import Foundation
import JSONSchema
import Testing

/// The help of every command, and the completions, against the list of commands that the program gives itself.
extension Stories {
  @Suite("Help", .serialized)
  struct HelpStories {
    /// A command that is shown, with its arguments.
    private struct Command {
      /// Such as `world dump`.
      let name: String
      /// Such as `--package`.
      let options: [String]
      let hasHelp: Bool
      /// Options and arguments without a text.
      let silent: [String]
    }

    private let package: TestPackage
    private let commands: [Command]

    init() throws {
      package = try TestPackage()
      let (_, dump) = try package.shell("\(TestPackage.hotloop) --experimental-dump-help")
      let root = try #require(JSONValue(parsing: dump)?["command"])
      commands = Self.commands(below: root, "")
    }

    private static func commands(below command: JSONValue, _ path: String) -> [Command] {
      (command["subcommands"]?.array ?? []).flatMap { command -> [Command] in
        guard command["shouldDisplay"] == true, let name = command["commandName"]?.string, name != "help"
        else {
          return []
        }
        let arguments = (command["arguments"]?.array ?? []).filter { $0["shouldDisplay"] == true }
        let names: [JSONValue] = arguments.flatMap { $0["names"]?.array ?? [] }.filter {
          $0["kind"] == "long"
        }
        let own = Command(
          name: path + name, options: names.compactMap { $0["name"]?.string.map { "--" + $0 } },
          hasHelp: names.contains { $0["name"] == "help" },
          silent: arguments.filter { $0["abstract"] == nil && $0["valueName"] != "arguments" }.map(\.line))
        return [own] + commands(below: command, path + name + " ")
      }
    }

    @Test("Each command has a help that begins with what it does, and says something of each option")
    func help() throws {
      #expect(commands.count > 10)
      for command in commands {
        #expect(command.silent.isEmpty, "\(command.name): \(command.silent)")
        if !command.hasHelp { continue }
        let (status, output) = try package.shell("\(TestPackage.hotloop) help \(command.name)")
        #expect(status == 0 && output.hasPrefix("OVERVIEW: "), "\(command.name): \(output)")
        #expect(output.contains("USAGE: hotloop \(command.name)"), "\(command.name): \(output)")
        for option in command.options { #expect(output.contains(option), "\(command.name) \(option)") }
        #expect(try package.shell("\(TestPackage.hotloop) \(command.name) --help").output == output)
      }
    }

    @Test("The help, the document of the command line and the README have each command")
    func documents() throws {
      let overview = try package.shell("\(TestPackage.hotloop) --help").output
      func read(_ name: String) throws -> String {
        try String(contentsOf: TestPackage.repository.appendingPathComponent(name), encoding: .utf8)
      }
      let (document, readme) = (try read("docs/command-line.md"), try read("README.md"))
      for command in commands {
        if !command.name.contains(" ") {
          #expect(overview.contains("\n  \(command.name) "), "\(command.name)")
        }
        #expect(readme.contains("hotloop \(command.name)") || command.name.contains(" "), "\(command.name)")
        let hasOthers = commands.contains { $0.name.hasPrefix(command.name + " ") }
        #expect(hasOthers || document.contains("| `\(command.name)` |"), "\(command.name)")
      }
    }

    @Test("The completions have each command and each option", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
      let (status, script) = try package.shell(
        "\(TestPackage.hotloop) --generate-completion-script \(shell)")
      #expect(status == 0)
      for command in commands {
        #expect(script.contains(command.name.split(separator: " ").last ?? ""), "\(command.name)")
        for option in command.options {
          #expect(
            script.contains(shell == "fish" ? option.dropFirst(2) : option[...]), "\(command.name) \(option)")
        }
      }
    }

    @Test("The replies of all commands of the control socket have a schema")
    func replies() throws {
      let schema = try JSONSchema("control")
      for command in HostCommand.controlCommands {
        #expect(throws: Never.self) {
          try schema.definition(command.rawValue).check(#"{"ok": false, "error": "e"}"#)
        }
      }
    }

    @Test(
      "What the doctor says has a schema, and so has each command of a paused run that others do not send")
    func outputs() throws {
      let doctor = try package.json("doctor --json", schema: "doctor")
      #expect(doctor.status == 0 && doctor.lines.count > 5, "\(doctor.output)")
      let run = try HeadlessRun(package)
      defer { run.end() }
      // `ctl` compares each reply with its schema.
      for arguments in [
        "pause", "step 2", "status", "world", "world get distance", "world set distance 7",
        "world add sparks", "world remove sparks[0]", "press go 2",
        "redraw",
        "screenshot .hotloop/a.txt", "time status", "time show 1", "time now", "time loop 1", "time now",
        "answer ask", "rollback", "forward", "rollback-world", "restart", "last-world", "load gone.world",
        "tweak list", "record", "resume",
      ] { try package.ctl(arguments) }
    }
  }
}
