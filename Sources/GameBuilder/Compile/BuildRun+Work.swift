import Glibc
import HostSystem

extension BuildRun {
  /// A Swift file to compile, and the key of its object as far as it is known before.
  struct Item: Sendable {
    let source: String
    let key: ContentHash
  }

  /// What a build compiles.
  struct Work: Sendable {
    var swift: [Item] = []
    /// Modules that are compiled to one object each, by their index.
    var modules: [(index: Int, key: ContentHash)] = []
    var c: [(file: BuildPlan.CFile, key: ContentHash)] = []
    /// All the sources that are compiled.
    var files: [String] = []

    var keys: [ContentHash] { swift.map(\.key) + c.map(\.key) + modules.map(\.key) }
  }

  /// Everything whose object is missing; with `force`, everything.
  func work(force: Bool) -> Work {
    var work = Work()
    if isWholeModule {
      for (index, module) in modules.enumerated() {
        let key = key(module: module)
        if !force && objects.has(key) { continue }
        work.modules.append((index, key))
        work.files += module.sources.swift
      }
    } else {
      for path in scan.allSwift {
        let item = Item(source: path, key: key(swift: path))
        if force || !objects.has(item.key) { work.swift.append(item) }
      }
      work.files += work.swift.map(\.source)
    }
    for file in cFiles where force || !objects.has(key(c: file)) {
      work.c.append((file, key(c: file)))
      work.files.append(file.source)
    }
    return work
  }

  /// Exactly these files, whether or not their objects exist.
  func work(on files: Set<String>) -> Work {
    var work = Work()
    for path in scan.allSwift where files.contains(path) {
      work.swift.append(Item(source: path, key: key(swift: path)))
    }
    for file in cFiles where files.contains(file.source) { work.c.append((file, key(c: file))) }
    work.files = work.swift.map(\.source) + work.c.map(\.file.source)
    return work
  }

  /// The compilers that do the work, to be run side by side.
  func calls(_ work: Work) -> [ToolCall] {
    var calls: [ToolCall] = []
    for (index, key) in work.modules {
      let module = modules[index]
      let object = objects.temporary(key)
      let diagnostics = objects.diagnosticFile(of: object)
      let appendix = appendix(of: module, for: object)
      let arguments =
        module.compile.wholeModuleArguments(
          sources: module.sources.swift, object: object, diagnostics: diagnostics)
        + (appendix.arguments.isEmpty ? sent.options : appendix.arguments)
      calls.append(
        ToolCall(
          tool: plan.toolchain.frontend, arguments: arguments, diagnosticFiles: [diagnostics],
          temporaryFiles: appendix.files))
    }
    for (module, batch) in batches(work.swift) {
      let primaries = batch.map { (source: $0.source, object: objects.temporary($0.key)) }
      let arguments = module.compile.arguments(
        primaries: primaries, all: module.sources.swift, dependencies: objects.dependencyFile,
        diagnostics: objects.diagnosticFile)
      calls.append(
        ToolCall(
          tool: plan.toolchain.frontend, arguments: arguments + sent.options,
          diagnosticFiles: primaries.map { objects.diagnosticFile(of: $0.object) }))
    }
    for (file, key) in work.c {
      let object = objects.temporary(key)
      let diagnostics = objects.diagnosticFile(of: object)
      let arguments =
        file.arguments + ["-c", file.source, "-o", object, "--serialize-diagnostics", diagnostics]
      calls.append(
        ToolCall(tool: file.compiler, arguments: arguments, diagnosticFiles: [diagnostics]))
    }
    return calls
  }

  /// The compilers that write typed syntax trees, to be run side by side.
  /// - Parameter file: returns the file to write for a source.
  func dumpCalls(_ items: [Item], to file: (Item) -> String) -> [ToolCall] {
    batches(items).map { module, batch in
      let primaries = batch.map { (source: $0.source, object: file($0)) }
      return ToolCall(
        tool: plan.toolchain.frontend,
        arguments: module.compile.dumpArguments(primaries: primaries, all: module.sources.swift)
          + sent.options)
    }
  }

  /// The number of compilers that run side by side.
  static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Those that one compiler compiles.
  private func batches(_ items: [Item]) -> [(module: CompiledModule, items: [Item])] {
    Dictionary(grouping: items) { index(of: $0.source) }
      .sorted { $0.key < $1.key }
      .flatMap { index, items in Self.spread(items).map { (modules[index], $0) } }
  }

  /// Spreads files evenly over the processors, biggest first.
  private static func spread(_ items: [Item]) -> [[Item]] {
    var batches = [(size: Int64, items: [Item])](
      repeating: (0, []), count: min(processorCount, items.count))
    let sized = items.map { (size: DiskFile.signature(of: $0.source)?.size ?? 0, item: $0) }
    for (size, item) in sized.sorted(by: { $0.size > $1.size }) {
      let smallest = batches.indices.min { batches[$0].size < batches[$1].size } ?? 0
      batches[smallest].size += max(size, 1)
      batches[smallest].items.append(item)
    }
    return batches.map(\.items)
  }
}
