// References to data by an offset into a section, turned into references by name.

extension BodyPatch {
  /// Redirects the references from the patch's code to data of which the program must have only one.
  mutating func redirectReferences() throws(Failure) {
    for (section, relocations) in patch.relocations
    where isExecutable(section) && !unreachableSections.contains(section) {
      for relocation in relocations where patch.symbols.indices.contains(relocation.symbol) {
        let symbol = patch.symbols[relocation.symbol]
        let target = Int(symbol.section)
        guard symbol.binding == ELFImage.SymbolEntry.local, isUniqueData(target) else { continue }
        try redirect(relocation, of: symbol, in: target)
      }
    }
  }

  /// Loaded data that the linker does not merge by content.
  private func isUniqueData(_ section: Int) -> Bool {
    guard patch.sections.indices.contains(section) else { return false }
    let flags = patch.sections[section].flags
    return flags & ELFImage.Section.allocated != 0
      && flags & (ELFImage.Section.executable | ELFImage.Section.mergeable) == 0
  }

  private mutating func redirect(
    _ relocation: RelocatableObject.Relocation, of symbol: RelocatableObject.Symbol, in section: Int
  ) throws(Failure) {
    let target = Int64(bitPattern: symbol.value) + relocation.addend
    guard let owner = try datum(at: target, relocation, in: section) else { return }
    let datum = patch.symbols[owner]
    if datum.isGlobal {
      patch.redirect(relocation, to: owner, addend: target - Int64(bitPattern: datum.value))
      return
    }
    guard datum.binding == ELFImage.SymbolEntry.local, let old = baseLocals[datum.name] else { return }
    // The global symbol of a type's metadata points into the local symbol of its full metadata.
    let alias = patch.symbols.firstIndex {
      $0.isGlobal && Int($0.section) == section && datum.range.contains($0.value)
    }
    if let alias {
      try requireSameLayout(alias: patch.symbols[alias], of: datum, old)
      patch.redirect(
        relocation, to: alias, addend: target - Int64(bitPattern: patch.symbols[alias].value))
    } else if !BodyPatch.mayBeDuplicated(datum.name) {
      throw Failure(reason: "there would be two of \(datum.name)")
    }
  }

  /// The index of the symbol that a reference is to. Nil for data without a name, which only one function uses.
  private func datum(
    at target: Int64, _ relocation: RelocatableObject.Relocation, in section: Int
  ) throws(Failure) -> Int? {
    let absolute: UInt32 = 1  // R_X86_64_64
    let relative: Set<UInt32> = [2, 4]  // R_X86_64_PC32, R_X86_64_PLT32
    guard relative.contains(relocation.type) || relocation.type == absolute else {
      throw Failure(reason: "a relocation of type \(relocation.type)")
    }
    // A relative address counts from the end of the instruction, which is 4 to 8 bytes behind the relocated bytes.
    let shift: ClosedRange<Int64> = relocation.type == absolute ? 0...0 : 4...8
    let candidates = UInt64(max(0, target + shift.lowerBound))...UInt64(max(0, target + shift.upperBound))
    let data = patch.symbols.indices.filter { index in
      let symbol = patch.symbols[index]
      return Int(symbol.section) == section && symbol.type == ELFImage.SymbolEntry.object
        && symbol.range.overlaps(candidates)
    }
    if data.isEmpty { return nil }
    let owner = data.first { index in
      let range = patch.symbols[index].range
      return range.contains(candidates.lowerBound) && range.contains(candidates.upperBound)
    }
    guard let owner else { throw Failure(reason: "a reference may be to either of two data") }
    return owner
  }

  private func requireSameLayout(
    alias: RelocatableObject.Symbol, of datum: RelocatableObject.Symbol, _ old: RelocatableObject.Symbol
  ) throws(Failure) {
    guard let oldAlias = baseGlobals[alias.name], old.size == datum.size,
      oldAlias.value &- old.value == alias.value &- datum.value, oldAlias.section == old.section
    else { throw Failure(reason: "\(datum.name) has another layout") }
  }

  /// Each object may have its own copy of these: flags of initialisers, which are in the same object as their accessor
  /// (`_Wz`), value witness tables (`WV`), field descriptors (`MF`), and labels of the assembler.
  private static func mayBeDuplicated(_ name: String) -> Bool {
    name.hasPrefix(".L") || ["_Wz", "WV", "MF"].contains { name.hasSuffix($0) }
  }
}
