import Testing

@Suite("Structure of the sources")
struct StructureTests {
  private let sources = Repository.files(below: "Sources", ["swift"])

  @Test("No type name is declared by two modules")
  func uniqueTypeNames() {
    var modules: [String: Set<String>] = [:]
    for file in sources { for name in file.declaredTypes { modules[name, default: []].insert(file.module) } }
    #expect(modules.count > 100, "the sources were found")
    for (name, owners) in modules.sorted(by: { $0.key < $1.key }) where owners.count > 1 {
      Issue.record("\(name) is declared in \(owners.sorted().joined(separator: " and "))")
    }
  }

  @Test("Folders of a module do not depend on each other in a cycle", arguments: Repository.modules)
  func acyclicFolders(module: String) {
    let files = sources.filter { $0.module == module && $0.folder != nil }
    var owner: [String: String] = [:]
    for file in files { for name in file.declaredTypes { owner[name] = file.folder } }
    var reasons: [String: [String: String]] = [:]
    for file in files {
      guard let folder = file.folder else { continue }
      for name in file.identifiers.sorted() {
        guard let target = owner[name], target != folder else { continue }
        reasons[folder, default: [:]][target] = reasons[folder]?[target] ?? "\(name) in \(file.path)"
      }
    }
    if let cycle = DependencyCycle.find(in: reasons.mapValues { Set($0.keys) }) {
      let steps = zip(cycle, cycle.dropFirst()).map { "\($0) → \($1): \(reasons[$0]?[$1] ?? "")" }
      Issue.record("\(module) has a cycle of folders:\n\(steps.joined(separator: "\n"))")
    }
  }

  @Test("Each benchmark has the name of its folder, by which `hotloop bench` knows it before a build")
  func benchmarkNames() throws {
    let program = Repository.files(below: "Benchmarks/Sources/HotLoopBench", ["swift"])
    let list = try #require(program.first { $0.path.hasSuffix("BenchProgram.swift") }).text
    let types = list.matches(of: /(\w+)Bench\.self/).map { String($0.1) }
    #expect(types.count > 3, "the benchmarks were found")
    let files = program.filter { $0.path.hasSuffix("Bench.swift") }.map(\.path)
    #expect(files.count == types.count)
    for type in types {
      let path = "Benchmarks/Sources/HotLoopBench/\(type)/\(type)Bench.swift"
      let source = try #require(program.first { $0.path == path }, "\(path)").text
      #expect(source.contains("commandName: \"\(type.lowercased())\""), "\(path)")
    }
  }

  @Test("No source file is longer than 400 lines")
  func fileLengths() {
    let others = ["Benchmarks/Sources", "Benchmarks/Tests", "Tests"].flatMap {
      Repository.files(below: $0, ["swift"])
    }
    for file in sources + others {
      let lines = file.text.count { $0.isNewline }
      #expect(lines <= 400, "\(file.path)")
    }
  }
}

enum DependencyCycle {
  /// A cycle of a graph, its first node repeated at the end; nil if there is none.
  static func find(in graph: [String: Set<String>]) -> [String]? {
    var finished: Set<String> = []
    func visit(_ node: String, _ path: [String]) -> [String]? {
      if let start = path.firstIndex(of: node) { return path[start...] + [node] }
      if finished.contains(node) { return nil }
      for next in (graph[node] ?? []).sorted() {
        if let cycle = visit(next, path + [node]) { return cycle }
      }
      finished.insert(node)
      return nil
    }
    for node in graph.keys.sorted() {
      if let cycle = visit(node, []) { return cycle }
    }
    return nil
  }
}

@Suite("Dependency cycles")
struct DependencyCycleTests {
  @Test("A cycle is found, and a tree has none")
  func cycles() {
    #expect(DependencyCycle.find(in: ["a": ["b"], "b": ["c"], "c": ["b"]]) == ["b", "c", "b"])
    #expect(DependencyCycle.find(in: ["a": ["b", "c"], "b": ["c"]]) == nil)
  }
}
