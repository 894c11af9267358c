import GameBuilder

/// Translates places in the code of an image to another image of the same source, by function and distance from its start.
struct FunctionOffsets {
  private let source: ImageSymbols
  private let target: ImageSymbols

  /// Nil if one of the files cannot be read.
  init?(from source: String, to target: String) {
    guard let source = ImageSymbols(path: source), let target = ImageSymbols(path: target) else { return nil }
    self.source = source
    self.target = target
  }

  /// Nil unless all of them are in functions that have the same name and size in both images.
  func translate(_ offsets: [UInt]) -> [UInt]? {
    var result: [UInt] = []
    for offset in offsets {
      guard let old = source.function(at: UInt64(offset)), let new = function(like: old) else { return nil }
      result.append(offset - UInt(old.value) + UInt(new.value))
    }
    return result
  }

  private func function(like old: ELFImage.SymbolEntry) -> ELFImage.SymbolEntry? {
    let name = source.name(of: old)
    let same = target.defined.filter {
      $0.type == ELFImage.SymbolEntry.function && target.image.hasString(name, at: $0.nameOffset)
    }
    // Local symbols of two files may have one name.
    return same.count == 1 && same[0].size == old.size ? same[0] : nil
  }
}
