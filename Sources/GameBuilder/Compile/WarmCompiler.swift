import HostSystem

/// A compiler that has done everything for a change of bodies in one file except for these bodies (``WarmSource``).
///
/// It ends with its owner, and when this process does: then its plug-in sees the end of the pipe.
final class WarmCompiler: Sendable {
  /// What the compiler has read besides the file, as far as it can change.
  struct Surroundings: Equatable, Sendable {
    /// Of the commands and the dependencies.
    let key: String
    /// The files of its module.
    let sources: [String]
    let signatures: [String: FileSignature]
  }

  let path: String
  let source: WarmSource
  let hasCopies: Bool
  let surroundings: Surroundings
  /// The file's content when it started.
  let content: ContentHash
  /// Where it writes the object.
  var object: String { files + ".o" }

  private let files: String
  private let pipe: NamedPipe
  private let compiler: RunningTool

  /// What it needs to start.
  struct Start: Sendable {
    let frontend: String
    /// The command for the file's module.
    let compile: CompileCommand
    /// The package's folder.
    let folder: String
    /// For its files.
    let state: String
    /// A program, and its arguments before the path of the pipe (``BodyPlugIn/run(answersFrom:)``).
    let plugIn: [String]
  }

  init(
    _ start: Start, path: String, source: WarmSource, hasCopies: Bool, content: ContentHash,
    surroundings: Surroundings
  ) throws {
    self.path = path
    self.source = source
    self.hasCopies = hasCopies
    self.content = content
    self.surroundings = surroundings
    // Not the process's number: processes in two containers may have the same.
    files = "\(start.state)/\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    try DiskFile.makeFolder(start.state)
    pipe = try NamedPipe(path: files + ".pipe")
    // Clears the environment, and passes no arguments.
    let words = (start.plugIn + [pipe.path]).map(Self.quoted).joined(separator: " ")
    try DiskFile.write(Array("#!/bin/sh\nexec \(words)\n".utf8), to: files + ".sh")
    try DiskFile.makeExecutable(files + ".sh")
    try DiskFile.write(source.text, to: files + ".swift")
    try DiskFile.write(FileOverlay([path: files + ".swift"]).json(), to: files + ".json")
    var arguments = start.compile.patchArguments(
      source: path, object: files + ".o", all: surroundings.sources, overlay: files + ".json")
    arguments += [
      "-load-plugin-executable", "\(files).sh#\(WarmSource.module)",
      "-unavailable-decl-optimization=complete",
    ]
    compiler = RunningTool(start.frontend, arguments, in: start.folder)
  }

  deinit {
    compiler.cancel()
    for suffix in ["sh", "swift", "json", "o"] { DiskFile.remove("\(files).\(suffix)") }
  }

  /// Ends the compiler, and returns when it writes nothing any more.
  func end() async { await compiler.end() }

  /// Whether it still waits.
  var isAlive: Bool { compiler.isAlive }

  /// Compiles the file with these bodies. Call it once.
  ///
  /// Returns false if the compiler rejects the source, or died.
  func compile(_ bodies: [Int: [UInt8]]) async throws(ToolFailure) -> Bool {
    guard isAlive, let text = try? BodyPlugIn.text(bodies), pipe.write(text) else { return false }
    do throws(ToolFailure) {
      return try await compiler.result(unlessMade: object)?.succeeded ?? true
    } catch {
      if case .cancelled = error { throw error }
      return false
    }
  }

  /// A word of a shell script.
  private static func quoted(_ word: String) -> String { "'" + word.replacing("'", with: "'\\''") + "'" }
}
