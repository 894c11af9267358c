import ArgumentParser
import CommandOptions
import Engine
import Foundation

/// `hotloop eval`: runs Swift code in the game that runs in this package.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Run Swift code in the running game.",
    discussion: """
      The code is compiled as a part of the game, and run once between two ticks. It has `world`, `game` and every \
      declaration of the game that is not private. The value of its last expression is printed. Functions and types that \
      it declares can be used by later code.

        hotloop eval 'world.creatures.elements.filter { $0.kind == .wisp }.count'
        hotloop eval 'world.lives = 9'

      If it does not compile, throws an error, crashes or takes too long, the world is as before, and the exit status is 1.
      """)

  @Argument(help: "The code; - or nothing for standard input.")
  var code: String?

  @Option(help: "A file of the game whose private declarations the code uses, such as Game/Player.swift.")
  var file: String?

  @Flag(help: "Print the reply of the host: one line of JSON.")
  var json = false

  @Flag(help: "Forget what earlier code has declared, and go back to the functions of the files.")
  var forget = false

  @Option(name: .customLong("package"), help: "The folder of the package that runs.")
  var folder = "."

  func run() throws {
    if forget, code != nil { throw usage("--forget takes no code") }
    let host = try RunningHost(in: folder)
    var request = ControlRequest(command: .eval)
    if forget {
      request.value = ControlRequest.forget
    } else {
      request.argument = try readCode()
      request.field = file.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    }
    do throws(ControlError) { try request.check() } catch { throw usage(error.message) }
    guard request.line.utf8.count < ControlServer.maxLineLength else {
      throw CommandError("the code is too long: at most 64 KiB can be sent; put it into a file of the game")
    }
    let line: String
    do { line = try host.send(request) } catch HostEnded.beforeAnswer {
      throw CommandError(
        "the code ended hotloop; if it was started in a terminal, it continues with the world before")
    }
    guard let reply = JSONValue(parsing: line) else { throw CommandError("hotloop answered: \(line)") }
    if json { print(line) } else { EvaluationPrinter(code: request.argument ?? "").show(reply) }
    if reply["ok"] != .bool(true) { throw ExitCode(1) }
  }

  private func usage(_ message: String) -> ExitCode {
    refusal(message, usage: HotLoop.usageString(for: Self.self))
  }

  private func readCode() throws -> String {
    if let code, code != "-" { return code }
    if code == nil, isatty(STDIN_FILENO) != 0 {
      notice("type the code, and Ctrl-D at the end")
    }
    let data = try FileHandle.standardInput.readToEnd() ?? Data()
    return String(decoding: data, as: UTF8.self)
  }
}

/// Prints what became of code, for people.
struct EvaluationPrinter {
  let code: String

  func show(_ reply: JSONValue) {
    if let output = reply["output"]?.string { FileHandle.standardOutput.write(Data(shown(output).utf8)) }
    if reply["ok"] == .bool(true) {
      if let text = reply["text"]?.string, !text.isEmpty { print(shown(text)) }
      if let count = reply["forgotten"]?.integer {
        print(count == 0 ? "nothing was declared or replaced" : "forgotten: \(count) declared or replaced")
      }
      let declared = (reply["declared"]?.array ?? []).compactMap(\.string)
      if !declared.isEmpty {
        print("declared \(declared.joined(separator: ", ")); no function of the game is replaced")
      }
      for name in (reply["functions"]?.array ?? []).compactMap(\.string) {
        print("\(name) is replaced until its file is saved")
      }
      return
    }
    var lines: [String] = []
    for problem in reply["problems"]?.array ?? [] { lines += describe(problem) }
    if lines.isEmpty {
      let verb = ["failed": "the code failed: ", "crashed": "the code crashed: "]
      lines.append(
        "Error: \(verb[reply["outcome"]?.string ?? ""] ?? "")\(reply["error"]?.string ?? "no reason was given")"
      )
      lines += (reply["backtrace"]?.array ?? []).compactMap { $0.string.map { "  " + $0 } }
    }
    FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
  }

  /// A text of the game on a terminal, which would obey control characters in it.
  private func shown(_ text: String) -> String {
    guard isatty(STDOUT_FILENO) != 0 else { return text }
    let scalars = text.unicodeScalars.map { scalar in
      let isControl = scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
      return isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    return scalars.joined()
  }

  /// The message as compilers print it, with the line of the code that it is about.
  private func describe(_ problem: JSONValue) -> [String] {
    let (line, column) = (problem["line"]?.integer ?? 0, problem["column"]?.integer ?? 0)
    let file = problem["file"]?.string
    let place = file.map { line > 0 ? "\($0):\(line):\(column): " : "\($0): " } ?? ""
    var lines = ["\(place)\(problem["severity"]?.string ?? "error"): \(problem["message"]?.string ?? "")"]
    let source = code.split(separator: "\n", omittingEmptySubsequences: false)
    if file == Self.file, source.indices.contains(Int(line) - 1) {
      let text = source[Int(line) - 1]
      lines.append("  " + text)
      // Columns count bytes.
      let before = String(decoding: text.utf8.prefix(max(Int(column) - 1, 0)), as: UTF8.self)
      lines.append("  " + before.map { $0 == "\t" ? "\t" : " " }.joined() + "^")
    }
    return lines + (problem["notes"]?.array ?? []).compactMap { $0.string.map { "  note: " + $0 } }
  }

  /// The file of the code in the host's messages.
  private static let file = "eval"
}
