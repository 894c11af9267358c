import HostSystem
import Synchronization

/// The compilers that wait for a change of bodies in the files that were edited last. Any thread.
final class WarmCompilers: Sendable {
  /// For two files: the one that is being edited, and the one before.
  static let count = 2

  /// File descriptors that they hold: each has its pipe, its output and its process; and all of them are waited for with two
  /// more.
  static let maxDescriptors = 4 * count + 2

  /// Each takes a hundred megabytes, most of them shared with other compilers.
  private static let neededMemory = 1 << 30

  private let plugIn: [String]
  private let state: String
  private let waiting = Mutex<[WarmCompiler]>([])
  /// Path → what of a file was rejected although the file is correct.
  private let rejected = Mutex<[String: Rejection]>([:])

  private enum Rejection { case copies, everything }

  /// Path → its content, and whether it keeps the whole module from being compiled in this way.
  private let lines = Mutex<[String: (content: ContentHash, mayMatter: Bool)]>([:])

  /// - Parameters:
  ///   - plugIn: see ``WarmCompiler/Start``.
  ///   - state: a folder for their files.
  init(plugIn: [String], state: String) {
    self.plugIn = plugIn
    self.state = state
  }

  /// Starts those that do not wait yet, and ends all others.
  /// - Parameters:
  ///   - paths: the files that were edited last, the newest first.
  ///   - scan: of the present sources.
  ///   - modules: its modules.
  func prepare(
    _ paths: [String], _ plan: BuildPlan, _ scan: SourceScan, _ modules: [CompiledModule], key: String,
    in folder: String
  ) {
    guard AvailableMemory.bytes().map({ $0 > Self.neededMemory }) ?? true else {
      waiting.withLock { $0 = [] }
      return
    }
    waiting.withLock { waiting in
      var next: [WarmCompiler] = []
      for path in paths.prefix(Self.count) {
        guard let content = scan.tree.files[path],
          let module = modules.first(where: { $0.sources.swift.contains(path) }),
          !linesMayMatter(to: module, modules, plan, scan)
        else { continue }
        let start = WarmCompiler.Start(
          frontend: plan.toolchain.frontend, compile: module.compile, folder: folder, state: state,
          plugIn: plugIn)
        let surroundings = Self.surroundings(of: path, module.sources.swift, scan, key: key)
        let existing = waiting.first {
          $0.path == path && $0.content == content && $0.surroundings == surroundings && $0.isAlive
        }
        if let compiler = existing ?? self.compiler(start, path, content, surroundings) {
          next.append(compiler)
        }
      }
      waiting = next
    }
  }

  /// See ``LineLiterals``.
  private func linesMayMatter(
    to module: CompiledModule, _ modules: [CompiledModule], _ plan: BuildPlan, _ scan: SourceScan
  ) -> Bool {
    let options = module.compile.options
    let folders =
      zip(options, options.dropFirst()).filter { $0.0 == "-I" }.map(\.1) + plan.toolchain.runtimeLibraries
    // Of these the sources are known.
    let libraries = modules.filter { module.plan.imports.contains($0.plan.name) }
    let ownNames = Set(modules.map(\.plan.name))
    return lines.withLock { lines in
      ([module] + libraries).flatMap(\.sources.swift).contains { path in
        guard let content = scan.tree.files[path] else { return true }
        if let known = lines[path], known.content == content { return known.mayMatter }
        guard let source = try? DiskFile.read(path) else { return true }
        let mayMatter =
          LineLiterals.mayMatter(to: source) { name in
            !ownNames.contains(name)
              && folders.contains { DiskFile.exists("\($0)/\(name).swiftmodule") }
          } ?? true
        lines[path] = (ContentHash(of: source), mayMatter)
        return mayMatter
      }
    }
  }

  private func compiler(
    _ start: WarmCompiler.Start, _ path: String, _ content: ContentHash,
    _ surroundings: WarmCompiler.Surroundings
  ) -> WarmCompiler? {
    let rejection = rejected.withLock { $0[path] }
    if case .everything = rejection { return nil }
    guard let bytes = try? DiskFile.read(path), ContentHash(of: bytes) == content,
      let source = WarmSource(bytes, path: path, hasCopies: rejection == nil)
    else { return nil }
    return try? WarmCompiler(
      start, path: path, source: source, hasCopies: rejection == nil, content: content,
      surroundings: surroundings)
  }

  /// The files for which one waits.
  var paths: [String] { waiting.withLock { $0.filter(\.isAlive).map(\.path) } }

  /// The files of which the copies or the macros were rejected.
  var rejectedPaths: [String] { rejected.withLock { $0.keys.sorted() } }

  /// The compiler for a file, which is used only once. Nil if none has read the present state of all other files.
  func take(_ path: String, of module: CompiledModule, _ scan: SourceScan, key: String) -> WarmCompiler? {
    waiting.withLock { waiting in
      guard let index = waiting.firstIndex(where: { $0.path == path }) else { return nil }
      let compiler = waiting.remove(at: index)
      guard compiler.surroundings == Self.surroundings(of: path, module.sources.swift, scan, key: key)
      else { return nil }
      return compiler
    }
  }

  /// A compiler did not accept what the same compiler accepted in another form.
  func reject(_ compiler: WarmCompiler) {
    rejected.withLock { $0[compiler.path] = compiler.hasCopies ? .copies : .everything }
  }

  /// Ends them, and returns when they write nothing any more.
  func end() async {
    let compilers = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for compiler in compilers { await compiler.end() }
  }

  /// The signatures are read before the compiler reads the files: a file of the same signature has the content that the
  /// compiler has read, even if it was another one in between.
  private static func surroundings(
    of path: String, _ sources: [String], _ scan: SourceScan, key: String
  ) -> WarmCompiler.Surroundings {
    var signatures: [String: FileSignature] = [:]
    for other in scan.tree.files.keys where other != path {
      signatures[other] = DiskFile.signature(of: other)
    }
    return WarmCompiler.Surroundings(key: key, sources: sources, signatures: signatures)
  }
}
