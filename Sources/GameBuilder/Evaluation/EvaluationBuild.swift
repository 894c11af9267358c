import Glibc
import HostSystem

/// Compiles the code of one evaluation.
struct EvaluationBuild {
  let source: EvaluationSource
  /// The file of the game that the code is appended to; nil if it is a file of its own.
  let behind: String?
  /// The library to be linked.
  let image: String
  private let run: BuildRun
  private let base: String

  /// In the package's state folder: for all files that are made.
  static let folder = "evaluation"

  /// - Parameter state: the package's state folder.
  init(
    _ run: BuildRun, _ request: EvaluationRequest, _ names: GameNames, state: String
  ) throws(BuildError) {
    self.run = run
    if let file = request.file, !run.scan.swift.contains(file) {
      throw Self.rejection("\(file) is not a Swift file of the game")
    }
    guard let game = names.game else {
      throw Self.rejection(
        "it is not clear which type is the game; name it: `@c public func hotloopGame() { YourGame.play() }`")
    }
    if game.isPrivate, let file = request.file, file != game.path {
      throw Self.rejection("\(game.type) is private in \(game.path): code behind \(file) cannot use it")
    }
    let text = EvaluationText(request.text)
    if let (offset, message) = text.strayBracket {
      throw Self.rejection(message, at: offset, of: request.text)
    }
    behind = request.file ?? (game.isPrivate ? game.path : nil)
    source = EvaluationSource(
      text, helpers: request.helpers, game: game.type, imports: names.imports)
    base = "\(state)/\(Self.folder)/\(getpid())-\(request.number)"
    image = base + ".so"
    do throws(FileError) { try DiskFile.makeFolder(PathText.folder(of: base)) } catch {
      throw .disk(path: error.path, reason: "\(error.errno)")
    }
  }

  private static func rejection(_ message: String) -> BuildError {
    .rejected([Diagnostic(severity: .error, message: message)])
  }

  /// - Parameter offset: in bytes.
  private static func rejection(_ message: String, at offset: Int, of text: String) -> BuildError {
    let before = Array(text.utf8).prefix(offset)
    let start = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
    return .rejected([
      Diagnostic(
        severity: .error, file: EvaluationSource.file, line: before.count { $0 == 10 } + 1,
        column: offset - start + 1, message: message)
    ])
  }

  /// - Returns: the object.
  func compile() async throws(BuildError) -> String {
    try await run.makeModuleFiles()
    do throws(BuildError) {
      return try await compile(showsLast: true)
    } catch .rejected {
      // What looks like an expression may be something else; and this is the text whose columns the author knows.
      return try await compile(showsLast: false)
    }
  }

  private func compile(showsLast: Bool) async throws(BuildError) -> String {
    let (text, object, overlay) = (base + ".swift", base + ".o", base + ".json")
    var sources = run.scan.swift
    var options: [String]
    do {
      let code = source.bytes(showsLast: showsLast)
      if let behind {
        try DiskFile.write(OpenedAccess.text(run.sent.read(behind)) + [10] + code, to: text)
        try DiskFile.write(run.sent.overlay(replacing: [behind: text]), to: overlay)
        options = ["-vfsoverlay", overlay]
      } else {
        try DiskFile.write(code, to: text)
        sources.append(text)
        options = run.sent.options
      }
    } catch let error as FileError {
      throw .disk(path: error.path, reason: "\(error.errno)")
    } catch {
      preconditionFailure("paths can always be encoded: \(error)")
    }
    options.append("-suppress-warnings")
    let arguments = run.game.compile.arguments(
      primaries: [(source: behind ?? text, object: object)], all: sources,
      diagnostics: run.objects.diagnosticFile)
    _ = try await run.run([
      ToolCall(
        tool: run.plan.toolchain.frontend, arguments: arguments + options,
        diagnosticFiles: [run.objects.diagnosticFile(of: object)])
    ])
    return object
  }

  /// Removes everything but the image.
  func clean() {
    for suffix in [".swift", ".o", ".json"] { DiskFile.remove(base + suffix) }
  }
}
