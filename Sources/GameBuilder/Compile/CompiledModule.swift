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
  /// A hash of what the modules can see that import it: the key of its module file.
  let interface: ContentHash

  /// The libraries, and the game last.
  static func all(_ plan: BuildPlan, _ scan: SourceScan, _ objects: ObjectStore) -> [CompiledModule] {
    let common = plan.commonFingerprint
    var modules: [CompiledModule] = []
    for (module, sources) in zip(plan.modules, scan.modules) {
      let imported = modules.filter { module.imports.contains($0.plan.name) }
      modules.append(
        CompiledModule(
          module, sources, scan, plan, imported, fingerprint: plan.fingerprint(of: module, common: common),
          objects))
    }
    return modules
  }

  private init(
    _ module: BuildPlan.Module, _ sources: ModuleSources, _ scan: SourceScan, _ plan: BuildPlan,
    _ imported: [CompiledModule], fingerprint: ContentHash, _ objects: ObjectStore
  ) {
    self.plan = module
    self.sources = sources
    self.fingerprint = fingerprint
    compile = module.compile.importing(
      imported.map { (name: $0.plan.name, file: objects.moduleFile($0.interface)) })
    var imports = ContentHash()
    for library in imported { imports.combine(library.interface) }
    self.imports = imported.isEmpty ? nil : imports
    var interface = fingerprint
    interface.combine(imports)
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
    self.interface = interface
  }
}
