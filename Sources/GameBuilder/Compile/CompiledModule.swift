/// A Swift module in one state of the sources: how it is compiled, and what its objects depend on besides their own files.
struct CompiledModule: Sendable {
  let plan: BuildPlan.Module
  let sources: ModuleSources
  /// With the libraries that it imports.
  let compile: CompileCommand
  /// The part of a key that is the same for all of its objects.
  let fingerprint: ContentHash
  /// A hash of what it can see of the libraries that it imports. Nil if it imports none.
  let imports: ContentHash?
  /// A hash of what the modules can see that import it: the key of its module file. Nil for the game, which no module imports.
  let interface: ContentHash?

  var isGame: Bool { interface == nil }

  /// The libraries, and the game last.
  static func all(
    _ plan: BuildPlan, _ scan: SourceScan, _ objects: ObjectStore, _ fingerprints: BuildPlan.Fingerprints
  ) -> [CompiledModule] {
    var libraries: [(name: String, interface: ContentHash)] = []
    return plan.modules.indices.map { index in
      let (module, sources, fingerprint) = (
        plan.modules[index], scan.modules[index], fingerprints.modules[index]
      )
      let imported = libraries.filter { module.imports.contains($0.name) }
      var imports: ContentHash?
      if !imported.isEmpty {
        var hash = ContentHash()
        for library in imported { hash.combine(library.interface) }
        imports = hash
      }
      var interface: ContentHash?
      if index < plan.modules.count - 1 {
        let hash = Self.interface(of: module, sources, scan, plan, fingerprint, imports)
        libraries.append((module.name, hash))
        interface = hash
      }
      return CompiledModule(
        plan: module, sources: sources,
        compile: module.compile.importing(imported.map { ($0.name, objects.moduleFile($0.interface)) }),
        fingerprint: fingerprint, imports: imports, interface: interface)
    }
  }

  private static func interface(
    of module: BuildPlan.Module, _ sources: ModuleSources, _ scan: SourceScan, _ plan: BuildPlan,
    _ fingerprint: ContentHash, _ imports: ContentHash?
  ) -> ContentHash {
    var interface = fingerprint
    if let imports { interface.combine(imports) }
    interface.combine(scan.headerTexts(in: module.headerFolders))
    for file in sources.interfaces {
      interface.combine(file.path)
      // The optimiser may copy any body into other modules.
      if plan.configuration == .release {
        interface.combine(scan.tree.files[file.path] ?? ContentHash())
      } else {
        for part in file.parts { interface.combine(part.hash) }
      }
    }
    return interface
  }
}
