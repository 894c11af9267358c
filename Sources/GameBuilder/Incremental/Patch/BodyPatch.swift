/// Makes an object that holds only the bodies an edit changed fit to be linked before the object of the whole file as
/// it was before the edit.
///
/// The compiler was given the file with calls of a placeholder in the place of the bodies that did not change, so both
/// objects define nearly the same symbols. Of a function that calls the placeholder, the definition of the whole file
/// is the one to take; of every other function that of the patch; of types and what describes them that of the whole
/// file, so that there is only one of each. The linker sees to that by the symbols' names. What an object refers to by
/// its place instead of by name is redirected to the name, and where that cannot be done there is no patch.
struct BodyPatch {
  /// Why there is none; the whole file must be compiled.
  struct Unfit: Error {
    let reason: String
  }

  private static let loaded: UInt64 = 2
  private static let executable: UInt64 = 4
  private static let mergeable: UInt64 = 16

  private var patch: RelocatableObject
  private let base: RelocatableObject
  private let baseGlobals: [String: RelocatableObject.Symbol]
  private let baseLocals: [String: RelocatableObject.Symbol]
  /// Sections of the patch that nothing will lead to.
  private var dead: Set<Int> = []

  /// The patch, ready to be linked before `base`.
  static func make(patch: [UInt8], base: [UInt8]) throws(Unfit) -> [UInt8] {
    #if arch(x86_64)
      do {
        var work = BodyPatch(
          patch: try RelocatableObject(bytes: patch), base: try RelocatableObject(bytes: base))
        try work.run()
        return work.patch.bytes
      } catch let error as Unfit {
        throw error
      } catch {
        throw Unfit(reason: "\(error)")
      }
    #else
      throw Unfit(reason: "only the relocations of x86-64 are known here")
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

  private mutating func run() throws(Unfit) {
    let leftOut = try functionsLeftOut()
    var overriding: Set<String> = []
    var overridingSections: Set<Int> = []
    var takenFromBase: [RelocatableObject.Symbol] = []
    for (index, symbol) in patch.symbols.enumerated() where symbol.isGlobal && symbol.isDefined {
      if leftOut.contains(index) {
        guard baseGlobals[symbol.name]?.type == ELFImage.SymbolEntry.function else {
          throw Unfit(reason: "\(symbol.name) is not in the object of the whole file")
        }
        takenFromBase.append(symbol)
      } else if baseGlobals[symbol.name] != nil {
        if comesFromBase(symbol) {
          takenFromBase.append(symbol)
        } else {
          overriding.insert(symbol.name)
          overridingSections.insert(Int(symbol.section))
        }
      } else {
        overridingSections.insert(Int(symbol.section))
      }
    }
    for symbol in takenFromBase {
      let section = Int(symbol.section)
      if isExecutable(section) {
        if overridingSections.contains(section) {
          throw Unfit(reason: "\(symbol.name) shares a section")
        }
        dead.insert(section)
      }
    }
    try requireByName(overriding)
    try redirectPlaces()
    for symbol in takenFromBase { patch.undefine(symbol) }
    for symbol in patch.symbols where symbol.name == BodySplit.placeholderSymbol { patch.weaken(symbol) }
  }

  private func isExecutable(_ section: Int) -> Bool {
    patch.sections.indices.contains(section) && patch.sections[section].flags & BodyPatch.executable != 0
  }

  /// The functions that call the placeholder. Each of them must be one that the linker knows by name.
  private func functionsLeftOut() throws(Unfit) -> Set<Int> {
    var functions: Set<Int> = []
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
          throw Unfit(reason: "a body that was left out belongs to no function of a name")
        }
        functions.insert(caller)
      }
    }
    return functions
  }

  /// Types, witness tables and whatever else describes code, and what gives access to it. A variable's storage comes
  /// from the patch, because its initial value may be in it.
  private func comesFromBase(_ symbol: RelocatableObject.Symbol) -> Bool {
    if symbol.type == ELFImage.SymbolEntry.function { return symbol.name.hasSuffix("Ma") }
    return !symbol.name.hasSuffix("vp") && !symbol.name.hasSuffix("vpZ")
  }

  /// What the patch overrides must not be used by its place in the object of the whole file.
  private func requireByName(_ overriding: Set<String>) throws(Unfit) {
    let sections = Set(overriding.compactMap { baseGlobals[$0].map { Int($0.section) } })
    for (section, relocations) in base.relocations where isLoaded(base, section) {
      for relocation in relocations where base.symbols.indices.contains(relocation.symbol) {
        let symbol = base.symbols[relocation.symbol]
        guard symbol.binding == ELFImage.SymbolEntry.local else { continue }
        let target = Int(symbol.section)
        if target != section && sections.contains(target) {
          throw Unfit(reason: "the object of the whole file refers to what the patch changes by its place")
        }
      }
    }
  }

  /// Sections that code can lead to. What is there for unwinding and debugging follows the code it is about.
  private func isLoaded(_ object: RelocatableObject, _ section: Int) -> Bool {
    guard object.sections.indices.contains(section) else { return false }
    return object.sections[section].flags & BodyPatch.loaded != 0
      && object.sectionName(section) != ".eh_frame"
  }

  /// Turns references to data by its place into references by name, wherever the data is one that there is to be only
  /// one of.
  private mutating func redirectPlaces() throws(Unfit) {
    for (section, relocations) in patch.relocations where isExecutable(section) && !dead.contains(section) {
      for relocation in relocations where patch.symbols.indices.contains(relocation.symbol) {
        let symbol = patch.symbols[relocation.symbol]
        let target = Int(symbol.section)
        guard symbol.binding == ELFImage.SymbolEntry.local, patch.sections.indices.contains(target),
          patch.sections[target].flags & (BodyPatch.executable | BodyPatch.mergeable) == 0,
          patch.sections[target].flags & BodyPatch.loaded != 0
        else { continue }
        try redirect(relocation, of: symbol, in: target)
      }
    }
  }

  private mutating func redirect(
    _ relocation: RelocatableObject.Relocation, of symbol: RelocatableObject.Symbol, in section: Int
  ) throws(Unfit) {
    // An address relative to the instruction's end, which is 4 to 8 bytes behind the relocated place.
    let relative: Set<UInt32> = [2, 4]
    let absolute: UInt32 = 1
    guard relative.contains(relocation.type) || relocation.type == absolute else {
      throw Unfit(reason: "a relocation of kind \(relocation.type)")
    }
    let shift: ClosedRange<Int64> = relocation.type == absolute ? 0...0 : 4...8
    let place = Int64(bitPattern: symbol.value) + relocation.addend
    let candidates = UInt64(max(0, place + shift.lowerBound))...UInt64(max(0, place + shift.upperBound))
    let data = patch.symbols.indices.filter { index in
      let one = patch.symbols[index]
      return Int(one.section) == section && one.type == ELFImage.SymbolEntry.object
        && one.range.overlaps(candidates)
    }
    // Something without a name is used by one function only.
    if data.isEmpty { return }
    let owner = data.first { index in
      let range = patch.symbols[index].range
      return range.contains(candidates.lowerBound) && range.contains(candidates.upperBound)
    }
    guard let owner else { throw Unfit(reason: "a place between two data") }
    let owned = patch.symbols[owner]
    if owned.isGlobal {
      patch.redirect(relocation, to: owner, addend: place - Int64(bitPattern: owned.value))
      return
    }
    guard owned.binding == ELFImage.SymbolEntry.local, let old = baseLocals[owned.name] else { return }
    // The address of a type is a name within the data that describes it.
    let name = patch.symbols.firstIndex {
      $0.isGlobal && Int($0.section) == section && owned.range.contains($0.value)
    }
    if let name {
      let alias = patch.symbols[name]
      guard let oldAlias = baseGlobals[alias.name], old.size == owned.size,
        oldAlias.value &- old.value == alias.value &- owned.value, oldAlias.section == old.section
      else { throw Unfit(reason: "\(owned.name) is laid out otherwise") }
      patch.redirect(relocation, to: name, addend: place - Int64(bitPattern: alias.value))
    } else if !BodyPatch.mayBeTwice(owned.name) {
      throw Unfit(reason: "there would be two of \(owned.name)")
    }
  }

  /// Of these there may be one in each object: flags of initialisers that come with their accessor, names of fields,
  /// tables of functions for values.
  private static func mayBeTwice(_ name: String) -> Bool {
    name.hasPrefix(".L") || ["_Wz", "WV", "MF"].contains { name.hasSuffix($0) }
  }
}
