/// Prepares an object that contains only the bodies an edit changed, so that it can be linked before the object of the whole
/// file from before the edit.
///
/// The compiler got a source in which the unchanged bodies are calls of a placeholder (``BodySplit``), so both objects
/// define nearly the same symbols. The linker takes the first definition of each. This type decides which object provides
/// it, and makes the symbol undefined in the patch if it is the base:
///
/// | symbol | taken from |
/// | --- | --- |
/// | a function that calls the placeholder | base |
/// | every other function | patch |
/// | the storage of a variable | patch: its initial value may be in it |
/// | types, witness tables, everything else that describes code | base: there must be only one of each |
///
/// References by symbol name follow. References by an offset into a section would still reach the patch's own copy;
/// `redirectReferences()` turns them into references by name. If that is impossible, there is no patch and the whole file is
/// compiled.
struct BodyPatch {
  /// Why there is no patch. The whole file must be compiled.
  struct Failure: Error {
    let reason: String
  }

  var patch: RelocatableObject
  let base: RelocatableObject
  /// Defined symbols of the base, by name.
  let baseGlobals: [String: RelocatableObject.Symbol]
  let baseLocals: [String: RelocatableObject.Symbol]
  /// Sections of the patch with code that nothing will call.
  private(set) var unreachableSections: Set<Int> = []

  /// - Parameters:
  ///   - patch: the object compiled from ``BodySplit/patchSource(since:)``.
  ///   - base: the object of the whole file, before the edit.
  /// - Returns: the patch, to be linked before `base`.
  static func make(patch: [UInt8], base: [UInt8]) throws(Failure) -> [UInt8] {
    #if arch(x86_64)
      let objects: (patch: RelocatableObject, base: RelocatableObject)
      do throws(ELFImage.Truncated) {
        objects = (try RelocatableObject(bytes: patch), try RelocatableObject(bytes: base))
      } catch {
        throw Failure(reason: "an object is cut off: \(error.part)")
      }
      var work = BodyPatch(patch: objects.patch, base: objects.base)
      try work.run()
      return work.patch.bytes
    #else
      throw Failure(reason: "relocations are implemented for x86-64 only")
    #endif
  }

  private init(patch: RelocatableObject, base: RelocatableObject) {
    self.patch = patch
    self.base = base
    var globals: [String: RelocatableObject.Symbol] = [:]
    var locals: [String: RelocatableObject.Symbol] = [:]
    for symbol in base.symbols where symbol.isDefined {
      if symbol.isGlobal { globals[symbol.name] = symbol }
      if symbol.binding == ELFImage.SymbolEntry.local { locals[symbol.name] = symbol }
    }
    baseGlobals = globals
    baseLocals = locals
  }

  private mutating func run() throws(Failure) {
    let choice = try chooseDefinitions()
    for symbol in choice.takenFromBase where isExecutable(Int(symbol.section)) {
      guard !choice.patchSections.contains(Int(symbol.section)) else {
        throw Failure(reason: "\(symbol.name) shares a section")
      }
      unreachableSections.insert(Int(symbol.section))
    }
    try requireReferencesByName(to: choice.overridden)
    try redirectReferences()
    for symbol in choice.takenFromBase { patch.undefine(symbol) }
    for symbol in patch.symbols where symbol.name == BodySplit.placeholderSymbol { patch.weaken(symbol) }
  }

  func isExecutable(_ section: Int) -> Bool {
    patch.sections.indices.contains(section)
      && patch.sections[section].flags & ELFImage.Section.executable != 0
  }

  // MARK: Which object defines a symbol

  private struct Choice {
    var takenFromBase: [RelocatableObject.Symbol] = []
    /// Names that both objects define and of which the patch's definition is taken.
    var overridden: Set<String> = []
    /// Sections of the patch with definitions that are taken.
    var patchSections: Set<Int> = []
  }

  private func chooseDefinitions() throws(Failure) -> Choice {
    let placeholderCallers = try placeholderCallers()
    var choice = Choice()
    for (index, symbol) in patch.symbols.enumerated() where symbol.isGlobal && symbol.isDefined {
      if placeholderCallers.contains(index) {
        guard baseGlobals[symbol.name]?.type == ELFImage.SymbolEntry.function else {
          throw Failure(reason: "\(symbol.name) is not in the object of the whole file")
        }
        choice.takenFromBase.append(symbol)
      } else if baseGlobals[symbol.name] == nil {
        choice.patchSections.insert(Int(symbol.section))
      } else if describesCode(symbol) {
        choice.takenFromBase.append(symbol)
      } else {
        choice.overridden.insert(symbol.name)
        choice.patchSections.insert(Int(symbol.section))
      }
    }
    return choice
  }

  /// Indices of the functions that call the placeholder. Each must be a global symbol, which the linker replaces by name.
  private func placeholderCallers() throws(Failure) -> Set<Int> {
    var callers: Set<Int> = []
    for (section, relocations) in patch.relocations {
      for relocation in relocations
      where patch.symbols.indices.contains(relocation.symbol)
        && patch.symbols[relocation.symbol].name == BodySplit.placeholderSymbol
      {
        let caller = patch.symbols.firstIndex {
          Int($0.section) == section && $0.type == ELFImage.SymbolEntry.function
            && $0.range.contains(relocation.offset)
        }
        guard let caller, patch.symbols[caller].isGlobal else {
          throw Failure(reason: "a replaced body belongs to no global function")
        }
        callers.insert(caller)
      }
    }
    return callers
  }

  /// Types, witness tables, and the functions that return type metadata (`Ma`). Storage of variables (`vp`, `vpZ`) is not.
  private func describesCode(_ symbol: RelocatableObject.Symbol) -> Bool {
    if symbol.type == ELFImage.SymbolEntry.function { return symbol.name.hasSuffix("Ma") }
    return !symbol.name.hasSuffix("vp") && !symbol.name.hasSuffix("vpZ")
  }

  /// Throws if the base refers to an overridden symbol by an offset into a section: it would reach the old definition.
  private func requireReferencesByName(to overridden: Set<String>) throws(Failure) {
    let sections = Set(overridden.compactMap { baseGlobals[$0].map { Int($0.section) } })
    for (section, relocations) in base.relocations where base.isLoaded(section) {
      for relocation in relocations where base.symbols.indices.contains(relocation.symbol) {
        let symbol = base.symbols[relocation.symbol]
        guard symbol.binding == ELFImage.SymbolEntry.local else { continue }
        let target = Int(symbol.section)
        if target != section && sections.contains(target) {
          throw Failure(
            reason: "the object of the whole file refers to what the patch changes by its offset in a section"
          )
        }
      }
    }
  }
}

extension RelocatableObject {
  /// Whether running code can refer to the section. Sections for unwinding and debugging follow the code they describe.
  fileprivate func isLoaded(_ section: Int) -> Bool {
    guard sections.indices.contains(section) else { return false }
    return sections[section].flags & ELFImage.Section.allocated != 0 && sectionName(section) != ".eh_frame"
  }
}
