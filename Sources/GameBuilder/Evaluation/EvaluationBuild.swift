import Glibc
import HostSystem

/// Compiles the code of one evaluation.
struct EvaluationBuild {
  let source: EvaluationSource
  /// The file of the game that the code is put behind; nil for a file of its own.
  let behind: String?
  /// The library to be linked.
  let image: String
  private let run: BuildRun
  private let base: String

  /// - Parameter folder: for all files that are made.
  init(_ run: BuildRun, _ request: EvaluationRequest, folder: String) throws(BuildError) {
    self.run = run
    if let file = request.file, !run.scan.swift.contains(file) {
      throw Self.rejection("\(file) is not a Swift file of the game")
    }
    var sources: [String: [UInt8]] = [:]
    for path in run.scan.swift { sources[path] = try? run.sent.read(path) }
    let entry = GameEntry(sources: sources, includesNamed: true)
    guard let entry else {
      throw Self.rejection(
        "it is not clear which type is the game; name it: `@c public func hotloopGame() { YourGame.play() }`")
    }
    if entry.isPrivate, let file = request.file, file != entry.path {
      throw Self.rejection("\(entry.type) is private in \(entry.path): code behind \(file) cannot use it")
    }
    behind = request.file ?? (entry.isPrivate ? entry.path : nil)
    let imports = sources.values.map(GameImports.names).reduce(into: Set()) { $0.formUnion($1) }
    source = EvaluationSource(
      EvaluationText(request.text), helpers: request.helpers, game: entry.type, imports: imports)
    base = "\(folder)/\(getpid())-\(request.number)"
    image = base + ".so"
    do throws(FileError) { try DiskFile.makeFolder(folder) } catch {
      throw .disk(path: error.path, reason: "\(error.errno)")
    }
  }

  private static func rejection(_ message: String) -> BuildError {
    .rejected([Diagnostic(severity: .error, message: message)])
  }

  /// - Returns: the object.
  func compile() async throws(BuildError) -> String {
    do throws(BuildError) {
      return try await compile(showsLast: true)
    } catch .rejected {
      // What looks like an expression may be something else; and this is the text whose columns the author knows.
      return try await compile(showsLast: false)
    }
  }

  private func compile(showsLast: Bool) async throws(BuildError) -> String {
    let (text, object) = (base + ".swift", base + ".o")
    let diagnostics = run.objects.diagnosticFile(of: object)
    var bytes = source.bytes(showsLast: showsLast)
    do throws(FileError) {
      if let behind { bytes = try run.sent.read(behind) + [10] + bytes }
      try DiskFile.write(bytes, to: text)
    } catch {
      throw .disk(path: error.path, reason: "\(error.errno)")
    }
    let primary = behind ?? text
    var arguments = run.plan.compile.arguments(
      primaries: [(source: primary, object: object)],
      all: run.scan.swift + (behind == nil ? [text] : []),
      diagnostics: { run.objects.diagnosticFile(of: $0) })
    arguments.append("-suppress-warnings")
    var files: [String] = []
    if behind == nil { arguments += run.sent.options }
    if let behind {
      let overlay = base + ".json"
      guard let json = try? FileOverlay(run.sent.copies.merging([behind: text]) { $1 }).json(),
        (try? DiskFile.write(json, to: overlay)) != nil
      else { throw .disk(path: overlay, reason: "it could not be written") }
      arguments += ["-vfsoverlay", overlay]
      files.append(overlay)
    }
    _ = try await run.run([
      ToolCall(
        tool: run.plan.toolchain.frontend, arguments: arguments, diagnosticFiles: [diagnostics],
        temporaryFiles: files)
    ])
    return object
  }

  /// Removes what a host that died has left.
  static func prune(_ folder: String) {
    for name in DiskFile.names(in: folder) ?? [] { DiskFile.remove("\(folder)/\(name)") }
  }

  /// Removes everything but the image.
  func clean() {
    for suffix in [".swift", ".o", ".json"] { DiskFile.remove(base + suffix) }
  }
}
